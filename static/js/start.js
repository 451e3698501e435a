// Shows the page first: the script that refines it is run when a frame has been painted.
(() => {
  "use strict";
  const script = document.createElement("script");
  script.src = document.currentScript.dataset.then;
  requestAnimationFrame(() => setTimeout(() => document.head.append(script)));
})();
