"""Runs a tutorial's program as it is, and once more with a wrong secret.

usage: tutorial_run.py PROGRAM
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile

from checks import finish, works

PROGRAM = sys.argv[1]


def run(path):
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, timeout=120)
    return done.stdout + done.stderr


printed = run(PROGRAM)
works("the tutorial's program, unmodified, prints its item", "商品ID: 1234567890" in printed, printed)
for line, form in [
    ("商品标题: ", r".*\(synthetic\)"),
    ("售价: ", r"\d+\.\d\d [A-Z]{3}"),
    ("库存: ", r"\d+"),
    ("店铺名称: ", r".+"),
]:
    value = [it[len(line):] for it in printed.splitlines() if it.startswith(line)]
    works(f"with a value after {line!r}", value and re.fullmatch(form, value[0]), printed)

# With a wrong secret the program's first step fails already: its token call carries the
# secret as well, and the program does not catch what that says.
with open(PROGRAM, encoding="utf-8") as file:
    wrong = file.read().replace('"your_app_secret"', '"a_wrong_secret"')
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "wrong.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(wrong)
    printed = run(path)
works("a wrong secret is refused with the token", "the app secret is wrong" in printed, printed)

# One who has a token meets the signature.
spec = importlib.util.spec_from_file_location("program", PROGRAM)
program = importlib.util.module_from_spec(spec)
spec.loader.exec_module(program)
api = program.AliexpressItemApi("your_app_key", "your_app_secret")
api.refresh_access_token()
api.app_secret = "a_wrong_secret"
result = api.item_get("1234567890")
line = f"获取失败: {result.get('error_msg')} (错误码: {result.get('error_code')})"
print(f"       {line}")
works("a wrong secret gives the tutorial's error line", not result["success"], result)
works("with the platform's code", result.get("error_code") == "IncompleteSignature", result)
finish()
