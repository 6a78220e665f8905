// Tokens of the service's own, and the platform's consent.
import { WIDE, accessible, check, expect, guarded, press, see, shot, token, url, visitor } from "./checks.mjs";

await check("a token is made, shown once, and revoked", async () => {
  const page = await visitor("tokens", { locale: "en-US", viewport: WIDE });
  await page.goto(`${url}/settings`);
  await page.fill('input[name="name"]', "spreadsheet");
  await page.check('input[value="track"]');
  await press(page, 'button[value="create"]');
  const shown = await page.inputValue("input.secret");
  expect(/^itemget_[0-9a-f]{64}$/.test(shown), "a token is shown");
  await accessible(page, "a token that was made");
  await shot(page, "token-made", { fullPage: true });
  await page.goto(`${url}/settings`);
  expect((await page.locator("input.secret").count()) === 0, "it is shown once");
  page.on("dialog", (dialog) => dialog.accept());
  await press(page, 'button[aria-label="Revoke spreadsheet"]');
  await see(page, ":text('1 were revoked'), :text('1 was revoked')", "it is revoked");
});

await check("a browser signs in, authorises with the platform, and signs out", async () => {
  const page = await visitor("sign-in", { locale: "zh-CN", viewport: WIDE });
  await page.goto(`${guarded}/settings`);
  expect(page.url().includes("/sign-in?back="), `it led to ${page.url()}`);
  await accessible(page, "sign-in");
  await shot(page, "sign-in");
  await page.fill("#token", token);
  await press(page, "form.stack button");
  await page.waitForURL("**/settings");
  await shot(page, "account-none", { fullPage: true });
  await press(page, 'button[value="login"]');
  await page.waitForURL("**/oauth/authorize**");
  await shot(page, "consent");
  await press(page, 'button[value="allow"]');
  await page.waitForURL("**/settings/authorised**");
  await shot(page, "authorised");
  // It goes on by itself.
  await page.waitForURL("**/settings#account");
  await see(page, '#account ~ dl .good:has-text("有效")', "the account is there");
  await accessible(page, "an account");
  await shot(page, "account", { fullPage: true });
  await press(page, 'form[action="/sign-out"] button');
  await page.waitForURL("**/sign-in");
  await page.goto(`${guarded}/items`);
  expect(page.url().includes("/sign-in"), "it is signed out");
});
