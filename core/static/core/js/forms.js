/* Forms: sent once, errors in view, the network said to be down when it is. */
(() => {
  "use strict";
  const RELEASE_AFTER = 15000; // an answer that is a download never leaves the page

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-guard]") || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    // After the event: a disabled button would not be sent along with its form.
    setTimeout(() => hold(form, true));
    setTimeout(() => release(form), RELEASE_AFTER);
  });

  function hold(form, isHeld) {
    for (const button of form.querySelectorAll("button")) {
      button.disabled = isHeld;
      isHeld ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy");
    }
  }

  function release(form) {
    delete form.dataset.sent;
    hold(form, false);
  }

  // A page that the back button brings out of memory must not stay locked.
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });

  function showErrors(root) {
    const summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
  }
  document.addEventListener("DOMContentLoaded", () => showErrors(document));
  document.addEventListener("htmx:afterSwap", (event) => showErrors(event.target));

  // An action panel opened by its link is ready for typing; Escape closes panels, the menu and the filters.
  addEventListener("hashchange", () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const field = target && target.querySelector("input:not([type=hidden]), select, textarea, a");
    if (field && target.matches(".action-panel, .menu, .filters")) field.focus();
    if (target) showChosen(target);
  });
  // Of a long list, what is chosen already.
  function showChosen(root) {
    for (const list of root.querySelectorAll("select[multiple]")) {
      const chosen = list.querySelector("option:checked");
      if (chosen) list.scrollTop += chosen.getBoundingClientRect().top - list.getBoundingClientRect().top - 30;
    }
  }
  document.addEventListener("DOMContentLoaded", () => showChosen(document));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && document.querySelector(":target.action-panel, :target.menu, :target.filters"))
      location.replace("#main");
  });
  // What unfolds over the page folds again: once something was chosen from it, by a press beside it, by Escape.
  const FOLDS = ".more-actions[open], .person[open]";
  document.addEventListener("click", (event) => {
    for (const fold of document.querySelectorAll(FOLDS))
      if (!fold.contains(event.target) || event.target.closest(".more-list a")) fold.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    for (const fold of document.querySelectorAll(FOLDS)) {
      if (fold.contains(document.activeElement)) fold.querySelector("summary").focus();
      fold.open = false;
    }
  });
  // Ctrl+Enter sends the form one types in, by its first button: nobody must reach for the mouse after a long text.
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Enter" && event.ctrlKey && !event.isComposing && event.target.closest("form[data-ctrl-enter]");
    if (form) form.requestSubmit(form.querySelector("button.btn-primary"));
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
  });

  function show(id, isShown, detail = "") {
    const note = document.getElementById(id);
    if (!note) return;
    note.hidden = !isShown;
    const place = note.querySelector("[data-detail]");
    if (place) place.textContent = detail;
  }
  addEventListener("offline", () => show("network-lost", true));
  addEventListener("online", () => show("network-lost", false));
  document.addEventListener("htmx:sendError", () => show("network-lost", true));
  document.addEventListener("htmx:responseError", (event) =>
    show("request-failed", true, event.detail.xhr.getResponseHeader("X-Request-Id") || event.detail.xhr.status));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches("form[data-guard]")) release(event.detail.elt);
    if (!event.detail.successful) return;
    show("network-lost", false);
    show("request-failed", false);
  });

  // A whole page where a part was asked for is the log-in: the session is over. Loading anew leads through it and back.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!/^\s*<!doctype html/i.test(event.detail.serverResponse)) return;
    event.detail.shouldSwap = false;
    if (event.detail.xhr.status === 200) location.reload();
  });

  // A page nobody looks at does not ask how its job is doing.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.detail.elt.matches("[data-poll]")) event.preventDefault();
  });
})();
