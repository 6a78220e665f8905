"""A client that openapi-python-client makes of the service's own document, and what it
reads of a running service."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from decimal import Decimal
from pathlib import Path

from checks import finish, works

URL = os.environ["SERVICE_URL"]
ITEM = "1005006000000001"
HOME = tempfile.TemporaryDirectory()
# Tools of the same environment: the generator calls one itself.
TOOLS = Path(sys.executable).parent


def generated():
    """Makes the client; a part of the document that it leaves out is a failure."""
    document = Path(HOME.name, "openapi.json")
    with urllib.request.urlopen(f"{URL}/v1/openapi.json") as answer:
        document.write_bytes(answer.read())
    command = [
        TOOLS / "openapi-python-client",
        *("generate", "--meta", "none", "--fail-on-warning"),
        *("--path", document, "--output-path", Path(HOME.name, "itemget_client")),
    ]
    environment = {**os.environ, "PATH": f"{TOOLS}:{os.environ['PATH']}"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    works("the generator leaves nothing out", ended.returncode == 0, ended.stdout)
    sys.path.insert(0, HOME.name)


generated()

from itemget_client import Client  # noqa: E402
from itemget_client import models  # noqa: E402
from itemget_client.api.alerts import list_alerts, list_rules  # noqa: E402
from itemget_client.api.history import list_item_history, list_item_stats  # noqa: E402
from itemget_client.api.items import find_items, list_items, show_item  # noqa: E402
from itemget_client.api.jobs import (  # noqa: E402
    cancel_job,
    create_job,
    show_job,
    show_job_result,
)
from itemget_client.api.service import show_about, show_quota  # noqa: E402
from itemget_client.api.tokens import (  # noqa: E402
    create_token,
    list_tokens,
    revoke_token,
)
from itemget_client.api.tracking import (  # noqa: E402
    follow_items,
    list_tracked,
    remove_tracked,
)
from itemget_client.types import Unset  # noqa: E402

client = Client(base_url=URL, timeout=60)

about = show_about.sync(client=client)
works("about", about.name == "itemget" and about.synthetic is True, about)

record = show_item.sync(ITEM, client=client)
item = record.item
works("an item is found", record.outcome == "found" and record.id == ITEM, record.outcome)
works("ids stay texts", isinstance(item.variants.skus[0].sku_id, str), item.variants)
price = item.price.sale.min_
works("money is decimal", Decimal(price.amount) > 0 and len(price.currency) == 3, price)
works("each group has its source", item.price.source.startswith("aliexpress."), item.price)
works("each group has its time", item.price.observed_at.tzinfo is not None, item.price)

part = show_item.sync(ITEM, client=client, fields="title").item
works("a part is a part", isinstance(part.price, Unset) and part.basics.title, part)

missing = show_item.sync_detailed("1005006000999999", client=client)
works(
    "what is not there is an error of one shape",
    missing.status_code == 404 and missing.parsed.error.code == "not_found",
    missing,
)
wrong = show_item.sync("lamp", client=client)
works("what is no item is refused", wrong.error.code == "not_an_item", wrong)

many = models.ManyItems(ids=[ITEM, "lamp"], want=models.Wanted(fields="title"))
page = list_items.sync(client=client, body=many)
works(
    "many have an outcome each",
    [it.outcome for it in page.items] == ["found", "not_an_item"],
    page,
)
found = find_items.sync(client=client, text="lamp", fields="title")
works("a search finds", len(found.items) > 0 and found.total > 0, found)

history = list_item_history.sync(ITEM, client=client, since="all")
steps = history.items[0].steps
works("history has steps", len(steps) > 0 and steps[0].from_ < steps[0].until, history)
values = [it for it in steps if it.state == "value"]
works("a step has its amount", values and Decimal(values[0].amount) > 0, steps)

stats = list_item_stats.sync(ITEM, client=client).items[0].stats
lowest, highest = stats.windows[-1].lowest, stats.windows[-1].highest
works(
    "the lowest is not above the highest",
    Decimal(lowest.value.amount) <= Decimal(highest.value.amount),
    stats.windows[-1],
)
seen = [Decimal(it.amount) for it in values]
works(
    "history and statistics agree",
    min(seen) == Decimal(lowest.value.amount) and max(seen) == Decimal(highest.value.amount),
    (seen, lowest, highest),
)

wanted = models.NewTracked(ids=["1005006000000500", "lamp"], list_="shop", every="6h")
verdicts = follow_items.sync(client=client, body=wanted).items
works("each id has its verdict", [it.verdict for it in verdicts] == ["new", "unsupported"])
listed = list_tracked.sync(client=client, list_="shop").items
works("what is followed is listed", [it.id for it in listed] == ["1005006000000500"], listed)
removed = remove_tracked.sync_detailed("1005006000000500", client=client)
works("it is followed no longer", removed.status_code == 204, removed)

rules = list_rules.sync(client=client).items
works("the rules are listed", all(it.rule for it in rules), rules)
alerts = list_alerts.sync(client=client).items
works("what was told is listed", all(it.firing.rule == it.rule for it in alerts), alerts)
quota = show_quota.sync(client=client)
works("the quota is told", quota.as_of <= quota.day_ends_at, quota)

token = create_token.sync(
    client=client, body=models.NewToken(name="generated", scopes=[models.NewTokenScopesItem.READ])
)
works("a token is made", token.token.startswith("itemget_"), token.id)
names = [it.name for it in list_tokens.sync(client=client).items]
works("it is listed", "generated" in names, names)
revoked = revoke_token.sync_detailed(token.id, client=client)
works("it is revoked", revoked.status_code == 204, revoked)

batch = models.NewJob(
    ids=[str(int(ITEM) + it) for it in range(120)] + ["lamp"],
    want=models.Wanted(fields="title,price"),
)
job = create_job.sync(client=client, body=batch, idempotency_key="generated-1")
again = create_job.sync(client=client, body=batch, idempotency_key="generated-1")
works("the same key is the same job", job.id == again.id, (job, again))
other = models.NewJob(ids=[ITEM])
other = create_job.sync_detailed(client=client, body=other, idempotency_key="generated-1")
works("and no other", other.status_code == 409, other)
end = time.monotonic() + 120
while job.state in ("waiting", "running") and time.monotonic() < end:
    time.sleep(0.2)
    job = show_job.sync(job.id, client=client)
works("a job is done", job.state == "done" and job.answered == job.asked == 121, job)
result = show_job_result.sync_detailed(job.id, client=client)
lines = [json.loads(line) for line in result.content.splitlines()]
works("its result has a line each", len(lines) == 121, len(lines))
works(
    "in their order",
    [it["asked"] for it in lines] == batch.ids and lines[-1]["outcome"] == "not_an_item",
)
cancelled = cancel_job.sync_detailed(job.id, client=client)
works("one that is done stays so", cancelled.status_code == 204, cancelled)

finish()
