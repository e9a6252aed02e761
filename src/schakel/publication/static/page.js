// What helps on every page, and is missed on none: addresses that the release could not know are made whole.
(() => {
  "use strict";

  // A release that is kept stands below those that followed it: the addresses of editions count from the newest.
  for (const place of document.querySelectorAll("[data-place]")) {
    const root = new URL(place.dataset.root, location);
    root.pathname = root.pathname.replace(/editions\/[^/]+\/$/, "");
    place.textContent = new URL(place.dataset.place, root).href;
  }
})();
