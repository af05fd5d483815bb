// A document's page: remembers the view, shows notes where they are called, says how a paragraph is cited, and marks the
// words that a search found. All of it is a help; the page says everything without.
"use strict";
(() => {
  const { make } = engross;
  const byId = (id) => document.getElementById(id);
  const main = byId("ui:main");

  // --- the view, kept from page to page ---

  const diplomatic = byId("ui:diplomatic");
  const keep = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("engross-view");
      localStorage.setItem("engross-view", value);
    } catch {
      return null;
    }
  };
  if (diplomatic) {
    if (keep() === "diplomatic") diplomatic.checked = true;
    document.querySelectorAll("input[name=view]").forEach((input) =>
      input.addEventListener("change", () => {
        keep(diplomatic.checked ? "diplomatic" : "reading");
        setNotes();
      }),
    );
  }

  // --- a small window: a note, a citation ---

  let pop = null;
  let opener = null;
  function close(back) {
    if (!pop) return;
    pop.remove();
    pop = null;
    if (back && opener) opener.focus();
  }
  function open(link, label, ...content) {
    close(false);
    opener = link;
    const shut = make("button", { type: "button" }, "Close");
    shut.addEventListener("click", () => close(true));
    const buttons = content.pop();
    pop = make("div", { class: "pop", role: "dialog", "aria-label": label, tabindex: "-1" }, ...content,
      make("p", { class: "buttons" }, ...buttons, shut));
    document.body.append(pop);
    const place = link.getBoundingClientRect();
    const left = Math.max(12, Math.min(place.left, document.documentElement.clientWidth - pop.offsetWidth - 12));
    pop.style.left = `${left + scrollX}px`;
    pop.style.top = `${place.bottom + scrollY + 6}px`;
    pop.focus({ preventScroll: true });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && close(true));
  document.addEventListener("click", (event) => {
    if (pop && !pop.contains(event.target) && event.target !== opener) close(false);
  });

  // A copy of a note without ids and links, which stand in the note itself.
  function copyOf(note) {
    const copy = make("div", {});
    for (const child of note.cloneNode(true).childNodes) copy.append(child.cloneNode(true));
    copy.querySelectorAll(".back").forEach((link) => link.remove());
    copy.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    copy.querySelectorAll("a").forEach((link) => link.replaceWith(make("span", {}, ...link.childNodes)));
    return copy;
  }
  const noteOf = (call) => byId(decodeURIComponent(call.hash.slice(1)));

  // --- notes beside the text where there is room ---

  const wide = matchMedia("(min-width: 80rem)");
  function setNotes() {
    document.querySelectorAll(".sidenote").forEach((each) => each.remove());
    if (!wide.matches) return;
    const text = document.querySelector(".text");
    if (!text) return;
    const top = text.getBoundingClientRect().top;
    const shown = new Set();
    let free = 0;
    for (const call of document.querySelectorAll(".text a.call")) {
      const note = noteOf(call);
      if (!note || shown.has(note) || !note.closest(".notes") || !call.offsetParent) continue;
      shown.add(note);
      const aside = make("div", { class: "sidenote", "aria-hidden": "true" }, ...copyOf(note).childNodes);
      const at = Math.max(free, call.getBoundingClientRect().top - top);
      aside.style.top = `${at}px`;
      text.append(aside);
      free = at + aside.offsetHeight + 8;
    }
  }
  addEventListener("load", setNotes);
  wide.addEventListener("change", setNotes);

  // --- calls and paragraphs ---

  main.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.classList.contains("call") && noteOf(link)) {
      event.preventDefault();
      const all = make("a", { href: link.getAttribute("href") }, "All notes");
      all.addEventListener("click", () => close(false));
      open(link, `Note ${link.textContent}`, copyOf(noteOf(link)), [all]);
    } else if (link.classList.contains("anchor")) {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      cite(link);
    }
  });

  function cite(link) {
    const whole = byId("ui:citation");
    const address = location.protocol === "file:" ? whole.dataset.page + link.hash : location.href;
    const words = `${whole.textContent}, ${link.hash.slice(1)}. ${address}`;
    const copy = make("button", { type: "button" }, "Copy");
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(words);
        copy.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(pop.querySelector("p"));
      }
    });
    open(link, "Citation of this paragraph", make("p", {}, words), [copy]);
  }

  // --- what was searched for ---

  const wanted = engross.words(new URLSearchParams(location.search).get("q") || "");
  const pattern = engross.finder(wanted);
  if (pattern) {
    const walker = document.createTreeWalker(document.querySelector(".edition"), NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
      for (const [start, end] of engross.find(node.data, pattern).reverse()) {
        const found = node.splitText(start);
        found.splitText(end - start);
        found.replaceWith(make("mark", {}, found.data));
      }
    }
  }
})();
