// The words of each of the pages `given.urls` once it has some, and what they asked for beyond this machine.
const { run } = require("./browser.cjs");

run(async (page, given, outside) => {
  const words = [];
  for (const url of given.urls) {
    await page.goto(url);
    await page.waitForFunction(() => document.body.innerText.trim() !== "", null, { timeout: 30000 });
    words.push((await page.innerText("body")).trim());
  }
  return { words, outside };
});
