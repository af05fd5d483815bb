// Runs a task in Chromium: `run(async (page, given, outside) => result)` in a script that `browse` of programs.py
// starts. `given` comes as JSON on standard input, the result goes as JSON to standard output. `outside` lists the
// addresses beyond this machine that pages asked for, and `page.faults` what they complained of; nothing is fetched.

const fs = require("fs");
const os = require("os");
const path = require("path");
const { chromium } = require("playwright-core");

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

const isHere = (url) => /^(https?:\/\/127\.0\.0\.1[:/]|file:|data:|blob:|about:)/.test(url);

async function run(task) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "engross-chromium-"));
  let context;
  try {
    const given = JSON.parse(fs.readFileSync(0, "utf-8"));
    context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.ENGROSS_CHROMIUM || "/usr/bin/chromium",
      args: FLAGS,
      viewport: { width: 1100, height: 900 },
      locale: "en-GB",
      timezoneId: "UTC",
    });
    const outside = [];
    await context.route((url) => !isHere(url.href), (route) => {
      outside.push(route.request().url());
      return route.abort();
    });
    const page = context.pages()[0] || (await context.newPage());
    page.faults = [];
    page.on("pageerror", (error) => page.faults.push(String(error)));
    const result = await task(page, given, outside);
    process.stdout.write(JSON.stringify(result === undefined ? null : result));
  } catch (error) {
    process.stderr.write(String((error && error.stack) || error));
    process.exitCode = 1;
  } finally {
    if (context) await context.close();
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

module.exports = { run };
