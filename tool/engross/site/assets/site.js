// What the scripts of all pages share. `engross.take` is called by the scripts under search/, which hand data over:
// a page that is read from disk can load a script, but no data.
"use strict";
const engross = (() => {
  const waiting = new Map();
  const held = new Map();

  function take(kind, name, data) {
    held.set(`${kind} ${name}`, data);
    const done = waiting.get(`${kind} ${name}`);
    if (done) done(data);
  }

  // The data of `kind` and `name`, from the script at `address`; null where it can't be had. It is asked for once.
  const asked = new Map();
  function load(kind, name, address) {
    const key = `${kind} ${name}`;
    if (!asked.has(key)) {
      asked.set(key, new Promise((resolve) => {
        if (held.has(key)) return resolve(held.get(key));
        waiting.set(key, resolve);
        const script = document.createElement("script");
        script.src = address;
        script.onerror = () => resolve(null);
        document.head.append(script);
      }));
    }
    return asked.get(key);
  }

  // Words without capitals, diacritics and what is not seen; words.py does the same when it makes the index.
  const PLAIN = {
    "ß": "ss", "ς": "σ", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d",
    "þ": "th",
  };
  const fold = (words) =>
    words.normalize("NFKD").toLowerCase().replace(/[\p{M}\p{Cf}]/gu, "").replace(/[ßςøłđħŧıæœðþ]/g, (c) => PLAIN[c]);

  // What is searched for: words, which are found by their beginnings from three letters on, those with a hyphen as one;
  // and what stands in quotation marks, a phrase of whole words. Each is { words, exact }.
  function query(text) {
    const found = [];
    const rest = text.replace(/["“”„«»]([^"“”„«»]*)["“”«»]/g, (_, phrase) => {
      const words = fold(phrase).match(/[\p{L}\p{N}]+/gu);
      if (words) found.push({ words, exact: true });
      return " ";
    });
    for (const word of fold(rest).match(/[\p{L}\p{N}]+(?:[-‐‑][\p{L}\p{N}]+)*/gu) || []) {
      const whole = word.replace(/[-‐‑]/g, "");
      found.push({ words: [whole], exact: [...whole].length < 3 });
    }
    return found;
  }

  // A pattern that finds in a folded text what a search for `terms` finds. A word may have hyphens where the search has
  // none; between the words of a phrase is anything that is no word, but no other passage (\u0001).
  function finder(terms) {
    const one = ({ words, exact }) =>
      words.map((word) => [...word].join("[-‐‑]?")).join("[^\\p{L}\\p{N}\\u0001]+") +
      (exact ? "(?![\\p{L}\\p{N}])" : "[\\p{L}\\p{N}]*");
    return terms.length ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${terms.map(one).join("|")})`, "gu") : null;
  }

  // Where `pattern` is found in `text`: starts and ends in the text as it stands, though it is compared folded.
  function find(text, pattern) {
    let folded = "";
    const at = [];
    let place = 0;
    for (const char of text) {
      const plain = fold(char);
      folded += plain;
      for (let i = 0; i < plain.length; i++) at.push(place);
      place += char.length;
    }
    at.push(place);
    return [...folded.matchAll(pattern)].map((m) => [at[m.index], at[m.index + m[0].length]]);
  }

  function make(tag, attributes, ...content) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...content);
    return element;
  }

  return { take, load, fold, query, finder, find, make };
})();
