"""python-aliexpress-api: the affiliate client most people use (MD5, form after query)."""

import json
import os
from http.client import HTTPConnection
from urllib.parse import urlsplit

from aliexpress_api import AliexpressApi, models
from aliexpress_api.skd.api import base
from checks import fault, finish, works

SANDBOX = urlsplit(os.environ["SANDBOX_URL"])
KEY, SECRET = os.environ["SANDBOX_KEY"], os.environ["SANDBOX_SECRET"]
asked = []
answers = []


class ToTheSandbox(HTTPConnection):
    """The client's connection, on another port: it cannot be told one. It is watched."""

    def __init__(self, host, port, timeout=None):
        asked.append((host, port))
        super().__init__(SANDBOX.hostname, SANDBOX.port, timeout=timeout)

    def getresponse(self):
        response = super().getresponse()
        text = response.read()
        answers.append(text.decode())
        response.read = lambda *_: text
        return response


base.httplib.HTTPConnection = ToTheSandbox


def client(secret=SECRET):
    return AliexpressApi(KEY, secret, models.Language.EN, models.Currency.EUR, "sandbox")


ids = [str(1005006000000001 + n) for n in range(20)]
products = client().get_products_details(ids)
first = products[0] if products else None
works("details of many items", len(products) > 10, len(products))
works("titles and pictures", all(p.product_title and p.product_main_image_url for p in products))
works(
    "prices in the asked currency",
    all(p.target_sale_price_currency == "EUR" and float(p.target_sale_price) > 0 for p in products),
    first and vars(first),
)
exact = [p["sku_id"] for p in json.loads(answers[-1])
         ["aliexpress_affiliate_productdetail_get_response"]["resp_result"]["result"]["products"]
         ["product"]]
works("SKU ids beyond 2^53 exact", [p.sku_id for p in products] == exact and max(exact) > 2**53)

fault("python-aliexpress-api: plain HTTP on port 80", asked[-1][1] == 80, asked[-1])

two = client().get_products_details([ids[0], "1005999999999999"])
fault("python-aliexpress-api: one of two ids is missing without a word", len(two) == 1, len(two))


def failure(call):
    try:
        return None, call()
    except Exception as error:
        return error, None


error, got = failure(lambda: client().get_products_details(["1005999999999999"]))
works("nothing found is an error (405)", error and "405" in str(error), error or got)

error, got = failure(lambda: client("wrong").get_products_details(ids[0]))
works("a wrong secret is refused", error is not None, got)
works("the refusal was IncompleteSignature", "IncompleteSignature" in answers[-1], answers[-1])
fault(
    "python-aliexpress-api: a refusal's code is not in its error",
    "IncompleteSignature" not in str(error),
    str(error),
)
finish()
