"""Runs a tutorial's program against the service: its host is changed, and nothing else.

usage: served_tutorial.py PROGRAM
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile

from checks import finish, works

HOST = "https://gw.api.alibaba.com"
with open(sys.argv[1], encoding="utf-8") as file:
    there = file.read()
works("the program has the tutorials' host", HOST in there)

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "program.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(there.replace(HOST, os.environ["SERVICE_URL"]))
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, timeout=120)
    printed = done.stdout + done.stderr
    works("with its host changed it prints its item", "商品ID: 1234567890" in printed, printed)
    for line, form in [
        ("商品标题: ", r".*\(synthetic\)"),
        ("售价: ", r"\d+\.\d\d [A-Z]{3}"),
        ("库存: ", r"\d+"),
        ("店铺名称: ", r".+"),
    ]:
        value = [it[len(line):] for it in printed.splitlines() if it.startswith(line)]
        works(f"with a value after {line!r}", value and re.fullmatch(form, value[0]), printed)
    spec = importlib.util.spec_from_file_location("program", path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)

api = program.AliexpressItemApi("your_app_key", "your_app_secret")
fields = "productId,title,price,currency,originalPrice,stock,saleCount,storeName,imageUrl"
result = api.item_get("1005006000000001", fields)
item = result.get("data") or {}
works("all of the tutorial's fields", sorted(item) == sorted(fields.split(",")), result)
works("counts are numbers", isinstance(item.get("stock"), int) and isinstance(item.get("saleCount"), int), item)
result = api.item_get("1005999999999999")
works("an item that is not there has the code for it", result.get("error_code") == "ItemNotFound", result)
api.app_secret = "a_wrong_secret"
result = api.item_get("1005006000000001")
works("a wrong secret is refused", result.get("error_code") == "IncompleteSignature", result)
finish()
