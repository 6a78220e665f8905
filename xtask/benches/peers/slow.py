"""Connections that begin a request and never end it: `slow.py HOST PORT COUNT`.

Says how many are held, holds them with a byte now and then, and ends with its input.
"""

import resource
import select
import socket
import sys

host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
BEGUN = b"GET /v1 HTTP/1.1\r\nhost: localhost\r\nx-slow: a"


def connection():
    one = socket.create_connection((host, port), timeout=30)
    one.sendall(BEGUN)
    return one


held = [connection() for _ in range(min(count, most - 64))]
print(f"held {len(held)}", flush=True)
while not select.select([sys.stdin], [], [], 3)[0]:
    for at, one in enumerate(held):
        try:
            one.sendall(b"a")
        except OSError:
            # The service had enough of it: another one takes its place.
            one.close()
            held[at] = connection()
