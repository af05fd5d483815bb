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

  // --- the image of a page beside the text; a click on its number shows it, a second one takes it away ---

  // Numbers of pages that begin in the same line stand side by side.
  function setNumbers() {
    let [above, left] = [-Infinity, 0];
    for (const link of document.querySelectorAll(".facs")) {
      link.style.right = "";
      const { top, width } = link.getBoundingClientRect();
      left = top - above < 20 ? left + width + 2 : 0;
      above = top;
      if (left) link.style.right = `calc(100% + 1rem + ${left}px)`;
    }
  }
  addEventListener("load", setNumbers);
  addEventListener("resize", setNumbers);

  const isHere = (link) => link.protocol === location.protocol && link.host === location.host;
  const pages = [...document.querySelectorAll(".facs")].filter((link) => isHere(link) && /\.(jpe?g|png|gif|webp|avif)$/.test(link.pathname));
  let panel = null;
  let shown = -1;
  function hidePage() {
    if (!panel) return;
    panel.remove();
    panel = null;
    document.body.classList.remove("with-facsimile");
    pages[shown].focus({ preventScroll: true });
  }
  function showPage(number) {
    const link = pages[number];
    const words = `Page ${link.textContent}`;
    const button = (label, action) => {
      const made = make("button", { type: "button" }, label);
      made.addEventListener("click", action);
      return made;
    };
    const turn = (step) => () => {
      pages[number + step].scrollIntoView({ block: "center" });
      showPage(number + step);
    };
    const buttons = [
      ...(number > 0 ? [button("Previous", turn(-1))] : []),
      ...(number + 1 < pages.length ? [button("Next", turn(1))] : []),
      button("Close", hidePage),
    ];
    const image = make("img", { src: link.getAttribute("href"), alt: `Image of ${words.toLowerCase()}` });
    panel?.remove();
    panel = make("aside", { class: "facsimile", "aria-label": "Page image" },
      make("p", {}, make("a", { class: "number", href: link.getAttribute("href") }, words), ...buttons),
      make("div", { tabindex: "0", role: "group", "aria-label": words }, image));
    document.body.append(panel);
    document.body.classList.add("with-facsimile");
    shown = number;
    panel.querySelector("a").focus({ preventScroll: true });
  }
  pages.forEach((link, number) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (panel && shown === number) hidePage();
    else showPage(number);
  }));
  document.addEventListener("keydown", (event) => event.key === "Escape" && !pop && hidePage());

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

  // The text as the index has it (words.py): stretches that a phrase can be found in, each a list of nodes. What the
  // reading view leaves out, and remarks and calls, interrupt no sentence.
  const INLINE = new Set(["A", "SPAN", "BR", "CITE", "DEL", "INS", "IMG"]);
  function readInto(stretches, element, stretch) {
    if (element.matches(".ui, .hyphen, .record")) return;
    const block = !INLINE.has(element.tagName);
    const apart = element.matches(".unread, .call, .furniture, span.in-place");
    const own = apart ? [] : stretch;
    if (apart) stretches.push(own);
    if (block) own.push("\u0001");
    else if (element.tagName === "BR" && !element.matches(".in-word")) own.push(" ");
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) own.push(child);
      else if (child.nodeType === Node.ELEMENT_NODE) readInto(stretches, child, own);
    }
    if (block) own.push("\u0001");
  }

  // Marks in the nodes of a stretch what `pattern` finds in them, from the last to the first.
  function markIn(stretch, pattern) {
    let at = 0;
    const places = stretch.map((piece) => {
      const start = at;
      at += piece.length;
      return start;
    });
    const text = stretch.map((piece) => piece.data ?? piece).join("");
    let number = stretch.length - 1;
    for (const [start, end] of engross.find(text, pattern).reverse()) {
      while (number > 0 && places[number] >= end) number--;
      for (let piece = number; piece >= 0 && places[piece] + stretch[piece].length > start; piece--) {
        const node = stretch[piece];
        if (!node.data) continue;
        const from = Math.max(0, start - places[piece]);
        const found = node.splitText(from);
        found.splitText(Math.min(found.length, end - places[piece] - from));
        if (found.data.trim()) found.replaceWith(make("mark", {}, found.data));
      }
    }
  }

  const pattern = engross.finder(engross.query(new URLSearchParams(location.search).get("q") || ""));
  if (pattern) {
    const stretches = [[]];
    readInto(stretches, document.querySelector(".edition"), stretches[0]);
    stretches.forEach((stretch) => markIn(stretch, pattern));
  }
})();
