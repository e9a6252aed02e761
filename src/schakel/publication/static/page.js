// What helps on every page, and is missed on none: addresses that the release could not know are made whole, words
// are explained no longer than wanted, and tables are put in another order.
(() => {
  "use strict";

  // A release that is kept stands below those that followed it: the addresses of editions count from the newest.
  for (const place of document.querySelectorAll("[data-place]")) {
    const root = new URL(place.dataset.root, location);
    root.pathname = root.pathname.replace(/editions\/[^/]+\/$/, "");
    place.textContent = new URL(place.dataset.place, root).href;
  }

  // An explanation that is in the way goes by Escape, until its word is left.
  for (const term of document.querySelectorAll(".term")) {
    const show = () => term.classList.remove("is-dismissed");
    term.addEventListener("focusout", show);
    term.addEventListener("pointerleave", show);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const term of document.querySelectorAll(".term:hover, .term:focus-within")) term.classList.add("is-dismissed");
  });

  const language = document.documentElement.lang;
  const decimal = new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === "decimal").value;

  // The first number of a cell: of a range its lower bound. What holds none stands last in either order.
  const numberIn = (cell) => {
    const found = (cell.firstChild ? cell.firstChild.textContent : "").match(/[−-]?\d[\d.,\s]*/);
    if (!found) return NaN;
    const plain = [...found[0]].filter((one) => /\d/.test(one) || one === decimal).join("");
    return (/^[−-]/.test(found[0]) ? -1 : 1) * Number(plain.replace(decimal, "."));
  };

  const levelOf = (row) => {
    const level = row.cells[0].className.match(/level-(\d)/);
    return level ? Number(level[1]) : 1;
  };

  // Rows below a total, or below the whole that they are parts of, stay with it: only siblings change places.
  const inOrder = (rows, compare) => {
    const found = [];
    for (let start = 0; start < rows.length;) {
      let end = start + 1;
      while (end < rows.length && levelOf(rows[end]) > levelOf(rows[start])) end += 1;
      found.push([rows[start], ...inOrder(rows.slice(start + 1, end), compare)]);
      start = end;
    }
    return found.sort((one, other) => compare(one[0], other[0])).flat();
  };

  const comparing = (column, direction) => (one, other) => {
    if (column === 0) return direction * one.cells[0].textContent.localeCompare(other.cells[0].textContent, language);
    const [first, second] = [numberIn(one.cells[column]), numberIn(other.cells[column])];
    if (isNaN(first) || isNaN(second)) return isNaN(first) - isNaN(second);
    return direction * (first - second);
  };

  // A button in each header: a number first from high to low, a word from a to z; then the other way; then as it was.
  const makeSortable = (table) => {
    const headers = [...table.tHead.rows[0].cells];
    const bodies = [...table.tBodies].map((body) => {
      const rows = [...body.rows].filter((row) => row.cells.length === headers.length);
      return { body, rows };
    });
    if (!bodies.some(({ rows }) => rows.length > 2)) return;
    headers.forEach((header, column) => {
      if (!header.textContent.trim()) return;
      const first = column ? "descending" : "ascending";
      const second = column ? "ascending" : "descending";
      const after = { [first]: second, [second]: null };
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        const was = header.getAttribute("aria-sort");
        const order = was ? after[was] : first;
        for (const one of headers) one.removeAttribute("aria-sort");
        if (order) header.setAttribute("aria-sort", order);
        const compare = order ? comparing(column, order === "ascending" ? 1 : -1) : () => 0;
        for (const { body, rows } of bodies) body.append(...inOrder(rows, compare));
      });
    });
  };

  const ofNumbers = (table) => table.tHead && table.querySelector("td.utrecht-table__cell--numeric-data");
  [...document.querySelectorAll("main table.utrecht-table")].filter(ofNumbers).forEach(makeSortable);
})();
