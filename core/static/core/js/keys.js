/* Keyboard shortcuts. The page itself is the table: an element with data-keys="KeyG KeyL" is clicked (or, if it is a
   field, focused) by these keys, and the rows of #key-sheet-list say which keys move in lists. The sheet shows both.

   Keys are told by their place (event.code): with a Chinese input method "/" arrives as "、" and letters as 229. */
(() => {
  "use strict";
  const PATIENCE = 1500; // between the two keys of a pair
  const OFF = "keys-off";
  let first = null, firstAt = 0;

  const codeOf = (event) => (event.shiftKey ? "Shift+" : "") + event.code;
  const isTyping = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
  const isShown = (element) => element.getClientRects().length > 0;
  const find = (keys) => [...document.querySelectorAll(`[data-keys="${keys}"]`)].find(isShown);

  function act(element) {
    if (isTyping(element)) element.focus();
    else element.click();
  }

  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];
  const here = () => document.querySelector("[data-rows] tr.is-here");
  const moves = {
    next: () => move(1),
    previous: () => move(-1),
    open: () => here() && here().querySelector("a[href]").click(),
    select: () => here() && here().querySelector('input[name="ids"]') && here().querySelector('input[name="ids"]').click(),
  };

  function move(step) {
    const all = rows(), now = all.indexOf(here());
    const next = all[Math.max(0, Math.min(all.length - 1, now + step))];
    if (!next) return;
    if (now >= 0) all[now].classList.remove("is-here");
    next.classList.add("is-here");
    next.querySelector("a[href]").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function listMove(code) {
    const row = rows().length && document.querySelector(`#key-sheet-list [data-key="${code}"]`);
    return row ? moves[row.dataset.does] : null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat && event.code === "Enter") return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") || localStorage.getItem(OFF)) return;
    const code = codeOf(event);
    const pair = first && event.timeStamp - firstAt < PATIENCE ? find(`${first} ${code}`) : null;
    const element = pair || find(code);
    const doing = element ? () => act(element) : listMove(code);
    first = code;
    firstAt = event.timeStamp;
    if (!doing || (code === "Enter" && event.target.closest("a, button, summary"))) return;
    event.preventDefault();
    first = null;
    doing();
  });

  const name = (element) => (element.getAttribute("aria-label") || (element.querySelector("span") || element).textContent).trim();
  const cap = (code) => ({ Slash: "/", "Shift+Slash": "?" })[code] || code.replace("Key", "").replace("Digit", "");

  function fillSheet() {
    const body = document.getElementById("key-sheet-page");
    if (!body) return;
    body.textContent = "";
    for (const element of document.querySelectorAll("[data-keys]")) {
      const row = body.insertRow();
      const head = document.createElement("th");
      head.scope = "row";
      for (const code of element.dataset.keys.split(" ")) {
        const key = document.createElement("kbd");
        key.textContent = cap(code);
        head.append(key, " ");
      }
      row.append(head);
      row.insertCell().textContent = name(element);
    }
    document.getElementById("key-sheet-list").hidden = !rows().length;
  }

  document.addEventListener("DOMContentLoaded", () => {
    fillSheet();
    const off = document.getElementById("keys-off");
    if (!off) return;
    off.checked = Boolean(localStorage.getItem(OFF));
    off.addEventListener("change", () => (off.checked ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF)));
  });
  document.addEventListener("htmx:afterSettle", fillSheet);
})();
