"""Lines of the form `ok NAME` and `FAILED NAME: what was seen`, and a count at the end."""

import sys

_failed = 0
_passed = 0


def works(name, holds, saw=""):
    """Something the client is for."""
    global _failed, _passed
    if holds:
        _passed += 1
        print(f"ok     works: {name}")
    else:
        _failed += 1
        print(f"FAILED works: {name}; saw {saw!r}")


def fault(name, still_there, saw=""):
    """A known fault of the client. That it is gone is news, and fails."""
    global _failed, _passed
    if still_there:
        _passed += 1
        print(f"ok     fault: {name}")
    else:
        _failed += 1
        print(f"FAILED fault is gone: {name}; saw {saw!r}")


def finish():
    print(f"checks: {_passed} passed, {_failed} failed")
    sys.exit(1 if _failed or not _passed else 0)
