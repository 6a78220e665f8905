"""The tutorial's program as a peer: one `requests.post` for each item, in turn.

usage: tutorial.py PROGRAM URL WARM COUNT [session]
PROGRAM is the file with `AliexpressItemApi`; only its `url` is replaced. With `session`
the same work goes over one kept connection, which the tutorial does not do.
Prints one line of JSON: items, and the CPU time of this process from item WARM on.
"""

import importlib.util
import json
import sys
import time


def main():
    program, url, warm, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    spec = importlib.util.spec_from_file_location("tutorial", program)
    tutorial = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tutorial)
    if sys.argv[5:] == ["session"]:
        tutorial.requests = tutorial.requests.Session()

    api = tutorial.AliexpressItemApi("bench_key", "bench_secret", "bench_token")
    api.url = url
    # A token that is good for the whole run: refreshing is not what is measured.
    api.token_expire_time = time.time() + 86400

    def fetch(n):
        for _ in range(n):
            result = api.item_get("1005006000000001")
            if not result["success"] or not result["data"]:
                sys.exit(f"an item did not arrive: {result}")

    fetch(warm)
    cpu, wall = time.process_time(), time.perf_counter()
    fetch(count)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({"items": count, "cpu_us": cpu * 1e6, "wall_us": wall * 1e6}))


main()
