"""A call that Asterisk queued and that fails: in its words, whatever it tells first, and only that call."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami import call_ends
from gbdt_console.devices.ami.call_ends import DialledCalls
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.ami.packet import PacketReader
from gbdt_console.devices.control import NO_REPLY, NOT_ANSWERED, NOT_REGISTERED, RINGS, RINGS_UNTOLD
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.driver_contract.checking import come_true
from gbdt_console.simulator.ami.faults import DialEnd
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from tests.support.places import RECORDINGS

HOST, PASSWORD = "127.0.0.1", "zq-mcu-password"
RECORDING = RECORDINGS / "ami-originate.txt"
TOLD = {
    "busy": "User busy",
    "none": "Unallocated (unassigned) number",
    "unavail": "User alerting, no answer",
    "decline": "Call Rejected",
    "svc": "Circuit/channel congestion",
    "ring": "User alerting, no answer",
    "dead": "User alerting, no answer",
    "nosuch": "Originate: Failure, reason 0",
}


@asynccontextmanager
async def dialling_mcu() -> AsyncIterator[tuple[AmiMcu, ConfBridge, ConfBridge]]:
    sim = AmiMcu("giaoban", {"dieuhanh": AmiUser(PASSWORD)})
    login = AmiLogin(HOST, await sim.start(HOST), "dieuhanh", Secret(PASSWORD))
    mcu, other = ConfBridge(login, "giaoban"), ConfBridge(login, "giaoban")
    try:
        await mcu.open()
        await other.open()
        yield sim, mcu, other
    finally:
        await mcu.close()
        await other.close()
        sim.close()


@contextmanager
def calls_named(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(call_ends.secrets, "token_hex", lambda size: "0123456789ab")
        yield


def test_what_a_real_asterisk_told_of_eight_calls_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = DialledCalls()
    for name in TOLD:
        with calls_named(monkeypatch, name):
            calls.begin(name)
    for packet in PacketReader().feed(RECORDING.read_bytes()):
        calls.take(packet)
    assert {name: calls.failure(name) for name in TOLD} == TOLD
    assert {name: code for name in TOLD if (code := calls.failure_code(name))} == {
        "nosuch": NOT_REGISTERED, "ring": NOT_ANSWERED, "unavail": NO_REPLY, "dead": NO_REPLY,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (DialEnd.BUSY, "User busy"),
        (DialEnd.REJECTED, "Call Rejected"),
        (DialEnd.CONGESTION, "Circuit/channel congestion"),
        (DialEnd.NO_SUCH, "Originate: Failure, reason 0"),
    ],
)
async def test_a_call_that_fails_ends_in_the_mcu_s_words(end: DialEnd, words: str) -> None:
    async with dialling_mcu() as (sim, mcu, _):
        sim.faults.dials["PJSIP/2008"] = end
        await mcu.dial("2008")

        async def is_told() -> bool:
            return mcu.dial_failure("2008") == words

        await come_true(is_told, words)
        assert mcu.dial_failure_code("2008") == (NOT_REGISTERED if end is DialEnd.NO_SUCH else "")
        del sim.faults.dials["PJSIP/2008"]
        sim.dialable["PJSIP/2008"] = ("2008", "Sa Pa")
        await mcu.dial("2008")
        assert mcu.dial_failure("2008") == "", "that was the call before"
        assert [leg.number for leg in (await mcu.conference()).participants] == ["2008"]


async def test_who_answers_and_is_turned_away_has_failed_to_come_in() -> None:
    async with dialling_mcu() as (sim, mcu, _):
        sim.join("2001")
        await mcu.lock()
        sim.dialable["PJSIP/2008"] = ("2008", "Sa Pa")
        await mcu.dial("2008")

        async def is_told() -> bool:
            return mcu.dial_failure("2008") == "Normal Clearing"

        await come_true(is_told, "turned away")


async def test_a_call_that_rings_is_told_as_such_until_its_events_had_a_gap() -> None:
    async with dialling_mcu() as (sim, mcu, _):
        sim.faults.rings_s = 30
        sim.dialable["PJSIP/2008"] = ("2008", "Sa Pa")
        assert mcu.dial_waits_for("2008") == ""
        await mcu.dial("2008")

        async def is_told() -> bool:
            return mcu.dial_waits_for("2008") == RINGS

        await come_true(is_told, "it rings")
        await mcu.close()
        await mcu.open()
        assert mcu.dial_waits_for("2008") == RINGS_UNTOLD


async def test_the_end_of_a_call_is_a_reason_to_look() -> None:
    async with dialling_mcu() as (sim, mcu, _):
        sim.faults.dials["PJSIP/2008"] = DialEnd.BUSY
        events = mcu.events()
        waiting = asyncio.ensure_future(anext(events))
        await mcu.dial("2008")
        await waiting
        assert mcu.dial_failure("2008") == "User busy"


async def test_what_another_client_calls_is_not_ours() -> None:
    async with dialling_mcu() as (sim, mcu, other):
        sim.faults.rings_s = 0.05
        sim.faults.dials["PJSIP/2008"] = DialEnd.BUSY
        sim.dialable["PJSIP/2009"] = ("2009", "Khác")
        await other.dial("2008")
        await mcu.dial("2009")

        async def is_in() -> bool:
            return bool((await mcu.conference()).participants)

        await come_true(is_in, "ours is in")
        assert (mcu.dial_failure("2008"), mcu.dial_failure("2009")) == ("", "")
