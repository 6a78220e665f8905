"""A program as the public item_get tutorials teach it, written by us.

It does the tutorials' steps and no more: one JSON POST an item to a fixed address, signed
with MD5 over `k=v&…&app_secret=…`, after a refresh of the token. It knows nothing of the
sandbox: only environment variables (HTTPS_PROXY, REQUESTS_CA_BUNDLE) bring it there.
"""

import hashlib
import time

import requests

GATEWAY = "https://gw.api.alibaba.com/openapi"
FIELDS = "productId,title,price,originalPrice,stock,imageUrl,saleCount,storeName"


class AliexpressItemApi:
    def __init__(self, app_key, app_secret, access_token=None):
        self.app_key = app_key
        self.app_secret = app_secret
        self.access_token = access_token
        self.token_expire_time = 0
        self.url = f"{GATEWAY}/param2/2/portals.open/api.item.get"

    def generate_sign(self, params):
        pairs = [f"{name}={params[name]}" for name in sorted(params)]
        text = "&".join(pairs) + f"&app_secret={self.app_secret}"
        return hashlib.md5(text.encode()).hexdigest().upper()

    def refresh_access_token(self):
        form = {
            "grant_type": "refresh_token",
            "client_id": self.app_key,
            "client_secret": self.app_secret,
            "refresh_token": "your_refresh_token",
        }
        answer = requests.post(f"{GATEWAY}/http/1/system.oauth2/getToken", data=form).json()
        if "error" in answer:
            raise RuntimeError(answer["error_description"])
        self.access_token = answer["access_token"]
        self.token_expire_time = time.time() + int(answer["expires_in"])

    def item_get(self, product_id, fields=FIELDS):
        if not self.access_token or time.time() > self.token_expire_time - 60:
            self.refresh_access_token()
        params = {
            "app_key": self.app_key,
            "access_token": self.access_token,
            "timestamp": int(time.time() * 1000),
            "format": "json",
            "v": "1.0",
            "productId": product_id,
            "fields": fields,
        }
        params["sign"] = self.generate_sign(params)
        try:
            headers = {"Content-Type": "application/json"}
            reply = requests.post(self.url, json=params, headers=headers, timeout=15)
            reply.raise_for_status()
            answer = reply.json()
        except Exception as error:
            return {"success": False, "error_msg": f"请求异常: {error}"}
        if "error_response" in answer:
            error = answer["error_response"]
            code, message = error.get("code"), error.get("msg")
            return {"success": False, "error_code": code, "error_msg": message}
        return {"success": True, "data": answer.get("item_get_response", {}).get("item", {})}


def main(secret="your_app_secret"):
    api = AliexpressItemApi("your_app_key", secret, "your_access_token")
    result = api.item_get("1234567890")
    if not result["success"]:
        print(f"获取失败: {result['error_msg']} (错误码: {result.get('error_code')})")
        return
    item = result["data"]
    print(f"商品ID: {item.get('productId')}")
    print(f"商品标题: {item.get('title')}")
    print(f"售价: {item.get('price')} {item.get('currency')}")
    print(f"库存: {item.get('stock')}")
    print(f"店铺名称: {item.get('storeName')}")


if __name__ == "__main__":
    main()
