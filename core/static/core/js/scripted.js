/* Runs before the page is drawn: what only works with scripts may show itself, without a flash of the other state. */
document.documentElement.classList.add("js");
