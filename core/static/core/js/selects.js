/* Long selects: typing part of a name or its pinyin initials (cgj for 城管局) leaves the options that fit.

   The box is made here, so that without a script there is a plain select and no dead control. While something is
   typed the select lies open below the box; Enter or the arrow down goes into it, Escape takes the text back. */
(() => {
  "use strict";
  const MOST_SHOWN = 8;

  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
  const fits = (option, wanted) =>
    plain(option.label + (option.parentElement.label || "")).includes(wanted) || (option.dataset.initials || "").includes(wanted);

  function narrow(select, text) {
    const wanted = plain(text);
    let left = 0;
    for (const option of select.options) {
      option.hidden = Boolean(wanted) && !(option.value && fits(option, wanted));
      left += !option.hidden;
    }
    for (const group of select.querySelectorAll("optgroup")) group.hidden = [...group.children].every((option) => option.hidden);
    const lines = left + select.querySelectorAll("optgroup:not([hidden])").length;
    if (wanted) select.size = Math.max(2, Math.min(MOST_SHOWN, lines));
    else select.removeAttribute("size");
  }

  function choose(select, option) {
    if (!option || option.selected) return;
    option.selected = true;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function equip(select) {
    const box = document.createElement("input");
    box.type = "search";
    box.className = "select-finder";
    box.autocomplete = "off";
    box.placeholder = select.dataset.searchable;
    box.setAttribute("aria-label", box.placeholder);
    const pair = document.createElement("span");
    pair.className = "select-pair";
    select.replaceWith(pair);
    pair.append(box, select);
    select.dataset.equipped = "";
    const close = () => { box.value = ""; narrow(select, ""); };

    box.addEventListener("input", (event) => event.isComposing || narrow(select, box.value));
    box.addEventListener("compositionend", () => narrow(select, box.value));
    box.addEventListener("change", (event) => event.stopPropagation());
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || !box.value) return;
      if (event.key === "Escape") return close();
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      choose(select, [...select.options].find((option) => !option.hidden));
      select.focus();
      if (event.key === "Enter") close();
    });
    select.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !select.size) return;
      event.preventDefault();
      close();
    });
    select.addEventListener("click", (event) => event.target.matches("option") && select.size > 1 && close());
    select.addEventListener("blur", () => select.size > 1 && close());
  }

  // A button that chooses for its select: one key instead of a search.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-picks]");
    const select = button && document.getElementById(button.dataset.picks);
    if (select) choose(select, [...select.options].find((option) => option.value === button.value));
  });

  const start = (root) => root.querySelectorAll("select[data-searchable]:not([data-equipped])").forEach(equip);
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:afterSwap", (event) => start(event.target));
})();
