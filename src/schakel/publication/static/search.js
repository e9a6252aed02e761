// Filters the index on the search page by the words typed. Every word must occur, at any place of a word (Dutch joins
// its words); entries whose title has them come first. Nothing is sent anywhere.
(() => {
  "use strict";
  const field = document.getElementById("words");
  const found = document.getElementById("found");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const groups = [...document.querySelectorAll(".found")].map((section) => ({
    section,
    list: section.querySelector("ul"),
    entries: [...section.querySelectorAll("li")].map((item) => ({
      item,
      title: plain(item.querySelector("a").textContent),
      text: plain(item.textContent),
    })),
  }));

  // 0 where a word is lacking; the more of the words stand in the title, the higher.
  const score = (entry, words) => {
    if (!words.every((word) => entry.text.includes(word))) return 0;
    const inTitle = words.filter((word) => entry.title.includes(word)).length;
    return 1 + inTitle + (words.length && entry.title.startsWith(words[0]) ? 1 : 0);
  };

  const show = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let number = 0;
    for (const { section, list, entries } of groups) {
      const scored = entries.map((entry) => ({ entry, score: score(entry, words) }));
      scored.sort((one, other) => other.score - one.score);
      for (const { entry, score } of scored) entry.item.hidden = score === 0;
      list.append(...scored.map(({ entry }) => entry.item));
      const here = scored.filter(({ score }) => score > 0).length;
      section.hidden = here === 0;
      number += here;
    }
    const message = number ? found.dataset.some.replace("{number}", number) : found.dataset.none;
    found.textContent = words.length ? message : "";
  };

  field.value = new URLSearchParams(location.search).get("words") || "";
  field.addEventListener("input", show);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?words=${encodeURIComponent(field.value)}`);
    show();
  });
  show();
})();
