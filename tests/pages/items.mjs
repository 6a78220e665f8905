// What one does with the list of items.
import { ITEM, check, expect, press, see, shot, url, visitor } from "./checks.mjs";

await check("items are added by pasting, judged while they are", async () => {
  const page = await visitor("add", { locale: "en-US" });
  await page.goto(`${url}/items/add`);
  await page.fill("textarea", `${ITEM}\n1005006000000031\nlamp`);
  await see(page, "#verdicts tr.unsupported", "one is no item");
  expect((await page.locator("#verdicts tr.new").count()) === 1, "one is new");
  expect((await page.locator("#verdicts tr.tracked").count()) === 1, "one is followed");
  await press(page, "#verdicts button");
  await page.waitForURL(/\/items\?done=follow/);
  await see(page, 'a[href="/items/1005006000000031"]', "it is in the list");
});

await check("all that are ticked get another interval", async () => {
  const page = await visitor("bulk", { locale: "en-US" });
  await page.goto(`${url}/items`);
  await page.check("[data-all]");
  const all = await page.textContent("[data-count]");
  await page.click(".bulk .more summary");
  await page.selectOption('select[name="every"]', "12h");
  await shot(page, "items-bulk");
  await press(page, 'button[value="every"]');
  await page.waitForURL(/done=every/);
  const told = await page.textContent("[role=status]");
  expect(told.startsWith(`${all} items are looked at every 12h`), told);
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
});

await check("language and colours are kept", async () => {
  const page = await visitor("choices", { locale: "en-US", colorScheme: "light" });
  await page.goto(`${url}/items`);
  await press(page, 'button[name="lang"]');
  await see(page, 'html[lang="zh-CN"]', "it is in Chinese");
  await press(page, 'button[name="theme"]');
  await see(page, 'html[data-theme="dark"]', "it is dark");
  await page.goto(`${url}/health`);
  await see(page, 'html[lang="zh-CN"][data-theme="dark"]', "they are kept");
});

await check("without scripts all of it works by its buttons", async () => {
  const page = await visitor("plain", { locale: "en-US", javaScriptEnabled: false });
  await page.goto(`${url}/alerts`);
  await page.fill("#rule", "sale_price drops 1%");
  await press(page, 'button:has-text("Try it on the past")');
  await see(page, "#preview li, #preview p", "there is a preview");
  await page.goto(`${url}/items/add`);
  await page.fill("textarea", "1005006000000032");
  await press(page, 'button[value="judge"]');
  await press(page, 'button[value="follow"]');
  await page.goto(`${url}/items?q=1005006000000032`);
  await page.check("tbody input[name=id]");
  await press(page, 'button[value="pause"]');
  await page.goto(`${url}/items?state=paused`);
  await see(page, 'a[href="/items/1005006000000032"]', "it is paused");
});
