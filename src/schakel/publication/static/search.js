// Filters the index on the search page by the words typed, and that of the other monitors, which it loads. Every word
// must occur, without its ending, at any place of a word (Dutch joins its words); entries whose title has them come
// first. Nothing is sent anywhere.
(() => {
  "use strict";
  const field = document.getElementById("words");
  const found = document.getElementById("found");
  const elsewhere = document.getElementById("elsewhere");

  // Endings that are taken off a word that is looked for, the longest first, where at least `least` letters remain.
  // A light stemmer: enough to bring the forms of a noun and a verb together (after Savoy, 2006).
  const RULES = {
    nl: { endings: ["eringen", "ering", "eren", "ingen", "eerd", "eert", "ing", "en", "es", "e", "s"], least: 3 },
    en: { endings: ["ings", "ing", "ies", "ied", "ed", "es", "y", "e", "s"], least: 4 },
    es: { endings: ["aciones", "acion", "ando", "iones", "os", "as", "es", "ar", "er", "ir", "o", "a", "e", "s"], least: 4 },
  };
  const rules = RULES[document.documentElement.lang] || { endings: [], least: 1 };

  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  // What changes in a word before an ending: v and f, z and s, double letters, ie and i (recidief, recidive).
  const folded = (text) => plain(text).replace(/v/g, "f").replace(/z/g, "s").replace(/ie/g, "i").replace(/([a-z])\1/g, "$1");
  const stem = (word) => {
    const ending = rules.endings.find((one) => word.endsWith(one) && word.length - one.length >= rules.least);
    return folded(ending ? word.slice(0, -ending.length) : word);
  };

  const entryOf = (item) => ({
    item,
    title: folded(item.querySelector("a").textContent),
    text: folded(item.textContent),
  });
  const groupOf = (section) => ({
    section,
    list: section.querySelector("ul"),
    entries: [...section.querySelectorAll("li")].map(entryOf),
  });
  const groups = [...document.querySelectorAll(".found")].map(groupOf);

  // 0 where a word is lacking; the more of the words stand in the title, the higher.
  const score = (entry, words) => {
    if (!words.every((word) => entry.text.includes(word))) return 0;
    const inTitle = words.filter((word) => entry.title.includes(word)).length;
    return 1 + inTitle + (words.length && entry.title.startsWith(words[0]) ? 1 : 0);
  };

  const show = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean).map(stem);
    let number = 0;
    for (const { section, list, entries } of groups) {
      const scored = entries.map((entry) => ({ entry, score: score(entry, words) }));
      scored.sort((one, other) => other.score - one.score);
      for (const { entry, score } of scored) entry.item.hidden = score === 0;
      list.append(...scored.map(({ entry }) => entry.item));
      const here = scored.filter(({ score }) => score > 0).length;
      const fold = section.querySelector("details");
      if (fold && words.length) fold.open = true;
      section.hidden = here === 0 || (!words.length && "monitor" in section.dataset);
      number += here;
    }
    const message = number ? found.dataset.some.replace("{number}", number) : found.dataset.none;
    found.textContent = words.length ? message : "";
    if (elsewhere) elsewhere.hidden = words.length > 0;
  };

  // Called by the index of another monitor: its entries stand under its title while words are looked for.
  window.addEntries = (script, entries) => {
    const link = script.link;
    const section = document.createElement("section");
    section.className = "found";
    section.dataset.monitor = "";
    const heading = document.createElement("h2");
    heading.className = "utrecht-heading-2";
    heading.textContent = link.textContent;
    const list = document.createElement("ul");
    list.className = "entries";
    for (const [title, words, address] of entries) {
      const item = document.createElement("li");
      const anchor = document.createElement("a");
      anchor.href = link.getAttribute("href").replace("search.html", address);
      anchor.textContent = title;
      item.append(anchor, ` ${words}`);
      list.append(item);
    }
    section.append(heading, list);
    elsewhere.before(section);
    groups.push(groupOf(section));
    show();
  };
  for (const link of elsewhere ? elsewhere.querySelectorAll("a") : []) {
    const script = document.createElement("script");
    script.src = link.getAttribute("href").replace("search.html", "search-index.js");
    script.link = link;
    document.head.append(script);
  }

  field.value = new URLSearchParams(location.search).get("words") || "";
  field.addEventListener("input", show);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?words=${encodeURIComponent(field.value)}`);
    show();
  });
  show();
})();
