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

  // Words without capitals and diacritics; words.py does the same when it makes the index.
  const fold = (words) =>
    words.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");

  // The words that are searched for: those with a hyphen as one.
  const words = (text) =>
    (fold(text).match(/[\p{L}\p{N}]+(?:[-‐‑][\p{L}\p{N}]+)*/gu) || []).map((word) => word.replace(/[-‐‑]/g, ""));

  // Finds in a text what a search finds: words that begin with one of `wanted`, short ones whole. A word may have
  // hyphens where the search has none.
  function finder(wanted) {
    const one = (word) =>
      [...word].map((char) => char.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("[-‐‑]?") +
      ([...word].length < 3 ? "(?![\\p{L}\\p{N}])" : "[\\p{L}\\p{N}]*");
    return wanted.length ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.map(one).join("|")})`, "gu") : null;
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

  return { take, load, fold, words, finder, find, make };
})();
