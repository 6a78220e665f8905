// The pictures of the pages that the READMEs show, in one language.
import { join } from "node:path";
import { PATIENCE, launch } from "./browser.mjs";

const { PAGES_URL: url, PAGES_SHOTS: shots, PAGES_LOCALE: locale } = process.env;
const lang = locale.slice(0, 2);
// One whose price has moved much, and that is sold.
const ITEM = "1005006000000006";

const browser = await launch();

/** What of a page is seen at first, when all of it is there. */
async function picture(name, path, colorScheme, viewport) {
  const context = await browser.newContext({ locale, colorScheme, viewport });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const answer = await page.goto(url + path, { waitUntil: "networkidle" });
  if (answer.status() !== 200) throw new Error(`${path} answered ${answer.status()}`);
  await page.screenshot({ path: join(shots, `${name}-${lang}.png`) });
  await context.close();
}

await picture("items", "/items?sort=change", "light", { width: 1120, height: 560 });
await picture("item", `/items/${ITEM}`, "dark", { width: 1120, height: 880 });
await browser.close();
