"""Orders of an overtaken PC whose outcome it did not know: found in what was put aside, and told."""

import json
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.conference.floor_events import OrderEnded
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.requests import Stage
from gbdt_console.core.shutdown.events import PowerCommanded, PowerSwitched
from gbdt_console.core.standby.role import OrdersUnread, UnreadOrder
from gbdt_console.engine.control.authority import Authority
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.engine.shutdown.power import switch_off
from gbdt_console.engine.standby.follower import Follower
from gbdt_console.engine.standby.left_unread import left_unread
from gbdt_console.engine.standby.message import Kind, Malformed, Message
from gbdt_console.engine.standby.shipper import Holder
from gbdt_console.journal.apart import set_apart
from gbdt_console.journal.chain import GENESIS, ChainHead, JournalRow, UnchainedEntry
from gbdt_console.text.words import Words
from tests.support.conference.engine_meetings import numbered
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.standby.journals import BEGAN_UTC, Kept, Written
from tests.support.standby.memory_stream import MemoryStream
from tests.support.standby.pair import Pair


class Outlets:
    """Those of a PDU that obeys."""

    def __init__(self) -> None:
        self.off: set[int] = set()

    async def is_off(self, outlet: int) -> bool | None:
        return outlet in self.off

    async def switch_off(self, outlet: int) -> None:
        self.off.add(outlet)

    async def close(self) -> None:
        return


ORDER = UnreadOrder(BEGAN_UTC, "microphone.unblock", "s2", "Trực ca")


def ended(stage: Stage, what: str = "microphone.unblock") -> OrderEnded:
    return OrderEnded("o1", what, "s2", stage, "", 1.0, "truc-ca", "Trực ca", "order.role-lost")


def test_only_what_ended_as_not_known_after_the_takeover_is_found(tmp_path: Path) -> None:
    written = Written(tmp_path / "journal.sqlite")
    written.write_event(ended(Stage.UNKNOWN, "call.dial"))
    taken = written.write("seen by both")
    written.write_event(ended(Stage.VERIFIED))
    written.write_event(ended(Stage.UNKNOWN))
    written.write_event(replace(ended(Stage.UNKNOWN, "call.dial"), order="rang on"))
    written.write_event(replace(ended(Stage.VERIFIED, "call.dial"), order="rang on"))
    assert left_unread(written.path, taken) == ()
    set_apart(written.path, taken, BEGAN_UTC)
    (found,) = left_unread(written.path, taken)
    assert (found.what, found.target, found.operator) == ("microphone.unblock", "s2", "Trực ca")
    later = written.write("of the other PC")
    assert left_unread(written.path, later) == (), "the file is of another takeover"


def test_they_are_found_although_the_clock_was_ahead_at_an_earlier_takeover(tmp_path: Path) -> None:
    written = Written(tmp_path / "journal.sqlite")
    for what, at_utc in (("call.dial", BEGAN_UTC + 86_400), ("microphone.block", BEGAN_UTC)):
        taken = written.write("seen by both")
        written.write_event(ended(Stage.UNKNOWN, what))
        set_apart(written.path, taken, at_utc)
    assert [one.what for one in left_unread(written.path, taken)] == ["microphone.block"]


def test_outlets_that_were_switched_as_the_role_was_lost_are_among_them(tmp_path: Path) -> None:
    written = Written(tmp_path / "journal.sqlite")
    taken = written.write("seen by both")
    for site in ("s1", "s2"):
        written.write_event(PowerCommanded("m", site, ["pdu/1"], None, None, BEGAN_UTC, "Trực ca"))
    written.write_event(PowerSwitched("m", "s1", True, "", "", BEGAN_UTC))
    written.write_event(PowerSwitched("m", "s3", False, "order.role-lost", "", BEGAN_UTC))
    set_apart(written.path, taken, BEGAN_UTC)
    found = left_unread(written.path, taken)
    assert [(one.what, one.target, one.operator) for one in found] == [
        ("power.off", "s2", "Trực ca"),
        ("power.off", "s3", ""),
    ]
    assert Words("vi").has("order.power.off")


@pytest.mark.parametrize("is_overtaken", [False, True])
async def test_an_outlet_ends_as_not_known_where_the_role_was_lost_meanwhile(is_overtaken: bool) -> None:
    authority, outlets = Authority(), Outlets()

    async def switch(number: int) -> None:
        outlets.off.add(number)
        if is_overtaken:
            authority.withheld = Withheld.OVERTAKEN

    outlets.switch_off = switch  # type: ignore[method-assign]
    last = await switch_off([("pdu", 1)], {"pdu": outlets}, "r1", authority)
    expected = (Stage.UNKNOWN, "order.role-lost") if is_overtaken else (Stage.VERIFIED, "")
    assert (last.stage, last.code) == expected


def test_all_orders_of_a_meeting_that_were_on_the_wire_are_told(tmp_path: Path) -> None:
    """'Mute all' sends an order for each site at once."""
    written = Written(tmp_path / "journal.sqlite")
    taken = written.write("seen by both")
    for number in range(40):
        written.write_event(replace(ended(Stage.UNKNOWN), order=f"o{number}"))
    set_apart(written.path, taken, BEGAN_UTC)
    told = Message(Kind.BEGIN, "may-2", 1, unread=left_unread(written.path, taken))
    assert len(Message.of_bytes(told.as_bytes()).unread) == 40


async def test_the_following_pc_tells_them_although_the_stream_says_where_it_stands(tmp_path: Path) -> None:
    stream, kept = MemoryStream(), Kept(tmp_path / "journal.sqlite")
    await stream.append(Message(Kind.TAKEOVER, "may-2", 1), 0)
    await Follower("may-1", Holder("may-2", 1), kept, stream, (ORDER,)).attach()
    assert [one.message.unread for one in stream.kept] == [(), (ORDER,)]
    await Follower("may-1", Holder("may-2", 1), kept, stream).attach()
    assert len(stream.kept) == 2


def test_the_pc_that_commands_records_once_what_it_is_told() -> None:
    pair = Pair()

    async def scenario(bench: Bench) -> None:
        for at in (10_000, 10_000):
            await pair.begin(at=at, unread=(ORDER,))
            await bench.until(lambda: bool(bench.events("role.orders-unread")))
            began_s = bench.clock.monotonic()
            await bench.until(lambda began_s=began_s: bench.clock.monotonic() > began_s + 3)  # type: ignore[misc]
        (entry,) = bench.events("role.orders-unread")
        assert entry.event == OrdersUnread("may-2", [ORDER])
        await bench.until(
            lambda: bench.latest.standby is not None and bench.latest.standby.unread == (ORDER,)
        )

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_nothing_is_sent_before_they_are_on_the_disk() -> None:
    """Else the stream's last message says them no more, and the next start has never heard of them."""
    pair, waiting = Pair(), Future[Entry]()
    row = JournalRow.after(ChainHead(10_000, "ab" * 32), UnchainedEntry.of(ended(Stage.VERIFIED), 0.0))

    async def rows(after: ChainHead, *, is_whole: bool) -> list[JournalRow]:
        return [row] if after.seq == 10_000 else []

    pair.next_rows = rows  # type: ignore[method-assign]

    class SlowDisk(NoRecords):
        def record(self, event: Event, actor: str = "") -> Future[Entry]:
            written = super().record(event, actor)
            if not isinstance(event, OrdersUnread):
                return written
            return waiting

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000, unread=(ORDER,))
        began_s = bench.clock.monotonic()
        await bench.until(lambda: bench.clock.monotonic() > began_s + 5)
        assert [one.message.unread for one in pair.other.kept] == [(ORDER,)]
        waiting.set_result(bench.entries[-1])
        await bench.until(lambda: pair.other.kept[-1].message.kind is Kind.ROWS)

    run_engine(numbered(), scenario, SlowDisk, more_features=[pair.feature])


@pytest.mark.parametrize(
    "wrong", [[["x", "a", "b", "c"]], [[1.0, "a"]], [[1.0, 2, "b", "c"]], {}, 3, [[9e99, "", "", ""]]]
)
def test_what_another_program_writes_there_is_malformed(wrong: object) -> None:
    values = json.loads(Message(Kind.BEGIN, "may-2", 0, GENESIS, unread=(ORDER,)).as_bytes())
    assert Message.of_bytes(json.dumps(values).encode()).unread == (ORDER,)
    with pytest.raises(Malformed):
        Message.of_bytes(json.dumps(values | {"unread": wrong}).encode())
