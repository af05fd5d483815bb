// The words of a page once it has some, and what it asked for beyond this machine.
const { run } = require("./browser.cjs");

run(async (page, given, outside) => {
  await page.goto(given.url);
  await page.waitForFunction(() => document.body.innerText.trim() !== "", null, { timeout: 30000 });
  return { words: (await page.innerText("body")).trim(), outside };
});
