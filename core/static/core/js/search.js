/* Live search that an input method cannot break.

   While pinyin is being typed the box holds letters nobody meant; `keyup` and even `input` would send them. So the
   form hears one event of ours, `gsearch`, when the text stands. Some phone keyboards compose Latin too and never say
   that they are done: after a second of quiet the text counts as meant. */
(() => {
  "use strict";
  const WAIT = 300, COMPOSING_WAIT = 1000;
  const timers = new WeakMap(), sent = new WeakMap();

  const isSearch = (element) => element.matches('input[type="search"], input[type="text"], input:not([type])');
  const formOf = (event) => event.target.closest && event.target.closest("form[data-search]");

  function later(form, delay) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => send(form), delay));
  }

  function send(form) {
    clearTimeout(timers.get(form));
    const state = stateOf(form);
    if (sent.get(form) === state) return;
    sent.set(form, state);
    form.dispatchEvent(new CustomEvent("gsearch", { bubbles: true }));
  }

  const stateOf = (form) => new URLSearchParams(new FormData(form)).toString().trim();

  document.addEventListener("focusin", (event) => {
    const form = formOf(event);
    if (form && !sent.has(form)) sent.set(form, stateOf(form));
  });
  document.addEventListener("input", (event) => {
    const form = formOf(event);
    if (form && isSearch(event.target)) later(form, event.isComposing ? COMPOSING_WAIT : WAIT);
  });
  document.addEventListener("compositionstart", (event) => {
    const form = formOf(event);
    if (form) clearTimeout(timers.get(form));
  });
  document.addEventListener("compositionend", (event) => {
    const form = formOf(event);
    if (form) later(form, WAIT);
  });
  document.addEventListener("change", (event) => {
    const form = formOf(event);
    if (form && !isSearch(event.target)) send(form);
  });
  // On phones the filters lie over the list: once they are sent, the list is what one wants to see.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-search]:target")) location.replace("#main");
  });
  // The Enter that chooses a word from the input method is not meant for the form.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229) && formOf(event)) event.preventDefault();
  });
  // Nor do empty filters belong in the address; this also cleans what htmx sends.
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
  });
})();
