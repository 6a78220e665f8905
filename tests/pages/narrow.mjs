// The narrowest phones: what a page is for can be read there without scrolling sideways.
import { ITEM, check, expect, shot, url, visitor } from "./checks.mjs";

const NARROW = { width: 360, height: 780 };

/** What of these is not within its card, or has a word broken into pieces. */
const unreadable = (page, selector) =>
  page.locator(selector).evaluateAll((all) => {
    const isBroken = (it) => {
      // A copy that may not break words is wider where a word does not fit.
      const wide = it.cloneNode(true);
      wide.style.cssText = "position:absolute;width:min-content;overflow-wrap:normal";
      it.parentNode.append(wide);
      const least = wide.getBoundingClientRect().width;
      wide.remove();
      return least > it.getBoundingClientRect().width + 1;
    };
    const isOutside = (it) => {
      const [inner, card] = [it, it.closest(".card")].map((box) => box.getBoundingClientRect());
      return inner.left < card.left || inner.right > card.right;
    };
    const isBad = (it) => isOutside(it) || (it.textContent !== "" && isBroken(it));
    return all.filter(isBad).map((it) => it.textContent || it.outerHTML);
  });

async function readable(page, selector) {
  expect((await page.locator(selector).count()) > 0, `there is no ${selector}`);
  const bad = await unreadable(page, selector);
  expect(bad.length === 0, `at ${NARROW.width} px cannot be read: ${bad.join(" | ")}`);
}

await check("the true discount is read on a narrow phone", async () => {
  const page = await visitor("discount", { locale: "en-US", viewport: NARROW });
  await page.goto(`${url}/items/${ITEM}`);
  await readable(page, "section[aria-labelledby=discount] td");
  await shot(page, "discount-narrow", { fullPage: true });
});

await check("what is spent, left and seen is read on a narrow phone", async () => {
  const page = await visitor("numbers", { locale: "en-US", viewport: NARROW });
  // Of a service that has made no call yet there is nothing to show.
  const answer = await page.request.get(`${url}/v1/items/${ITEM}?max_age=0`);
  expect(answer.status() === 200, `the call was answered ${answer.status()}`);
  await page.goto(`${url}/health`);
  for (const part of ["quota", "stalest"]) {
    await readable(page, `section[aria-labelledby=${part}] :is(th[scope], td)`);
  }
  await shot(page, "health-narrow", { fullPage: true });
});

await check("a file for a job is chosen on a narrow phone", async () => {
  const page = await visitor("file", { locale: "en-US", viewport: NARROW });
  await page.goto(`${url}/jobs`);
  await readable(page, "input[type=file]");
});
