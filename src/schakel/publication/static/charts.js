// Charts that answer: a figure is read where one points at it or moves to it with the arrow keys, and a category that is
// chosen stands out in every panel and in the table. All that it says stands in the page already.
(() => {
  "use strict";

  const made = (tag, name, text) => {
    const element = document.createElement(tag);
    element.className = name;
    if (text) element.textContent = text;
    return element;
  };
  const said = (figure) => figure.querySelector("title").textContent;
  const labelOf = (figure) => said(figure).slice(0, said(figure).lastIndexOf(": "));

  const isBar = (figure) => !figure.matches(".chart-marker"); // a marker says what a break in the series is

  // One panel: its figures, and the line below it that says the one that is read.
  const panelOf = (element) => {
    const drawing = element.querySelector("svg");
    const figures = [...drawing.querySelectorAll("path:has(> title)")];
    const line = made("output", "panel__reading");
    let at = -1;
    const read = (next) => {
      if (figures[at]) figures[at].classList.remove("is-read");
      at = next;
      if (figures[at]) figures[at].classList.add("is-read");
      line.textContent = figures[at] ? said(figures[at]) : "";
    };
    figures.forEach((figure, place) => figure.addEventListener("pointerenter", () => read(place)));
    const moves = {
      ArrowRight: () => Math.min(at + 1, figures.length - 1),
      ArrowLeft: () => Math.max(at - 1, 0),
      Home: () => 0,
      End: () => figures.length - 1,
      Escape: () => -1,
    };
    moves.ArrowDown = moves.ArrowRight;
    moves.ArrowUp = moves.ArrowLeft;
    drawing.addEventListener("keydown", (event) => {
      if (!moves[event.key]) return;
      event.preventDefault();
      read(moves[event.key]());
    });
    element.append(line);
    return { element, drawing, figures, read };
  };

  // The panels of a chart are one stop of the Tab key; Page Down and Page Up go from one to the next.
  const goBetween = (panels) => {
    panels.forEach(({ drawing }, place) => {
      drawing.tabIndex = place ? -1 : 0;
      drawing.addEventListener("keydown", (event) => {
        const next = panels[place + { PageDown: 1, PageUp: -1 }[event.key]];
        if (!next) return;
        event.preventDefault();
        drawing.tabIndex = -1;
        next.drawing.tabIndex = 0;
        next.drawing.focus();
      });
    });
  };

  // Rows and columns of the tables of the page whose header is a chosen category.
  const markTables = (chosen) => {
    for (const table of document.querySelectorAll("main table")) {
      const columns = [...table.querySelectorAll("thead th")].map((header) => chosen.has(header.textContent.trim()));
      for (const row of table.querySelectorAll("tbody tr")) {
        const header = row.querySelector("th[scope=row]");
        const all = header && chosen.has(header.textContent.trim());
        [...row.children].forEach((cell, place) => cell.classList.toggle("is-chosen", all || Boolean(columns[place])));
      }
    }
  };

  const choice = (chart, name, categories, choose) => {
    const label = made("label", "choice", `${chart.dataset.choose}: ${name} `);
    const select = made("select", "utrecht-select");
    select.append(new Option(chart.dataset.none, ""), ...categories.map((category) => new Option(category)));
    select.addEventListener("change", () => choose(select.value));
    label.append(select);
    return label;
  };

  const chosen = new Map(); // by chart and kind of category

  for (const chart of document.querySelectorAll("figure[data-along]")) {
    const panels = [...chart.querySelectorAll(".panel")].map(panelOf);
    goBetween(panels);
    const titles = [...new Set([...chart.querySelectorAll(".panel__title")].map((title) => title.firstChild.data.trim()))];
    const labels = [...new Set(panels.flatMap(({ figures }) => figures.filter(isBar).map(labelOf)))];
    const remember = (kind, value) => {
      chosen.set(`${chart.getAttribute("aria-labelledby")} ${kind}`, value);
      markTables(new Set([...chosen.values()].filter(Boolean)));
    };
    const choices = made("div", "choices");
    if (titles.length > 1) {
      choices.append(choice(chart, chart.dataset.beside, titles, (value) => {
        for (const { element } of panels) {
          const title = element.querySelector(".panel__title");
          element.classList.toggle("is-chosen", Boolean(value && title && title.firstChild.data.trim() === value));
        }
        remember("beside", value);
      }));
    }
    if (labels.length > 1) {
      choices.append(choice(chart, chart.dataset.along, labels, (value) => {
        for (const { figures, read } of panels) read(figures.findIndex((figure) => isBar(figure) && labelOf(figure) === value));
        remember("along", value);
      }));
    }
    choices.append(made("p", "choices__hint", chart.dataset.hint));
    chart.querySelector("figcaption").after(choices);
  }
})();
