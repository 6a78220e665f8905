// All pages in a browser: what is on them, and what a person does there.
import { end } from "./checks.mjs";

await import("./every.mjs");
await import("./narrow.mjs");
await import("./items.mjs");
await import("./item.mjs");
await import("./jobs.mjs");
await import("./settings.mjs");
await end();
