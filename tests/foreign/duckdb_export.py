"""DuckDB: what it reads of an export are the numbers of `itemget stats`."""

import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal

import duckdb
from checks import finish, works

PROGRAM = sys.argv[1]
NOW = "2026-11-28T09:00:00Z"
HOME = tempfile.TemporaryDirectory()
LAKE = os.path.join(HOME.name, "lake")


def itemget(*arguments):
    """Runs the program in a home of its own, at a moment that stands still."""
    environment = {
        "HOME": HOME.name,
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "ITEMGET_SANDBOX_CLOCK": NOW,
    }
    ended = subprocess.run(
        [PROGRAM, *arguments], env=environment, capture_output=True, text=True
    )
    if ended.returncode != 0:
        sys.exit(f"itemget {' '.join(arguments)}: {ended.returncode}\n{ended.stderr}")
    return ended.stdout


def seconds(moment):
    """A moment as it is in JSON, in seconds since 1970."""
    sql = "SELECT epoch(?::TIMESTAMPTZ)::BIGINT"
    return duckdb.execute(sql, [moment]).fetchone()[0]


items = [str(1005006000000001 + n) for n in range(6)]
itemget("track", "add", *items)
itemget("run", "--simulate", "25d", "--calls-per-day", "12", "--no-bodies")

# What no API says of itself, and other trackers do: a price that is sold out beside a stock
# that is not, of a variant and of the item.
MAPPING = """
source = "rows"
rows = "readings"
holds_for = "36h"
id.column = "id"
sku.column = "sku"
ship_to = { fixed = "US" }
currency = { fixed = "USD" }
time = { column = "at", format = "rfc3339" }
[[value]]
column = "sale"
kind = "sale_price"
absent = ["sold out"]
absent_as = "sold_out"
[[value]]
column = "list"
kind = "list_price"
absent = ["none"]
absent_as = "sold_out"
[[value]]
column = "stock"
kind = "stock"
"""
ROWS = """
12,2026-11-20T09:00:00Z,23.77,40.00,20
12,2026-11-21T09:00:00Z,sold out,none,20
12,2026-11-22T09:00:00Z,22.50,40.00,20
12,2026-11-23T09:00:00Z,21.00,none,20
12,2026-11-24T09:00:00Z,22.50,40.00,20
12,2026-11-28T09:00:00Z,20.00,40.00,20
13,2026-11-20T09:00:00Z,8.00,9.00,3
13,2026-11-21T09:00:00Z,sold out,9.00,3
13,2026-11-22T09:00:00Z,7.00,9.00,0
13,2026-11-23T09:00:00Z,sold out,6.00,3
13,2026-11-24T09:00:00Z,7.50,9.00,3
,2026-11-20T09:00:00Z,8.00,9.00,23
,2026-11-21T09:00:00Z,8.00,9.00,23
,2026-11-22T09:00:00Z,7.00,9.00,20
,2026-11-23T09:00:00Z,7.50,9.00,23
,2026-11-24T09:00:00Z,6.50,9.00,23
,2026-11-25T09:00:00Z,6.00,9.00,0
"""
rows = os.path.join(HOME.name, "rows")
with open(rows + ".toml", "w", encoding="utf-8") as file:
    file.write(MAPPING)
with open(rows + ".csv", "w", encoding="utf-8") as file:
    file.write("id,sku,at,sale,list,stock\n")
    file.writelines(f"{items[0]},{row}\n" for row in ROWS.strip().splitlines())
itemget("import", "--sandbox", rows + ".csv", "--map", rows + ".toml")

itemget("export", "--out", LAKE)
told = json.loads(
    itemget("stats", "--all", "--variants", "--kind", "all", "--format", "json")
)["records"]

os.chdir(LAKE)
with open("duckdb.sql", encoding="utf-8") as file:
    duckdb.execute(file.read())

types = dict(duckdb.execute("DESCRIBE changes").fetchall()[n][:2] for n in range(15))
works("ids are whole numbers", types["item_id"] == types["sku_id"] == "BIGINT", types)
works("amounts are decimals", types["amount"] == "DECIMAL(38,18)", types)
works("moments have a zone", types["seen_at"] == "TIMESTAMP WITH TIME ZONE", types)
works("days are partitions", types["date"] == "DATE" and "platform" in types, types)

sql = "SELECT decode(value) FROM parquet_kv_metadata('changes/*/*/*.parquet') LIMIT 1"
described = json.loads(duckdb.execute(sql).fetchone()[0])
works("a file says that its data is made up", described["synthetic"] is True, described)
units = {column["name"]: column["meaning"] for column in described["columns"]}
works("a file says what its columns mean", "unit" in units["amount"], units)

sql = """
    SELECT item_id, sku_id, kind, source, current, lowest,
        epoch(lowest_from)::BIGINT, changes, observed_seconds
    FROM stats
"""
read = {row[:4]: row[4:] for row in duckdb.execute(sql).fetchall()}
works("there are as many series", len(read) == len(told) > 100, (len(read), len(told)))

wrong = []
for record in told:
    stats = record["stats"]
    ever = next(it for it in stats["windows"] if it["days"] is None)
    sku = record["sku_id"]
    key = (int(record["id"]), int(sku) if sku else None, record["kind"], record["api"])
    current = stats["current"].get("amount")
    lowest = ever["lowest"]
    expected = (
        Decimal(current) if current is not None else None,
        Decimal(lowest["value"]["amount"]) if lowest else None,
        seconds(lowest["from"]) if lowest else None,
        ever["coverage"]["changes"],
        ever["coverage"]["observed_seconds"],
    )
    if read.get(key) != expected:
        wrong.append((key, read.get(key), expected))
works("current, lowest ever with its date, changes and coverage agree", not wrong, wrong[:3])
of_rows = sum(1 for key in read if key[3] == "rows")
works("rows of another tracker are among them", of_rows >= 9, of_rows)

moved = sum(1 for row in read.values() if row[3])
works("a good part of the series has moved", moved > 20, moved)
away = duckdb.execute("SELECT count(*) FROM steps WHERE state = 'absent'").fetchone()[0]
works("some of it was not there for a while", away > 0, away)
finish()
