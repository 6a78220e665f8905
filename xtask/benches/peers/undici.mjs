// A Node client as a peer: undici with kept connections, signing and parsing each item.
//
// usage: undici.mjs UNDICI (item-get|iop) URL WARM COUNT IN_FLIGHT
// Prints one line of JSON: items, and the CPU time of this process from item WARM on.

import { createHash, createHmac } from "node:crypto";
import { pathToFileURL } from "node:url";

const [undici, dialect, url, warm, count, inFlight] = process.argv.slice(2);
const { Pool } = await import(pathToFileURL(undici).href);
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections: Number(inFlight), pipelining: 1 });
const key = "bench_key";
const secret = "bench_secret";
const token = "bench_token";

function itemGet() {
  const params = {
    app_key: key,
    access_token: token,
    timestamp: Date.now(),
    format: "json",
    v: "1.0",
    productId: "1005006000000001",
    fields: "productId,title,price,stock,imageUrl",
  };
  const pairs = Object.keys(params).sort().map((name) => `${name}=${params[name]}`);
  const text = `${pairs.join("&")}&app_secret=${secret}`;
  params.sign = createHash("md5").update(text).digest("hex").toUpperCase();
  return { type: "application/json", body: JSON.stringify(params) };
}

function iop() {
  const params = {
    app_key: key,
    access_token: token,
    format: "json",
    method: "aliexpress.ds.product.get",
    product_id: "1005006000000001",
    ship_to_country: "US",
    sign_method: "sha256",
    target_currency: "USD",
    target_language: "en_US",
    timestamp: String(Date.now()),
  };
  const text = Object.keys(params).sort().map((name) => name + params[name]).join("");
  params.sign = createHmac("sha256", secret).update(text).digest("hex").toUpperCase();
  const type = "application/x-www-form-urlencoded;charset=utf-8";
  return { type, body: new URLSearchParams(params).toString() };
}

const make = dialect === "iop" ? iop : itemGet;

async function one() {
  const { type, body } = make();
  const headers = { "content-type": type };
  const answer = await pool.request({ path: pathname, method: "POST", headers, body });
  const reply = await answer.body.json();
  const item =
    reply.item_get_response?.item ?? reply.aliexpress_ds_product_get_response?.result;
  if (answer.statusCode !== 200 || !item) throw new Error("an item did not arrive");
}

async function fetchAll(n) {
  let left = n;
  const worker = async () => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, worker));
}

await fetchAll(Number(warm));
const cpu = process.cpuUsage();
const wall = performance.now();
await fetchAll(Number(count));
const used = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    items: Number(count),
    cpu_us: used.user + used.system,
    wall_us: (performance.now() - wall) * 1000,
  }),
);
await pool.close();
