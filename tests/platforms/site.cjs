// Visits the pages of a site and does what a reader does; see test_site_in_browser.py, which says what is given and what is wanted.
const fs = require("fs");
const { run } = require("./browser.cjs");

const shown = (page, selector) =>
  page.$$eval(selector, (all) => all.filter((each) => each.offsetParent || each.getClientRects().length).length);

const tasks = {
  // What axe-core finds on each page, in both colour schemes, at two widths. (To preload is to fetch, which pages forbid.)
  async axe(page, { pages, axe }) {
    const found = [];
    for (const url of pages) {
      for (const [colorScheme, width] of [["light", 1300], ["dark", 380]]) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.goto(url);
        await page.evaluate(fs.readFileSync(axe, "utf-8"));
        const { violations } = await page.evaluate(() => axe.run({ preload: false }));
        for (const each of violations) {
          found.push(`${url} ${colorScheme} ${width}: ${each.id}: ${each.nodes[0].html}: ${each.nodes[0].failureSummary}`);
        }
      }
    }
    return found;
  },

  // How wide each page is on a phone, beyond the screen.
  async widths(page, { pages }) {
    await page.setViewportSize({ width: 360, height: 740 });
    const found = {};
    for (const url of pages) {
      await page.goto(url);
      found[url] = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    }
    return found;
  },

  // The answers of the search: titles, snippets, and how long each took.
  async search(page, { index, asked }) {
    await page.goto(index);
    await page.waitForSelector("html[data-ready]");
    const answers = [];
    for (const wish of asked) {
      await page.click("button[type=reset]");
      const began = Date.now();
      for (const [name, value] of Object.entries(wish)) {
        const field = page.locator(`[id="ui:${name}"]`);
        if (["kind", "year", "order"].includes(name)) await field.selectOption(value);
        else await field.fill(value);
      }
      await page.waitForFunction(() => document.getElementById("ui:count").textContent.includes("found"));
      const took = Date.now() - began;
      if (wish.words) await page.waitForSelector(".list li .snippet, .list:empty", { state: "attached", timeout: 3000 }).catch(() => {});
      answers.push({
        took,
        count: await page.textContent('[id="ui:count"]'),
        titles: await page.$$eval(".list .name", (all) => all.map((each) => each.textContent)),
        snippets: await page.$$eval(".list .snippet", (all) => all.map((each) => each.textContent)),
        marked: await page.$$eval(".list .snippet mark", (all) => all.map((each) => each.textContent)),
        links: await page.$$eval(".list .snippet a", (all) => all.map((each) => each.href)),
      });
    }
    return answers;
  },

  // What is marked on each page, in its order.
  async marks(page, { pages }) {
    const found = [];
    for (const url of pages) {
      await page.goto(url);
      found.push(await page.$$eval("mark", (all) => all.map((each) => each.textContent).join("")));
    }
    return found;
  },

  // What the search makes of each character.
  async folded(page, { url, characters }) {
    await page.goto(url);
    return page.evaluate((all) => all.map((each) => engross.fold(each)), characters);
  },

  // The image of the first page: shown at a click on its number, and gone at the second.
  async image(page, { url, axe }) {
    await page.goto(url);
    const images = () => page.$$eval("img", (all) => all.length);
    const before = await images();
    await page.click(".facs");
    const width = await page.$eval(".facsimile img", (each) => each.decode().then(() => each.naturalWidth));
    await page.evaluate(fs.readFileSync(axe, "utf-8"));
    const { violations } = await page.evaluate(() => axe.run({ preload: false }));
    await page.click(".facs");
    const remote = await page.$$eval(".facs", (all) => all[1].href);
    return { before, width, violations: violations.map((each) => each.id), after: await images(), remote };
  },

  // What is shown in either view.
  async views(page, { url }) {
    await page.goto(url);
    const read = async () => ({
      deletions: await shown(page, ".tei-del"),
      furniture: await shown(page, ".furniture"),
      text: await page.$eval(".text", (each) => each.innerText),
    });
    const reading = await read();
    await page.check('[id="ui:diplomatic"]');
    const diplomatic = await read();
    await page.reload();
    const kept = await page.isChecked('[id="ui:diplomatic"]');
    return { reading, diplomatic, kept };
  },

  // A note in a window of its own; closed by Escape, and the call has the focus again.
  async note(page, { url }) {
    await page.setViewportSize({ width: 900, height: 800 });
    await page.goto(url);
    await page.click("a.call");
    const opened = await page.textContent(".pop");
    await page.keyboard.press("Escape");
    const focused = await page.evaluate(() => document.activeElement.className);
    await page.hover(".tei-p");
    await page.click(".tei-p > .anchor");
    const citation = await page.textContent(".pop p");
    return { opened, focused, citation, left: await page.$$eval(".pop", (all) => all.length) };
  },

  // What is lit when a line of the source, then a paragraph of the edition, is pointed at.
  async facing(page, { url, words }) {
    await page.goto(url);
    const lit = () => page.$$eval(".lit", (all) => all.map((each) => each.innerText));
    await page.hover(`.source li:has-text("${words}") .words`);
    const fromSource = await lit();
    await page.hover(`.edited .tei-p:has-text("${words}")`);
    const fromEdition = await lit();
    return { fromSource, fromEdition };
  },

  // Every page without scripts: what stands there.
  async plain(page, { pages }) {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setScriptExecutionDisabled", { value: true });
    const found = {};
    for (const url of pages) {
      await page.goto(url);
      found[url] = await page.textContent("main");
    }
    return found;
  },
};

run(async (page, given, outside) => {
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  const result = await tasks[given.task](page, given);
  return { result, outside, faults: [...page.faults, ...complaints] };
});
