// Shows each edition of `given.editions` at `given.address`, and says what came of it: the elements by name, the text,
// what is seen of it, the computed styles that `given.styles` asks for ({name: [selector, property, pseudo]}); makes a
// picture of each in the folder `given.pictures`, if there is one.
const { run } = require("./browser.cjs");

run(async (page, given, outside) => {
  const told = {};
  for (const name of given.editions) {
    page.faults.length = 0;
    await page.goto(`${given.address}/index.html?${encodeURIComponent(name)}`);
    await page.waitForSelector("#edition[data-done]", { state: "attached", timeout: 60000 });
    told[name] = await page.evaluate((styles) => {
      const edition = document.getElementById("edition");
      const names = {};
      for (const element of edition.querySelectorAll("[data-origname]")) {
        const own = element.getAttribute("data-origname");
        names[own] = (names[own] || 0) + 1;
      }
      const text = edition.querySelector("tei-text");
      const computed = {};
      for (const [key, [selector, property, pseudo]] of Object.entries(styles)) {
        const found = edition.querySelector(selector);
        computed[key] = found && getComputedStyle(found, pseudo || null).getPropertyValue(property);
      }
      return {
        names,
        text: text.textContent,
        seen: text.innerText,
        header: edition.querySelector("tei-teiheader").getBoundingClientRect().height,
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        calls: Array.from(text.querySelectorAll('tei-ref[type="noteReference"][target] a'),
          (link) => Boolean(document.getElementById(link.getAttribute("href").slice(1)))),
        computed,
      };
    }, given.styles || {});
    told[name].faults = [...page.faults];
    if (given.pictures) {
      await page.screenshot({ path: `${given.pictures}/${name.replace(/\.xml$/, "")}.png`, fullPage: true });
    }
  }
  return { told, outside };
});
