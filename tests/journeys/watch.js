/* Says on the console, where the journey listens, what a page does without an error of its own. */
(() => {
  "use strict";
  document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`against the CSP: ${event.violatedDirective} ${event.blockedURI}`));

  function measure() {
    const { scrollWidth, clientWidth } = document.scrollingElement;
    if (scrollWidth <= clientWidth) return;
    const beyond = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    const names = beyond.slice(-3).map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    console.error(`scrolls sideways: ${scrollWidth} > ${clientWidth} px, ${names.join(" ")}`);
  }
  addEventListener("load", measure);
  addEventListener("resize", measure);
  document.addEventListener("htmx:afterSettle", measure);
})();
