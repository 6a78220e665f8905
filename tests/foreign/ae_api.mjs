// ae-api: a form body signed with HMAC-SHA256, over axios.

import { fault, finish, works } from "./checks.mjs";
import { codeFrom } from "./consent.mjs";
import { require, skuIds } from "./proxied.mjs";

const AliexpressClient = require("ae-api");
const axios = require("axios");

// Each body's text, in which no number is rounded, seen before axios parses it.
let text = "";
axios.defaults.transformResponse.unshift((body) => {
  text = body;
  return body;
});

const { SANDBOX_KEY, SANDBOX_SECRET, SANDBOX_TOKEN } = process.env;
const client = (secret = SANDBOX_SECRET) => {
  const made = new AliexpressClient("prod", SANDBOX_KEY, secret, SANDBOX_TOKEN);
  made.defaultLanguage = "en_US";
  made.defaultShipCountry = "US";
  made.defaultCurrency = "USD";
  return made;
};
const failure = (call) => call.then((answer) => ({ answer }), (error) => error);

const item = await failure(
  client().doAuthenticateRequest("aliexpress.ds.product.get", { product_id: "1005006000000001" }),
);
const result = item.answer?.aliexpress_ds_product_get_response?.result;
works(
  "one item by its id, answered with the US site's",
  String(result?.ae_item_base_info_dto?.product_id) === "3256805813685249",
  item,
);
works("its variants", result?.ae_item_sku_info_dtos?.ae_item_sku_info_d_t_o?.length > 0, result);

const bare = new AliexpressClient("prod", SANDBOX_KEY, SANDBOX_SECRET, SANDBOX_TOKEN);
const unset = await failure(
  bare.doAuthenticateRequest("aliexpress.ds.product.get", { product_id: "1005006000000001" }),
);
fault(
  "ae-api: signs parameters it does not send when no defaults are set",
  unset.code === "IncompleteSignature",
  unset,
);
works("the refusal says that a parameter was signed and not sent", /undefined/.test(text), text);

const ids = Array.from({ length: 20 }, (_, n) => 1005006000000001 + n).join(",");
const many = await failure(
  client().doAuthenticateRequest("aliexpress.affiliate.productdetail.get", { product_ids: ids }),
);
const exact = skuIds(text);
const read = skuIds(JSON.stringify(many.answer ?? {}));
works("many items by their ids", exact.length > 10, many);
fault(
  "ae-api: sku id beyond 2^53 corrupted when sent as a number",
  read.length === exact.length && read.some((id, n) => id !== exact[n]),
  { read, exact },
);

const refused = await failure(
  client("wrong").doAuthenticateRequest("aliexpress.ds.product.get", { product_id: "1" }),
);
works("a wrong secret is an error with its code", refused.code === "IncompleteSignature", refused);

// A login, from the client's own address of the consent page to a renewal.
const code = await codeFrom(client().getAuthorizeUrl("http://127.0.0.1:7001/callback"));
const token = await failure(client().getAcessTokenByCode(code));
works("a code is worth a token", token.answer?.access_token && token.answer.refresh_token, token);
const logged_in = client();
logged_in.accessToken = token.answer?.access_token;
const mine = await failure(
  logged_in.doAuthenticateRequest("aliexpress.ds.product.get", { product_id: "1005006000000001" }),
);
works("the token is good for a call", mine.answer?.aliexpress_ds_product_get_response, mine);
const renewed = await failure(client().getAccessTokenByRefreshToken(token.answer?.refresh_token));
works(
  "a refresh token is worth another access token",
  renewed.answer?.access_token && renewed.answer.access_token !== token.answer?.access_token,
  renewed,
);
const again = await failure(client().getAcessTokenByCode(code));
works("a code is good once", again.code && again.code !== "0", again);
const lost = await failure(bare.getAccessTokenByRefreshToken(token.answer?.refresh_token));
fault(
  "ae-api: cannot renew a token when no defaults are set, for what it signs and does not send",
  lost.code === "IncompleteSignature",
  lost,
);
finish();
