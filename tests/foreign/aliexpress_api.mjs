// aliexpress-api (npm): affiliate calls as GET with HMAC-SHA256, blank values among them.

import { fault, finish, works } from "./checks.mjs";
import { last, require, skuIds } from "./proxied.mjs";

const AliexpressApiService = require("aliexpress-api");
const { SANDBOX_KEY, SANDBOX_SECRET } = process.env;

const service = new AliexpressApiService(SANDBOX_KEY, SANDBOX_SECRET, "", "sandbox");
const ids = Array.from({ length: 20 }, (_, n) => String(1005006000000001 + n));
const many = await service.getProductsDetails(ids);
const result = many.aliexpress_affiliate_productdetail_get_response?.resp_result?.result;
const products = result?.products?.product ?? [];
works("many items by their ids, with a blank `fields`", products.length > 10, many);
works("prices in the asked currency", products.every((it) => it.target_sale_price_currency === "USD"));

const exact = skuIds(last.text);
const read = skuIds(JSON.stringify(many));
fault(
  "aliexpress-api: sku id beyond 2^53 corrupted when sent as a number",
  exact.length > 0 && read.some((id, n) => id !== exact[n]),
  { read, exact },
);

const unset = new AliexpressApiService(SANDBOX_KEY, SANDBOX_SECRET);
await unset.getProductsDetails([ids[0]]);
fault(
  "aliexpress-api: sends the word `undefined` for what is not set, and is let in",
  last.text.includes("aliexpress_affiliate_productdetail_get_response"),
  last.text,
);

const wrong = new AliexpressApiService(SANDBOX_KEY, "wrong", "", "sandbox");
const refused = await wrong.getProductsDetails([ids[0]]).catch((error) => ({ threw: String(error) }));
works("a wrong secret is refused", last.text.includes("IncompleteSignature"), last.text);
fault(
  "aliexpress-api: a refusal is returned as if it were an answer",
  refused.error_response?.code === "IncompleteSignature",
  refused,
);
finish();
