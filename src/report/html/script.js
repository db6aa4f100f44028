"use strict";
(() => {
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const items = [...document.querySelectorAll(".findings > li")].map((node) => ({
    node,
    group: node.closest(".group"),
    text: null,
  }));
  const groups = [...document.querySelectorAll(".group")];
  const textOf = (item) => {
    item.text ??= `${item.group.dataset.head} ${item.node.textContent}`.toLowerCase();
    return item.text;
  };
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(new FormData(form).getAll("severity"));
    const { rule, reach } = form.elements;
    const accepted = form.elements.accepted?.checked ?? false;
    const fits = new Map();
    for (const group of groups) {
      const data = group.dataset;
      fits.set(group, severities.has(data.severity)
        && (!rule.value || rule.value === data.rule)
        && (!reach.value || reach.value === data.reach)
        && (accepted || data.accepted !== "true"));
    }
    let count = 0;
    const full = new Set();
    for (const item of items) {
      const fit = fits.get(item.group) && words.every((word) => textOf(item).includes(word));
      item.node.hidden = !fit;
      if (fit) {
        count += 1;
        full.add(item.group);
      }
    }
    for (const group of groups) group.hidden = !full.has(group);
    shown.value = `${count} of ${items.length} shown`;
  };
  let timer;
  form.hidden = false;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 80);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select")) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      apply();
    }
  });
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  apply();
})();
