"""onebound-sdk: the data vendor's client, which one moves by changing one address."""

import os
import urllib.parse

import requests
from checks import fault, finish, works
from onebound import OneBoundClient

SANDBOX = os.environ["SANDBOX_URL"]
KEY, SECRET = os.environ["SANDBOX_KEY"], os.environ["SANDBOX_SECRET"]
asked = []

plain = requests.get


def watched(url, **kwargs):
    """The client's way out: what it asks for is kept, and nothing leaves this machine."""
    asked.append(url)
    host = urllib.parse.urlsplit(url).hostname
    if host != "127.0.0.1":
        raise requests.exceptions.ConnectionError(f"no way to {host}")
    return plain(url, **kwargs)


requests.get = watched


def client(key=KEY, secret=SECRET):
    return OneBoundClient("aliexpress", key, secret, api_url=SANDBOX)


answer = client().aliexpress_item_get(num_iid="1005006000000001")
item = answer.get("item") or {}
works("one item by its id", str(item.get("num_iid")) == "1005006000000001", answer)
works("title, price and pictures", item.get("title") and item.get("price") and item.get("pic_url"), item)
works("its variants", item.get("skus", {}).get("sku"), item.get("skus"))
works("no error", answer.get("error_code") in ("0000", "", None), answer.get("error_code"))
fault(
    "onebound-sdk: key and secret stand in the address",
    f"key={KEY}" in asked[-1] and f"secret={SECRET}" in asked[-1],
    asked[-1].split("?")[0],
)

english = client()
english.set_lang("en")
english.set_cache("no")
answer = english.aliexpress_item_get(num_iid="1005006000000001", ship_to="FR", currency="EUR")
works("the same in English", answer.get("item", {}).get("title"), answer)

found = client().aliexpress_item_search(q="lamp", page="1")
works("a search", found.get("items", {}).get("item"), found)


def failure(call):
    try:
        return None, call()
    except Exception as error:
        return error, None


gone = client().aliexpress_item_get(num_iid="1005999999999999")
works("an item that is not there has no item", not (gone.get("item") or {}).get("title"), gone)
fault(
    "onebound-sdk: an item that is not there is returned as if it were an answer",
    gone.get("error") or gone.get("reason") or gone.get("error_code"),
    gone,
)

asked.clear()
error, refused = failure(lambda: client(secret="wrong").aliexpress_item_get(num_iid="1005006000000001"))
works(
    "a wrong secret is refused",
    error is not None or str(refused.get("error_code")) not in ("0000", "", "None"),
    refused,
)
print(f"       {error or refused}")

asked.clear()
down = OneBoundClient("aliexpress", KEY, SECRET, api_url="http://127.0.0.1:1")
error, got = failure(lambda: down.aliexpress_item_get(num_iid="1005006000000001"))
works("nobody there is an error", error is not None, got)
fault(
    "onebound-sdk: sends key and secret to the vendor's other hosts when the first fails",
    len(asked) == 3 and all(f"secret={SECRET}" in url for url in asked)
    and urllib.parse.urlsplit(asked[1]).hostname.endswith("onebound.cn"),
    [url.split("?")[0] for url in asked],
)
finish()
