// What one does on the page of one item, and with rules.
import { ITEM, WIDE, accessible, check, expect, press, see, shot, url, visitor } from "./checks.mjs";

const TOLD = "#preview :text('in the last 90 days')";

await check("a chart has ranges, and tells what lies under the pointer and the keys", async () => {
  const page = await visitor("chart", { locale: "en-US", viewport: WIDE });
  await page.goto(`${url}/items/${ITEM}`);
  await press(page, 'nav[aria-label="Range"] a:has-text("30 days")');
  await page.waitForURL("**days=30**");
  const svg = page.locator(".chart svg");
  await svg.scrollIntoViewIfNeeded();
  const box = await svg.boundingBox();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
  const tip = page.locator(".chart .tip");
  await tip.waitFor({ state: "visible" });
  const pointed = await tip.innerText();
  expect(/USD/.test(pointed) && /UTC/.test(pointed), `it says ${pointed}`);
  await shot(page, "chart-hover");
  await page.locator(".chart").focus();
  await page.keyboard.press("ArrowLeft");
  expect((await tip.innerText()) !== "", "the keys show nothing");
});

await check("a rule shows what it would have told while it is written", async () => {
  const page = await visitor("rule", { locale: "en-US" });
  await page.goto(`${url}/alerts`);
  await page.fill("#rule", "sale_price below 20");
  await see(page, "#preview .bad", "it lacks a currency");
  await page.fill("#rule", "sale_price drops 1%");
  await see(page, TOLD, "what it would have told");
  await shot(page, "rule-preview", { fullPage: true });
});

await check("a rule for a variant is tried and begun on the item's page", async () => {
  const page = await visitor("item-rule", { locale: "en-US" });
  await page.goto(`${url}/items/${ITEM}`);
  await page.selectOption('form.rule select[name="sku"]', { index: 1 });
  await page.fill("#rule", "sale_price drops 1%");
  await see(page, TOLD, "what it would have told");
  await press(page, 'form.rule button[value="add"]');
  await page.waitForURL(/done=rule/);
  await see(page, "section:has(#rules) code:text('sale_price drops 1%')", "it is there");
  await shot(page, "item-rule", { fullPage: true });
  // The same rule in other words: tried, saved, and back on the item's page.
  await press(page, "section:has(#rules) li:has(code:text('sale_price drops 1%')) a:has-text('Change')");
  await page.fill("#rule", "sale_price drops 2%, once");
  await see(page, TOLD, "what it would have told");
  await accessible(page, "rule");
  await shot(page, "rule-change", { fullPage: true });
  await press(page, 'form.rule button[value="save"]');
  await page.waitForURL(/done=rewrite/);
  await see(page, "section:has(#rules) code:text('sale_price drops 2%, once')", "it is changed");
});
