// A job, from the pasted list to the file.
import { ITEM, check, expect, press, see, shot, url, visitor } from "./checks.mjs";

await check("a job is begun, goes on by itself on the page, and its result is there", async () => {
  const page = await visitor("job", { locale: "en-US" });
  await page.goto(`${url}/jobs`);
  await page.fill("#text", `${ITEM}\n1005006000000002\nlamp`);
  await page.fill('input[name="fields"]', "title,price");
  await press(page, 'button[value="begin"]');
  await page.waitForURL(/\/jobs\?done=job/);
  // Nobody loads the page again.
  await see(page, "table.jobs :text('3 / 3')", "it is done");
  await shot(page, "job", { fullPage: true });
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("table.jobs a:text('CSV')")]);
  expect(/^job-\d+\.csv$/.test(download.suggestedFilename()), download.suggestedFilename());
});
