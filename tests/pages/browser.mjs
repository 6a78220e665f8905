// The browser that all of this is done in, and what its modules' folder holds.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const modules = process.env.PAGES_MODULES;
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");

/** How long anything may take before it counts as missing. */
export const PATIENCE = 60_000;

/** The script of axe, which finds what keeps somebody from using a page. */
export const axe = () => readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");

/** Debian's Chromium, without a window and without a word to anybody. */
export const launch = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
