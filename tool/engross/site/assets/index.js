// The list: search, filters, order. The data come from search/, in scripts; an answer needs one small file for each word,
// and a second one for each word of a phrase.
"use strict";
(async () => {
  const { make } = engross;
  const field = (name) => document.getElementById(`ui:${name}`);
  const form = field("search");
  const list = field("list");
  const count = field("count");
  const paging = field("paging");
  const data = await engross.load("documents", "", "search/documents.js");
  if (!data) return;
  const { kinds, people, rows } = data;
  const shards = new Set(data.shards.split(" "));
  const STEP = 50; // documents that are shown at a time
  const names = people.map(engross.fold);
  const titles = rows.map((row) => engross.fold(row[1]));
  const first = { list: list.innerHTML, count: count.textContent };

  // --- which documents have a word or a phrase, and how often (search.py says how it is written) ---

  function unpack(packed, tell) {
    let number = -1;
    for (const group of packed.replace("!", "").split(" ")) {
      const [one, run] = group.split("+");
      const [step, times] = one.split("*").map((digits) => parseInt(digits, 36));
      for (let more = run ? parseInt(run, 36) : 0; more >= 0; more--) tell((number += step), times || 1);
    }
  }
  const spelled = (word) => [...word].map((c) => (c <= "\x7f" ? c : `_${c.codePointAt(0).toString(16)}`)).join("");
  const shardOf = (word) => spelled([...word].slice(0, 2).join(""));

  const load = (kind, file) => engross.load(kind, file, `search/${kind}/${file}.js`);
  const termsOf = async (word) => (shards.has(shardOf(word)) && (await load("terms", shardOf(word)))) || {};

  // How often each document has a term of the search.
  async function having({ words, exact }) {
    if (words.length > 1) return following(words);
    const [word] = words;
    const found = new Uint32Array(rows.length);
    const terms = await termsOf(word);
    const count = (number, times) => { found[number] += times; };
    if (exact) {
      if (Object.hasOwn(terms, word)) unpack(terms[word], count);
    } else {
      for (const term in terms) if (term.startsWith(word)) unpack(terms[term], count);
    }
    return found;
  }

  // How often each document has `words` one after the other. The rarest word says where they may begin; where the others
  // stand is only read in documents that are still left.
  async function following(words) {
    const found = new Uint32Array(rows.length);
    const loaded = await Promise.all(words.map(async (word, offset) => {
      const terms = await termsOf(word);
      if (!Object.hasOwn(terms, word)) return null;
      const places = await load("places", terms[word].startsWith("!") ? `${spelled(word)}-` : shardOf(word));
      if (!places) return null;
      const each = places[word].split(" ");
      const order = new Uint32Array(rows.length); // of the documents that have the word; from 1
      let at = 0;
      unpack(terms[word], (number) => { order[number] = ++at; });
      return { offset, order, each };
    }));
    if (loaded.includes(null)) return found;
    const [rarest, ...others] = loaded.sort((a, b) => a.each.length - b.each.length);
    for (let number = 0; number < rows.length; number++) {
      if (!loaded.every(({ order }) => order[number])) continue;
      let starts = read(rarest, number, Infinity);
      for (const word of others) {
        if (!starts.length) break;
        starts = common(starts, read(word, number, starts[starts.length - 1]));
      }
      found[number] = starts.length;
    }
    return found;
  }

  // Where a phrase would begin that has the word at its place, in the document `number`; as far as `last`.
  function read({ offset, order, each }, number, last) {
    const places = each[order[number] - 1];
    const found = [];
    let at = -offset;
    let step = 0;
    for (let i = 0; i <= places.length && at <= last; i++) {
      const code = i < places.length ? places.charCodeAt(i) : 46;
      if (code === 46) { // a period ends a step
        at += step;
        step = 0;
        found.push(at);
      } else {
        step = step * 36 + code - (code < 58 ? 48 : 87); // 0-9, a-z
      }
    }
    return found;
  }

  // What two ascending lists both have.
  function common(one, other) {
    const found = [];
    for (let i = 0, k = 0; i < one.length && k < other.length;) {
      if (one[i] === other[k]) found.push(one[i]);
      if (one[i] <= other[k]) i++;
      else k++;
    }
    return found;
  }

  // --- what is asked for ---

  const asked = () => ({
    words: field("words").value.trim(),
    kind: field("kind").value,
    year: field("year").value,
    person: field("person").value.trim(),
    order: field("order").value,
  });
  const NAMES = ["words", "kind", "year", "person", "order"];
  function remember(wish) {
    const stated = new URLSearchParams(NAMES.filter((name) => wish[name]).map((name) => [name, wish[name]]));
    const hash = stated.toString();
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash ? `#${hash}` : location.pathname.split("/").pop() || "#");
  }

  function orderOf(order) {
    if (order === "earliest") return (a, b) => a - b;
    if (order === "title") return (a, b) => rows[a][1].localeCompare(rows[b][1]) || a - b;
    if (order === "kind") return (a, b) => (kinds[rows[a][4][0]] || "~").localeCompare(kinds[rows[b][4][0]] || "~") || a - b;
    if (order === "latest") return (a, b) => !rows[a][2] - !rows[b][2] || b - a; // rows are in the order of dates
  }

  // Those with more of what was searched for in their titles first, then those that have it more often, then by date.
  function best(found, terms, counts) {
    const patterns = terms.map((term) => engross.finder([term]));
    const score = new Map(found.map((number) => {
      const named = patterns.filter((pattern) => titles[number].search(pattern) >= 0).length;
      return [number, [named, counts.reduce((sum, count) => sum + count[number], 0)]];
    }));
    return found.sort((a, b) => {
      const [one, other] = [score.get(a), score.get(b)];
      return other[0] - one[0] || other[1] - one[1] || a - b;
    });
  }

  async function select(wish, terms) {
    const counts = await Promise.all(terms.map(having));
    const kind = wish.kind ? kinds.indexOf(wish.kind) : -1;
    const person = engross.fold(wish.person);
    const who = person ? new Set(names.flatMap((name, number) => (name.includes(person) ? [number] : []))) : null;
    const found = [];
    for (let number = 0; number < rows.length; number++) {
      const row = rows[number];
      if (!counts.every((count) => count[number])) continue;
      if (wish.kind && !row[4].includes(kind)) continue;
      if (wish.year && !(row[2] && parseInt(row[2], 10) <= wish.year && wish.year <= parseInt(row[6] || row[2], 10))) continue;
      if (who && !row[5].some((each) => who.has(each))) continue;
      found.push(number);
    }
    if (wish.order) return found.sort(orderOf(wish.order));
    return terms.length ? best(found, terms, counts) : found;
  }

  // --- showing them ---

  function item(number, wish) {
    const [name, title, , date, kindNumbers, persons] = rows[number];
    const query = wish.words ? `?q=${encodeURIComponent(wish.words)}` : "";
    const about = [date, kindNumbers.map((k) => kinds[k]).join(", ")].filter(Boolean).join(" · ");
    const named = persons.map((p) => people[p]);
    const shown = named.slice(0, 8).join(", ") + (named.length > 8 ? ` and ${named.length - 8} more` : "");
    const element = make("li", {}, make("p", { class: "name" }, make("a", { href: `documents/${name}.html${query}` }, title)));
    if (about) element.append(make("p", { class: "details" }, about));
    if (shown) element.append(make("p", { class: "people" }, shown));
    return element;
  }

  async function addSnippets(element, number, wish, terms) {
    const name = rows[number][0];
    const passages = await engross.load("texts", name, `search/texts/${name}.js`);
    const pattern = engross.finder(terms);
    const patterns = terms.map((term) => engross.finder([term]));
    if (!passages || !pattern) return;
    // The passage with most of what is searched for; then the one that has most of the rest, or else the next.
    const left = passages
      .map(([id, text]) => ({ id, text, found: engross.find(text, pattern) }))
      .filter((each) => each.found.length);
    for (const each of left) {
      const folded = engross.fold(each.text);
      each.has = patterns.filter((one) => folded.search(one) >= 0);
    }
    const seen = new Set();
    for (let number = 0; number < 2 && left.length; number++) {
      const gain = (each) => each.has.filter((one) => !seen.has(one)).length;
      const best = left.reduce((a, b) => (gain(b) > gain(a) ? b : a));
      left.splice(left.indexOf(best), 1);
      best.has.forEach((one) => seen.add(one));
      const { id, text, found } = best;
      const start = text.lastIndexOf(" ", Math.max(0, found[0][0] - 70)) + 1;
      const blank = text.lastIndexOf(" ", start + 220);
      const stop = text.length <= start + 220 ? text.length : Math.max(blank, found[0][1]);
      const link = make("a", { href: `documents/${name}.html?q=${encodeURIComponent(wish.words)}${id ? `#${id}` : ""}` });
      let at = start;
      if (start > 0) link.append("… ");
      for (const [a, b] of found) {
        if (a < at || b > stop) continue;
        link.append(text.slice(at, a), make("mark", {}, text.slice(a, b)));
        at = b;
      }
      link.append(text.slice(at, stop), stop < text.length ? " …" : "");
      element.append(make("p", { class: "snippet" }, link));
    }
  }

  let run = 0;
  async function answer() {
    const wish = asked();
    const mine = ++run;
    remember(wish);
    if (NAMES.every((name) => !wish[name])) {
      list.innerHTML = first.list;
      count.textContent = first.count;
      if (paging) paging.hidden = false;
      return;
    }
    const terms = engross.query(wish.words);
    const found = await select(wish, terms);
    if (mine !== run) return;
    if (paging) paging.hidden = true;
    const total = found.length.toLocaleString("en");
    count.textContent = found.length === 1 ? "1 document found" : `${total} documents found`;
    list.replaceChildren();
    list.start = 1;
    more(found, wish, terms, mine);
  }

  function more(found, wish, terms, mine) {
    const from = list.children.length;
    const added = found.slice(from, from + STEP).map((number) => {
      const element = item(number, wish);
      list.append(element);
      return [element, number];
    });
    document.querySelector(".more")?.remove();
    if (from + STEP < found.length) {
      const button = make("button", { type: "button", class: "more" }, `Show ${Math.min(STEP, found.length - from - STEP)} more`);
      button.addEventListener("click", () => more(found, wish, terms, mine));
      list.after(button);
    }
    if (terms.length) (async () => {
      for (const [element, number] of added) {
        if (mine !== run) return;
        await addSnippets(element, number, wish, terms);
      }
    })();
  }

  // --- beginning ---

  const stated = new URLSearchParams(location.hash.slice(1));
  for (const name of NAMES) if (stated.get(name)) field(name).value = stated.get(name);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", answer);
  form.addEventListener("reset", () => setTimeout(answer));
  if (NAMES.some((name) => stated.get(name))) answer();
  document.documentElement.dataset.ready = "yes";
})();
