// Every page, in both languages and colour schemes, on a screen and on a phone.
import { ITEM, WIDE, accessible, check, expect, shot, url, visitor } from "./checks.mjs";

const PAGES = {
  items: "/items", add: "/items/add", item: `/items/${ITEM}`, stock: `/items/${ITEM}?kind=stock&days=30`,
  jobs: "/jobs", alerts: "/alerts", health: "/health", settings: "/settings",
};
const DEVICES = { wide: WIDE, phone: { width: 390, height: 844 } };

for (const locale of ["en-US", "zh-CN"]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [device, viewport] of Object.entries(DEVICES)) {
      const tag = `${locale.slice(0, 2)}-${colorScheme}-${device}`;
      await check(`every page, ${tag}`, async () => {
        const page = await visitor(tag, { locale, colorScheme, viewport });
        for (const [name, path] of Object.entries(PAGES)) {
          const answer = await page.goto(url + path);
          expect(answer.status() === 200, `${path} answered ${answer.status()}`);
          const lang = await page.getAttribute("html", "lang");
          expect(lang.startsWith(locale.slice(0, 2)), `${path} is in ${lang}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(wide <= 0, `${path} is ${wide} pixels wider than the window`);
          await accessible(page, `${tag} ${path}`);
          await shot(page, `${name}-${tag}`, { fullPage: true });
        }
      });
    }
  }
}
