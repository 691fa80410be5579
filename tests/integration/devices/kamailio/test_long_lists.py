"""A registrar that serves the telephones of a whole province beside the codecs."""

import asyncio
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.drivers import kamailio
from gbdt_console.devices.drivers.kamailio import build

RECORDED = Path("tests/recordings/kamailio/ul.dump.json")


def dump_of(names: int) -> bytes:
    """A list as Kamailio 6 wrote it, with so many names."""
    whole: dict[str, Any] = json.loads(RECORDED.read_bytes())
    domain = whole["result"]["Domains"][0]["Domain"]
    one = next(row for row in domain["AoRs"] if row["Info"]["AoR"] == "8801")
    domain["AoRs"] = [deepcopy(one) for _ in range(names)]
    for number, row in enumerate(domain["AoRs"]):
        row["Info"]["AoR"] = str(10_000 + number)
    domain["Stats"]["Records"] = names
    return json.dumps(whole, indent="\t").encode()


async def registered(body: bytes) -> frozenset[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        control = DeviceControl("kamailio", "http", port, "", Secret(""), {"path": "/RPC"})
        driver = build(ControlTarget("127.0.0.1", control, SystemClock(), Path("never-written")))
        try:
            return await driver.registered()
        finally:
            await driver.close()


async def test_three_thousand_contacts_are_all_read() -> None:
    body = dump_of(3_000)
    assert len(body) > 1 << 20, "more than any other device may answer"
    assert len(await registered(body)) == 3_000


async def test_a_list_without_end_is_named_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kamailio, "_MOST_BYTES", 2 << 20)
    with pytest.raises(ControlError) as told:
        await registered(dump_of(3_000))
    assert (told.value.fault, told.value.words) == (ControlFault.MALFORMED, "an answer above 2 MiB")
