// Takes the pictures of docs/site.md; started by screenshots.py.
const { run } = require("../tests/platforms/browser.cjs");

run(async (page, { site, output }) => {
  const visit = async (path, width, height) => {
    await page.setViewportSize({ width, height });
    await page.goto(`${site}/${path}`);
  };
  const take = (name) => page.screenshot({ path: `${output}/${name}.png`, animations: "disabled" });
  const scan = "documents/001_605f38c04bbdbd00.html";
  const file = "documents/004_57d0138bee58a5fa.facing.html";

  await visit("index.html", 1000, 700);
  await page.fill('[id="ui:words"]', "polaris turk");
  await page.waitForSelector(".snippet");
  await page.evaluate(() => document.activeElement.blur());
  await page.waitForFunction(() => document.querySelectorAll(".snippet").length > 1);
  await take("site-index");

  await visit(scan, 1000, 800);
  await take("site-reading");
  await page.check('[id="ui:diplomatic"]');
  await page.evaluate(() => document.activeElement.blur());
  await take("site-diplomatic");

  await visit(file, 1200, 560);
  await page.evaluate(() => {
    document.documentElement.style.scrollBehavior = "auto";
    document.querySelector(".facing").scrollIntoView();
    const passage = document.getElementById("d1-i4");
    passage.querySelector(".anchor").focus({ preventScroll: true });
    for (const column of document.querySelectorAll(".facing > section")) {
      const lit = column.querySelector(".lit");
      column.scrollTop += lit.getBoundingClientRect().top - column.getBoundingClientRect().top - 120;
    }
    document.activeElement.blur();
  });
  await take("site-facing");
});
