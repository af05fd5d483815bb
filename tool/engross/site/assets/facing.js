// Source and edition side by side: each column scrolls by itself, and the lines that belong to a passage are lit with it.
"use strict";
(() => {
  const facing = document.querySelector(".facing");
  const [source, edition] = facing.children;
  facing.classList.add("together");
  const line = (number) => document.getElementById(`ui:L${number}`);
  let lit = [];

  function light(...elements) {
    lit.forEach((element) => element.classList.remove("lit"));
    lit = elements.filter(Boolean);
    lit.forEach((element) => element.classList.add("lit"));
  }
  function show(column, element) {
    if (!element) return;
    const place = element.getBoundingClientRect();
    const frame = column.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) {
      column.scrollTop += place.top - frame.top - frame.height / 3;
    }
  }
  function linesOf(element) {
    const [first, last] = element.dataset.lines.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => line(first + i));
  }

  // From the edition to the source: the innermost passage, unless it is a whole division.
  function fromEdition(event, scroll) {
    const element = event.target.closest("[data-lines]");
    if (!element || element.tagName === "SECTION") return;
    const lines = linesOf(element);
    light(element, ...lines);
    if (scroll) show(source, lines[0]);
  }
  // From the source to the edition.
  function fromSource(event, scroll) {
    const at = event.target.closest("[data-for]");
    if (!at) return;
    const element = document.getElementById(at.dataset.for);
    if (!element) return;
    light(element, ...(element.tagName === "SECTION" ? [at] : linesOf(element)));
    if (scroll) show(edition, element);
  }
  for (const [column, from] of [[source, fromSource], [edition, fromEdition]]) {
    column.addEventListener("mouseover", (event) => from(event, false));
    column.addEventListener("focusin", (event) => from(event, true));
    column.addEventListener("click", (event) => {
      from(event, true);
      const link = event.target.closest("a[href^='#']");
      if (link) event.preventDefault();
    });
  }
})();
