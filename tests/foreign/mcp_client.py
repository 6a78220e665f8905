"""mcp: the protocol's own Python client, over both ways to the tools.

usage: mcp_client.py PROGRAM
"""

import asyncio
import json
import os
import sys

from checks import finish, works
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

PROGRAM = sys.argv[1]
ITEM = "1005006000000001"


def text(result):
    return "\n".join(block.text for block in result.content)


async def ask(way, client):
    listed = await client.list_tools()
    names = [tool.name for tool in listed.tools]
    works(f"{way}: six to eight tools", 6 <= len(names) <= 8, names)
    size = len(json.dumps([tool.model_dump(mode="json", exclude_none=True, by_alias=True) for tool in listed.tools]))
    works(f"{way}: the list is short ({size} bytes)", size <= 6 * 1024, size)
    reads_only = [tool.name for tool in listed.tools if tool.annotations.read_only_hint]
    works(f"{way}: all but one only read", set(names) - set(reads_only) == {"track_item"}, reads_only)
    price = await client.call_tool("check_price", {"item": ITEM})
    works(f"{way}: a price with its source", not price.is_error and "synthetic]" in text(price), text(price))
    works(f"{way}: in few words ({len(text(price))} letters)", len(text(price)) < 160, text(price))
    variants = await client.call_tool("compare_variants", {"item": ITEM, "limit": 3})
    works(f"{way}: variants", text(variants).count("sku ") == 3, text(variants))
    found = await client.call_tool("search_items", {"text": "lamp", "limit": 2})
    works(f"{way}: a search", not found.is_error and "in all" in text(found), text(found))
    follow = await client.call_tool("track_item", {"item": ITEM})
    works(f"{way}: an item to follow", not follow.is_error, text(follow))
    listed = await client.call_tool("list_tracked", {})
    works(f"{way}: what is followed", ITEM in text(listed), text(listed))
    gone = await client.call_tool("find_item", {"item": "1005999999999999"})
    works(f"{way}: trouble comes with a cure", gone.is_error and "hint: " in text(gone), text(gone))
    quota = await client.call_tool("quota", {})
    works(f"{way}: what is spent", "spent today" in text(quota) and "calls left" in text(quota), text(quota))
    print(f"       {text(price)}")


async def main():
    program = StdioServerParameters(
        command=PROGRAM, args=["mcp", "--log", "off"], env={"HOME": os.environ["HOME"], "LANG": "C.UTF-8"}
    )
    for mode in ["auto", "legacy"]:
        async with Client(stdio_client(program), mode=mode) as client:
            await ask(f"stdio, {mode}", client)
        async with Client(f"{os.environ['SERVICE_URL']}/mcp", mode=mode) as client:
            await ask(f"http, {mode}", client)


asyncio.run(main())
finish()
