// The title of a page, and what it asked for and complained of.
const { run } = require("./browser.cjs");

run(async (page, given, outside) => {
  await page.goto(given.url);
  return { title: await page.title(), outside, faults: page.faults };
});
