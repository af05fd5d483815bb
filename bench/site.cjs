// How long the search of a site takes, in the page, from a word to the list; started by site.py.
const { run } = require("../tests/platforms/browser.cjs");

run(async (page, { index, words }) => {
  await page.goto(index);
  await page.waitForSelector("html[data-ready]");
  const ask = async (word) => {
    const field = document.getElementById("ui:words");
    const enter = (value) => {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    enter("");
    await new Promise((resolve) => setTimeout(resolve, 200));
    const answered = new Promise((resolve) =>
      new MutationObserver((_, observer) => {
        if (!/found/.test(document.getElementById("ui:count").textContent)) return;
        observer.disconnect();
        resolve(performance.now());
      }).observe(document.getElementById("ui:list"), { childList: true }),
    );
    const began = performance.now();
    enter(word);
    return [(await answered) - began, document.getElementById("ui:count").textContent];
  };
  const found = [];
  for (const word of words) found.push([word, ...(await page.evaluate(ask, word))]);
  return found;
});
