/* Text typed into a form with data-draft="…" survives a reload, a crash and the end of the session.

   It stays on this computer, under the person and the form, and goes when the form has been taken or the person logs
   out. Whether it has been taken shows on the next page: a page of this person's without complaints means yes, the
   log-in or an error page means no. Only text is kept: no passwords, no files, no choices, and nothing marked
   autocomplete="off", as names and phones are. */
(() => {
  "use strict";
  const WAIT = 1000;
  const SENT = "draft-sent";
  const timers = new WeakMap();

  const fieldsOf = (form) => [...form.querySelectorAll('textarea[name], input[type="text"][name]:not([autocomplete="off"])')];
  const keyOf = (form) => `draft:${document.body.dataset.user}:${form.dataset.draft}`;

  function keep(form) {
    const texts = fieldsOf(form).filter((field) => field.value !== field.defaultValue).map((field) => [field.name, field.value]);
    if (texts.length) localStorage.setItem(keyOf(form), JSON.stringify(texts));
    else localStorage.removeItem(keyOf(form));
  }

  function restore(form) {
    const kept = localStorage.getItem(keyOf(form));
    if (!kept || form.querySelector(".error-summary, .field-wrong")) return; // a form sent back knows its text better
    const texts = new Map(JSON.parse(kept));
    for (const field of fieldsOf(form)) if (texts.has(field.name)) field.value = texts.get(field.name);
    const note = document.getElementById("draft-note");
    if (note) form.prepend(note.content.cloneNode(true));
  }

  function forget(form) {
    clearTimeout(timers.get(form));
    localStorage.removeItem(keyOf(form));
  }

  function forgetEverything() {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
  }

  function start() {
    const sent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (!document.body.dataset.user) return;
    if (sent && !document.querySelector(".error-summary")) localStorage.removeItem(sent);
    document.querySelectorAll("form[data-draft]").forEach(restore);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), WAIT));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-clears-drafts]")) forgetEverything();
    else if (event.target.matches("form[data-draft]")) {
      clearTimeout(timers.get(event.target));
      keep(event.target);
      sessionStorage.setItem(SENT, keyOf(event.target));
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.elt.matches("form[data-draft]")) return;
    sessionStorage.removeItem(SENT);
    if (event.detail.successful) forget(event.detail.elt);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-discards-draft]");
    if (!button) return;
    const form = button.closest("form");
    forget(form);
    for (const field of fieldsOf(form)) field.value = field.defaultValue;
    button.parentElement.remove();
  });
  document.addEventListener("DOMContentLoaded", start);
})();
