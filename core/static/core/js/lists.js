/* Lists: choosing rows, and the bar of what can be done with them; the tab one is on, in view. */
(() => {
  "use strict";
  const boxes = () => [...document.querySelectorAll('input[name="ids"][form="bulk"]')];

  function refresh() {
    const bar = document.getElementById("bulk");
    if (!bar) return;
    const chosen = boxes().filter((box) => box.checked);
    for (const box of boxes()) box.closest("tr").classList.toggle("is-selected", box.checked);
    bar.querySelector("[data-selected-count]").textContent = chosen.length;
    bar.classList.toggle("is-active", chosen.length > 0);
  }

  function showTab() {
    for (const tabs of document.querySelectorAll(".tabs")) {
      const here = tabs.querySelector("[aria-current]");
      if (here) tabs.scrollLeft += here.getBoundingClientRect().left - tabs.getBoundingClientRect().left - 40;
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-selects-all]")) for (const box of boxes()) box.checked = event.target.checked;
    if (event.target.matches('[data-selects-all], input[name="ids"]')) refresh();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.querySelector(".bulk.is-active") || document.querySelector("dialog[open]")) return;
    for (const box of boxes()) box.checked = false;
    refresh();
  });
  document.addEventListener("DOMContentLoaded", refresh);
  document.addEventListener("DOMContentLoaded", showTab);
  document.addEventListener("htmx:afterSettle", showTab);
  addEventListener("pageshow", refresh); // the browser may bring ticked boxes back
})();
