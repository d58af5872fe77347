/* Before a session ends for want of use, ask whether somebody is still there; when it has ended, leave nothing on the
   screen: the page loads anew, which leads to the log-in and from there back here. */
(() => {
  "use strict";
  const AHEAD = 180; // seconds; the server may be a minute stricter than this clock
  let timer = null;

  function wind() {
    const seconds = Number(document.body.dataset.sessionSeconds);
    clearTimeout(timer);
    if (seconds > AHEAD) timer = setTimeout(ask, (seconds - AHEAD) * 1000);
  }

  function ask() {
    const dialog = document.getElementById("session-dialog");
    if (!dialog) return;
    if (!dialog.open) dialog.showModal();
    timer = setTimeout(() => location.reload(), AHEAD * 1000);
  }

  document.addEventListener("submit", async (event) => {
    const dialog = event.target.closest("#session-dialog");
    if (!dialog) return;
    event.preventDefault();
    const answer = await fetch(event.target.action, { method: "POST", body: new FormData(event.target) }).catch(() => null);
    dialog.close();
    if (answer && answer.redirected) location.reload(); // too late: the log-in page brings us back here
    else wind();
  });
  document.addEventListener("DOMContentLoaded", wind);
  document.addEventListener("htmx:afterRequest", wind);
})();
