// All pages in a browser: in both languages and colour schemes, and what a person does there.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const { PAGES_URL: url, PAGES_MODULES: modules, PAGES_SHOTS: shots } = process.env;
// A service that takes a token, over a platform that has a consent page.
const { PAGES_GUARDED: guarded, PAGES_TOKEN: token } = process.env;
const require = createRequire(join(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");
// One that the sandbox sells all the time.
const ITEM = "1005006000000001";
const PATIENCE = 60_000;

mkdirSync(shots, { recursive: true });
const faults = [];
const fault = (where, what) => {
  faults.push(`${where}: ${what}`);
  console.error(`  FAULT ${where}: ${what}`);
};

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

/** A visitor with a browser of their own, whose console is listened to. */
async function visitor(name, options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("console", (message) => {
    // The consent page is the platform's, and so is what it lacks.
    const isOurs = [url, guarded].some((it) => page.url().startsWith(it));
    if (message.type() === "error" && isOurs) fault(name, `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => fault(name, `script: ${error.message}`));
  return page;
}

/** What axe finds that keeps somebody from using the page. */
async function accessible(page, name) {
  // Not added as a tag: the page's own policy forbids that, and stays in force.
  const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] })`);
  for (const violation of found.violations) {
    if (!["serious", "critical"].includes(violation.impact)) continue;
    const node = violation.nodes[0];
    fault(name, `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`);
  }
}

async function check(name, what) {
  try {
    await what();
    console.log(`  ${name}`);
  } catch (error) {
    fault(name, error.message);
  }
}

const expect = (holds, what) => {
  if (!holds) throw new Error(what);
};

const PAGES = {
  items: "/items", add: "/items/add", item: `/items/${ITEM}`, stock: `/items/${ITEM}?kind=stock&days=30`,
  jobs: "/jobs", alerts: "/alerts", health: "/health", settings: "/settings",
};
for (const locale of ["en-US", "zh-CN"]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [device, viewport] of [["wide", { width: 1360, height: 900 }], ["phone", { width: 390, height: 844 }]]) {
      const tag = `${locale.slice(0, 2)}-${colorScheme}-${device}`;
      await check(`every page, ${tag}`, async () => {
        const page = await visitor(tag, { locale, colorScheme, viewport });
        for (const [name, path] of Object.entries(PAGES)) {
          const answer = await page.goto(url + path, { waitUntil: "load" });
          expect(answer.status() === 200, `${path} answered ${answer.status()}`);
          const lang = await page.getAttribute("html", "lang");
          expect(lang.startsWith(locale.slice(0, 2)), `${path} is in ${lang}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(wide <= 0, `${path} is ${wide} pixels wider than the window`);
          await accessible(page, `${tag} ${path}`);
          await page.screenshot({ path: join(shots, `${name}-${tag}.png`), fullPage: true });
        }
        await page.context().close();
      });
    }
  }
}

await check("items are added by pasting, judged while they are", async () => {
  const page = await visitor("add", { locale: "en-US" });
  await page.goto(`${url}/items/add`);
  await page.fill("textarea", `${ITEM}\n1005006000000031\nlamp`);
  await page.waitForSelector("#verdicts tr.unsupported");
  expect((await page.locator("#verdicts tr.new").count()) === 1, "one is new");
  expect((await page.locator("#verdicts tr.tracked").count()) === 1, "one is followed");
  await page.click("#verdicts button");
  await page.waitForURL(/\/items\?done=follow/);
  expect(await page.locator('a[href="/items/1005006000000031"]').count(), "it is in the list");
  await page.context().close();
});

await check("a chart has ranges, and tells what lies under the pointer and the keys", async () => {
  const page = await visitor("chart", { locale: "en-US", viewport: { width: 1360, height: 900 } });
  await page.goto(`${url}/items/${ITEM}`);
  await page.click('nav[aria-label="Range"] a:has-text("30 days")');
  await page.waitForURL("**days=30**");
  const svg = page.locator(".chart svg");
  await svg.scrollIntoViewIfNeeded();
  const box = await svg.boundingBox();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
  const tip = page.locator(".chart .tip");
  await tip.waitFor({ state: "visible" });
  const pointed = await tip.innerText();
  expect(/USD/.test(pointed) && /UTC/.test(pointed), `it says ${pointed}`);
  await page.screenshot({ path: join(shots, "chart-hover.png") });
  await page.locator(".chart").focus();
  await page.keyboard.press("ArrowLeft");
  expect((await tip.innerText()) !== "", "the keys show nothing");
  await page.context().close();
});

await check("a rule shows what it would have told while it is written", async () => {
  const page = await visitor("rule", { locale: "en-US" });
  await page.goto(`${url}/alerts`);
  await page.fill("#rule", "sale_price below 20");
  await page.waitForSelector("#preview .bad");
  await page.fill("#rule", "sale_price drops 1%");
  await page.waitForSelector("#preview :text('in the last 90 days')");
  await page.screenshot({ path: join(shots, "rule-preview.png"), fullPage: true });
  await page.context().close();
});

await check("a job is begun, goes on by itself on the page, and its result is there", async () => {
  const page = await visitor("job", { locale: "en-US" });
  await page.goto(`${url}/jobs`);
  await page.fill("#text", `${ITEM}\n1005006000000002\nlamp`);
  await page.fill('input[name="fields"]', "title,price");
  await page.click('button[value="begin"]');
  await page.waitForURL(/\/jobs\?done=job/);
  // Nobody loads the page again.
  await page.waitForSelector("table.jobs :text('3 / 3')");
  await page.screenshot({ path: join(shots, "job.png"), fullPage: true });
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("table.jobs a:text('CSV')")]);
  expect(/^job-\d+\.csv$/.test(download.suggestedFilename()), download.suggestedFilename());
  await page.context().close();
});

await check("a rule for a variant is tried and begun on the item's page", async () => {
  const page = await visitor("item-rule", { locale: "en-US" });
  await page.goto(`${url}/items/${ITEM}`);
  await page.selectOption('form.rule select[name="sku"]', { index: 1 });
  await page.fill("#rule", "sale_price drops 1%");
  await page.waitForSelector("#preview :text('in the last 90 days')");
  await page.click('form.rule button[value="add"]');
  await page.waitForURL(/done=rule/);
  expect(await page.locator("section:has(#rules) code:text('sale_price drops 1%')").count(), "it is there");
  await page.screenshot({ path: join(shots, "item-rule.png"), fullPage: true });
  // The same rule in other words: tried, saved, and back on the item's page.
  await page.click("section:has(#rules) li:has(code:text('sale_price drops 1%')) a:has-text('Change')");
  await page.fill("#rule", "sale_price drops 2%, once");
  await page.waitForSelector("#preview :text('in the last 90 days')");
  await accessible(page, "rule");
  await page.screenshot({ path: join(shots, "rule-change.png"), fullPage: true });
  await page.click('form.rule button[value="save"]');
  await page.waitForURL(/done=rewrite/);
  expect(await page.locator("section:has(#rules) code:text('sale_price drops 2%, once')").count(), "it is changed");
  await page.context().close();
});

await check("all that are ticked get another interval", async () => {
  const page = await visitor("bulk", { locale: "en-US" });
  await page.goto(`${url}/items`);
  await page.check("[data-all]");
  const all = await page.textContent("[data-count]");
  await page.click(".bulk .more summary");
  await page.selectOption('select[name="every"]', "12h");
  await page.screenshot({ path: join(shots, "items-bulk.png") });
  await page.click('button[value="every"]');
  await page.waitForURL(/done=every/);
  const told = await page.textContent("[role=status]");
  expect(told.startsWith(`${all} items are looked at every 12h`), told);
  await page.context().close();
});

await check("keys lead through the list", async () => {
  const page = await visitor("keys", { locale: "en-US" });
  await page.goto(`${url}/items`);
  await page.keyboard.press("/");
  expect(await page.evaluate(() => document.activeElement.name === "q"), "/ looks for a title");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  expect((await page.locator("tbody input:checked").count()) === 1, "x ticks");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/items/*");
  await page.context().close();
});

await check("language and colours are kept", async () => {
  const page = await visitor("choices", { locale: "en-US", colorScheme: "light" });
  await page.goto(`${url}/items`);
  await page.click('button[name="lang"]');
  await page.waitForSelector('html[lang="zh-CN"]');
  await page.click('button[name="theme"]');
  await page.waitForSelector('html[data-theme="dark"]');
  await page.goto(`${url}/health`);
  expect(await page.locator('html[lang="zh-CN"][data-theme="dark"]').count(), "they are kept");
  await page.context().close();
});

await check("without scripts all of it works by its buttons", async () => {
  const page = await visitor("plain", { locale: "en-US", javaScriptEnabled: false });
  await page.goto(`${url}/alerts`);
  await page.fill("#rule", "sale_price drops 1%");
  await page.click('button:has-text("Try it on the past")');
  expect(await page.locator("#preview li, #preview p").count(), "there is a preview");
  await page.goto(`${url}/items/add`);
  await page.fill("textarea", "1005006000000032");
  await page.click('button[value="judge"]');
  await page.click('button[value="follow"]');
  await page.goto(`${url}/items?q=1005006000000032`);
  await page.check("tbody input[name=id]");
  await page.click('button[value="pause"]');
  await page.goto(`${url}/items?state=paused`);
  expect(await page.locator('a[href="/items/1005006000000032"]').count(), "it is paused");
  await page.context().close();
});

await check("a token is made, shown once, and revoked", async () => {
  const page = await visitor("tokens", { locale: "en-US", viewport: { width: 1360, height: 900 } });
  await page.goto(`${url}/settings`);
  await page.fill('input[name="name"]', "spreadsheet");
  await page.check('input[value="track"]');
  await page.click('button[value="create"]');
  const shown = await page.inputValue("input.secret");
  expect(/^itemget_[0-9a-f]{64}$/.test(shown), "a token is shown");
  await accessible(page, "a token that was made");
  await page.screenshot({ path: join(shots, "token-made.png"), fullPage: true });
  await page.goto(`${url}/settings`);
  expect((await page.locator("input.secret").count()) === 0, "it is shown once");
  page.on("dialog", (dialog) => dialog.accept());
  await page.click('button[aria-label="Revoke spreadsheet"]');
  await page.waitForSelector(":text('1 were revoked'), :text('1 was revoked')");
  await page.context().close();
});

await check("a browser signs in, authorises with the platform, and signs out", async () => {
  const page = await visitor("sign-in", { locale: "zh-CN", viewport: { width: 1360, height: 900 } });
  await page.goto(`${guarded}/settings`);
  expect(page.url().includes("/sign-in?back="), `it led to ${page.url()}`);
  await accessible(page, "sign-in");
  await page.screenshot({ path: join(shots, "sign-in.png") });
  await page.fill("#token", token);
  await page.click("form.stack button");
  await page.waitForURL("**/settings");
  await page.screenshot({ path: join(shots, "account-none.png"), fullPage: true });
  await page.click('button[value="login"]');
  await page.waitForURL("**/oauth/authorize**");
  await page.screenshot({ path: join(shots, "consent.png") });
  await page.click('button[value="allow"]');
  await page.waitForURL("**/settings/authorised**");
  await page.screenshot({ path: join(shots, "authorised.png") });
  await page.waitForURL("**/settings#account");
  await page.waitForSelector('#account ~ dl .good:has-text("有效")');
  await accessible(page, "an account");
  await page.screenshot({ path: join(shots, "account.png"), fullPage: true });
  await page.click('form[action="/sign-out"] button');
  await page.waitForURL("**/sign-in");
  await page.goto(`${guarded}/items`);
  expect(page.url().includes("/sign-in"), "it is signed out");
  await page.context().close();
});

await browser.close();
if (faults.length > 0) {
  console.error(`${faults.length} faults`);
  process.exit(1);
}
