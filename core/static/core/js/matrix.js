/* The duty matrix by keys: one cell takes the focus, arrows move it, Enter opens the drawer of its item. */
(() => {
  "use strict";
  const table = () => document.querySelector("[data-matrix]");
  const rows = () => [...table().tBodies[0].rows];
  let drawerFor = null;

  function prepare() {
    for (const button of document.querySelectorAll("[data-prints]")) button.hidden = false;
    if (!table()) return;
    table().setAttribute("role", "grid");
    table().closest(".matrix-scroll").removeAttribute("tabindex");
    for (const row of rows()) {
      for (const cell of row.cells) {
        cell.tabIndex = -1;
        for (const link of cell.querySelectorAll("a")) link.tabIndex = -1;
      }
    }
    rows()[0].cells[0].tabIndex = 0;
  }

  function move(cell, down, right) {
    const all = rows(), row = cell.parentElement;
    const y = Math.max(0, Math.min(all.length - 1, all.indexOf(row) + down));
    const x = Math.max(0, Math.min(row.cells.length - 1, cell.cellIndex + right));
    const next = all[y].cells[x];
    for (const other of table().querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    next.tabIndex = 0;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  const FAR = 1e6;
  const STEPS = {
    ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
    Home: [0, -FAR], End: [0, FAR], PageDown: [10, 0], PageUp: [-10, 0],
    "Control+Home": [-FAR, -FAR], "Control+End": [FAR, FAR],
  };

  function open(link) {
    const drawer = document.getElementById("drawer");
    drawerFor = document.activeElement.closest("[data-matrix] th, [data-matrix] td") || link.closest("th, td");
    htmx.ajax("GET", link.href, { target: "#drawer-body", swap: "innerHTML" }).then(() => {
      if (!drawer.open) drawer.showModal();
    });
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-matrix] tbody th, [data-matrix] tbody td");
    if (!cell || event.altKey || event.metaKey || event.isComposing) return;
    const step = STEPS[(event.ctrlKey ? "Control+" : "") + event.key];
    if (step) {
      event.preventDefault();
      move(cell, ...step);
    } else if (event.key === "Enter" && event.target === cell) {
      event.preventDefault();
      (cell.querySelector("a[href]") || cell.parentElement.querySelector("th a[href]")).click();
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-prints]")) window.print();
    const link = event.target.closest("[data-matrix] tbody a[href]");
    if (!link || link.closest(".matrix-figure") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });

  document.addEventListener("close", (event) => {
    if (event.target.id === "drawer" && drawerFor) drawerFor.focus({ preventScroll: true });
  }, true);

  document.addEventListener("DOMContentLoaded", prepare);
})();
