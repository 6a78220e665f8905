// What a check is, and what it does with a page: visitors whose console is listened to,
// presses that lead elsewhere, and faults that are all told once more at the end.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PATIENCE, axe, launch } from "./browser.mjs";

const { PAGES_SHOTS: shots, PAGES_FAULTS: list } = process.env;
/** A service that anybody may use here, and one that takes a token, over a platform that
 * has a consent page. */
export const { PAGES_URL: url, PAGES_GUARDED: guarded, PAGES_TOKEN: token } = process.env;
/** One that the sandbox sells all the time. */
export const ITEM = "1005006000000001";
export const WIDE = { width: 1360, height: 900 };

const browser = await launch();
const script = axe();
const faults = [];
let visitors = [];
mkdirSync(shots, { recursive: true });

export const shot = (page, name, options) =>
  page.screenshot({ path: join(shots, `${name}.png`), ...options });

export function fault(where, what) {
  // What axe and the browser's driver say has many lines, of which the first few tell.
  const short = what.split("\n").slice(0, 4).map((line) => line.trim()).join(" | ");
  faults.push(`${where}: ${short}`);
  console.error(`  FAULT ${where}: ${what}`);
}

export function expect(holds, what) {
  if (!holds) throw new Error(what);
}

/** Runs one, and ends its visitors' browsers; a fault says where they were. */
export async function check(name, what) {
  visitors = [];
  try {
    await what();
    console.log(`  ${name}`);
  } catch (error) {
    const at = visitors.map((page) => page.url()).join(", ");
    fault(name, `${error.message} (at ${at})`);
    // What it looked like is of use, and its absence is no fault of its own.
    const last = visitors.at(-1);
    if (last) await shot(last, `fault-${faults.length}`, { timeout: 5000 }).catch(() => {});
  }
  await Promise.all(visitors.map((page) => page.context().close()));
}

/** A visitor with a browser of their own, whose console is listened to. */
export async function visitor(name, options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("console", (message) => {
    // The consent page is the platform's, and so is what it lacks.
    const isOurs = [url, guarded].some((it) => page.url().startsWith(it));
    if (message.type() !== "error" || !isOurs) return;
    fault(name, `console: ${message.text()} (${message.location().url}, on ${page.url()})`);
  });
  page.on("pageerror", (error) => fault(name, `script: ${error.message} (on ${page.url()})`));
  visitors.push(page);
  return page;
}

/** Presses what leads to another page, and waits until all of that is there: what is
 * looked for next would else be looked for in half a page, or in the one before. */
export const press = (page, selector) =>
  Promise.all([page.waitForEvent("load"), page.click(selector)]);

/** Waits until that is on the page. */
export async function see(page, selector, what) {
  try {
    await page.waitForSelector(selector, { state: "attached" });
  } catch {
    throw new Error(`${what}: no \`${selector}\``);
  }
}

/** What axe finds that keeps somebody from using the page. */
export async function accessible(page, name) {
  // Not added as a tag: the page's own policy forbids that, and stays in force.
  const found = await page.evaluate(`${script}; axe.run(document, { resultTypes: ["violations"] })`);
  for (const violation of found.violations) {
    if (!["serious", "critical"].includes(violation.impact)) continue;
    const node = violation.nodes[0];
    fault(name, `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`);
  }
}

/** Ends the browser, and tells all faults: in a list of their own, for whoever ran this. */
export async function end() {
  await browser.close();
  writeFileSync(list, faults.map((it) => `${it}\n`).join(""));
  process.exit(faults.length > 0 ? 1 : 0);
}
