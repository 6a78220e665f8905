"""DuckDB with a row for each observation: asked for line by line, told in lines of JSON.

    sweep FILE           keeps the rows of a CSV file, for good when it answers
    settle               lays everything into the file itself
    history SKU          all rows of a variant, in the order of time
    lowest FILE          the lowest price of each variant and when it was first seen
    falls CUT MOST FILE  the largest falls since a moment

Each answer says how long it took, in microseconds, and how much of a processor.
"""

import json
import sys
import time

import duckdb

ROWS = """
CREATE TABLE observations
    (sku BIGINT NOT NULL, seen BIGINT NOT NULL, sale BIGINT, list BIGINT, stock BIGINT)
"""
HISTORY = "SELECT seen, sale, list, stock FROM observations WHERE sku = ? ORDER BY seen"
# The lower price is the lower number, and of equal ones the earlier.
LOWEST = """
SELECT sku, min(sale * 4294967296 + seen) AS least FROM observations GROUP BY sku
"""
FALLS = """
WITH ends AS (
    SELECT sku, arg_max(sale, seen) AS after,
        arg_max(sale, seen) FILTER (WHERE seen <= ?) AS before
    FROM observations GROUP BY sku
)
SELECT sku, before, after FROM ends WHERE after < before
ORDER BY CAST(before - after AS DOUBLE) / before DESC, sku LIMIT ?
"""


def main():
    database = duckdb.connect(sys.argv[1])
    database.execute(ROWS)
    for line in sys.stdin:
        command, *words = line.split()
        # The file that is written for the other side is not in it.
        file = words.pop() if command in ("lowest", "falls") else None
        started, cpu = time.perf_counter(), time.process_time()
        answer = ask(database, command, words)
        took = {
            "us": (time.perf_counter() - started) * 1e6,
            "cpu_us": (time.process_time() - cpu) * 1e6,
        }
        if file is None:
            took["rows"] = answer
        else:
            with open(file, "w", encoding="ascii") as out:
                for row in answer:
                    print(*row, file=out)
        print(json.dumps(took), flush=True)


def ask(database, command, words):
    if command == "sweep":
        # The file is ours: it has no quote in its name.
        database.execute(f"COPY observations FROM '{words[0]}' (FORMAT csv)")
        return None
    if command == "settle":
        database.execute("CHECKPOINT")
        return None
    if command == "history":
        return database.execute(HISTORY, [int(words[0])]).fetchall()
    if command == "lowest":
        return database.execute(LOWEST).fetchall()
    if command == "falls":
        return database.execute(FALLS, [int(words[0]), int(words[1])]).fetchall()
    raise ValueError(command)


main()
