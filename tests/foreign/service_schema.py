"""Schemathesis: what it makes up of the service's own document finds no fault in the
service. What it makes up is the same each time."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from checks import finish, works

URL = os.environ["SERVICE_URL"]
TOOLS = Path(sys.executable).parent
SEED = "20261128"

# That a text has the right letters does not make it an item, a field or a rule: the
# service may say so.
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "401", "403", "404", "409", "429"]
"""

with urllib.request.urlopen(f"{URL}/v1/openapi.json") as answer:
    document = json.load(answer)
# Nothing is sent to hosts that somebody made up.
del document["components"]["schemas"]["NewJob"]["properties"]["webhook"]

with tempfile.TemporaryDirectory() as folder:
    Path(folder, "openapi.json").write_text(json.dumps(document))
    Path(folder, "schemathesis.toml").write_text(SETTINGS)
    command = [
        TOOLS / "schemathesis",
        *("run", "openapi.json", "--url", URL, "--seed", SEED),
        *("--phases", "examples,coverage,fuzzing", "--max-examples", "15"),
        *("--max-time", "100", "--request-timeout", "60"),
        *("--continue-on-failure", "--no-color", "--warnings", "off"),
    ]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    works("schemathesis finds nothing", ended.returncode == 0, ended.stdout[-20_000:])
    told = " ".join(ended.stdout.split())
    works("it had tried every operation", "Tested: " in told, told[-2000:])

# After all that the service is as it was.
with urllib.request.urlopen(f"{URL}/readyz") as answer:
    works("the service is ready still", answer.read() == b"ready\n")

finish()
