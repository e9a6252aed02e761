// The order of the steps between two figures: where several were published, one is chosen and shown at a time. All of them
// stand in the page already; nothing is counted here.
(() => {
  "use strict";

  const made = (tag, name, text = "") => {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = text;
    return element;
  };

  for (const orders of document.querySelectorAll("[data-orders]")) {
    const walks = [...orders.querySelectorAll("[data-order]")];
    const choice = made("fieldset", "orders__choice");
    const said = made("output", "visually-hidden");
    const show = (chosen) => walks.forEach((walk) => { walk.hidden = walk !== chosen; });
    choice.append(made("legend", "", orders.dataset.orders));
    for (const walk of walks) {
      const label = made("label", "");
      const radio = made("input", "");
      Object.assign(radio, { type: "radio", name: orders.id, checked: walk === walks[0] });
      radio.addEventListener("change", () => {
        show(walk);
        said.textContent = walk.querySelector(".order__sentence").textContent;
      });
      label.append(radio, walk.dataset.order);
      choice.append(label);
      if (walk instanceof HTMLDetailsElement) walk.open = true;
    }
    show(walks[0]);
    const explained = orders.querySelector(".orders__others p");
    orders.classList.add("is-choosing");
    orders.prepend(choice, explained, said);
  }
})();
