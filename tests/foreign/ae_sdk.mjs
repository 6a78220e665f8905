// ae_sdk: the best typed client (HMAC-SHA256, all in the query of a POST, simplify=true).

import { fault, finish, works } from "./checks.mjs";
import { codeFrom } from "./consent.mjs";
import { last, require, skuIds } from "./proxied.mjs";

const { AffiliateClient, DropshipperClient } = require("ae_sdk");
const app = { app_key: process.env.SANDBOX_KEY, app_secret: process.env.SANDBOX_SECRET };
const session = process.env.SANDBOX_TOKEN;
const dropship = new DropshipperClient({ ...app, session });
const affiliate = new AffiliateClient({ ...app, session });
const view = { ship_to_country: "US", target_currency: "USD", target_language: "en_US" };

const answer = await dropship.callAPIDirectly("aliexpress.ds.product.get", {
  product_id: "1005006000000001",
  ...view,
});
works("one item by its id", answer.ok && last.text.includes("1005006000000001"), answer);

const details = await dropship
  .productDetails({ product_id: 1005006000000001, ...view })
  .catch((error) => error);
fault(
  "ae_sdk: asks for simplify=true and then reads the wrapped shape",
  details instanceof TypeError,
  details,
);

const ids = Array.from({ length: 20 }, (_, n) => 1005006000000001 + n).join(",");
const many = await affiliate.callAPIDirectly("aliexpress.affiliate.productdetail.get", {
  product_ids: ids,
  target_currency: "USD",
  target_language: "EN",
  tracking_id: "sandbox",
});
const exact = skuIds(last.text);
const read = skuIds(JSON.stringify(many));
works("many items by their ids", many.ok && exact.length > 10, many);
fault(
  "ae_sdk: sku id beyond 2^53 corrupted when sent as a number",
  read.length === exact.length && read.some((id, n) => id !== exact[n]),
  { read, exact },
);

// `localeCompare` puts `_x` before `app_key` and `Keyc` after it; bytes say otherwise.
const sorted = await dropship.callAPIDirectly("aliexpress.ds.product.get", {
  product_id: "1005006000000001",
  Zebra: "1",
  ...view,
});
fault(
  "ae_sdk: sorts by locale, so that a name with a capital is refused",
  !sorted.ok && sorted.error_response?.code === "IncompleteSignature",
  sorted,
);
works("the refusal says that the order is a locale's", /locale/i.test(last.text), last.text);

const wrong = new DropshipperClient({ ...app, app_secret: "wrong", session });
const refused = await wrong.callAPIDirectly("aliexpress.ds.product.get", {
  product_id: "1005006000000001",
  ...view,
});
works("a wrong secret is refused", refused.error_response?.code === "IncompleteSignature", refused);

const expired = new DropshipperClient({ ...app, session: "not-a-token" });
const illegal = await expired.callAPIDirectly("aliexpress.ds.product.get", {
  product_id: "1005006000000001",
  ...view,
});
works("a token that is none is refused", illegal.error_response?.code === "IllegalAccessToken", illegal);

// A login, from the consent to a call with what it is worth, and its renewal. The client has
// no address of the consent page.
const login = new URL("https://api-sg.aliexpress.com/oauth/authorize");
login.search = new URLSearchParams({
  response_type: "code",
  force_auth: "true",
  client_id: app.app_key,
  redirect_uri: "http://127.0.0.1:7001/callback",
});
const code = await codeFrom(login);
const nobody = new DropshipperClient({ ...app, session: "" });
const token = await nobody.generateToken({ code });
works("a code is worth a token", token.ok && token.data.access_token && token.data.refresh_token, token);
const logged_in = new DropshipperClient({ ...app, session: token.data?.access_token });
const item = await logged_in.callAPIDirectly("aliexpress.ds.product.get", {
  product_id: "1005006000000001",
  ...view,
});
works("the token is good for a call", item.ok, item);
const renewed = await logged_in.refreshToken({ refresh_token: token.data?.refresh_token });
works(
  "a refresh token is worth another access token",
  renewed.ok && renewed.data.access_token && renewed.data.access_token !== token.data.access_token,
  renewed,
);
const again = await nobody.generateToken({ code });
fault(
  "ae_sdk: a refused code is `ok`, as errors of /rest have no `error_response`",
  again.ok && !again.data.access_token && again.data.code !== "0",
  again,
);
finish();
