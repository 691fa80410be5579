"""Orders of an overtaken PC whose outcome it did not know: found in what was put aside, and told."""

import json
from pathlib import Path

import pytest

from gbdt_console.core.conference.floor_events import OrderEnded
from gbdt_console.core.requests import Stage
from gbdt_console.core.standby.role import OrdersUnread, UnreadOrder
from gbdt_console.engine.standby.follower import Follower
from gbdt_console.engine.standby.left_unread import left_unread
from gbdt_console.engine.standby.message import Kind, Malformed, Message
from gbdt_console.engine.standby.shipper import Holder
from gbdt_console.journal.apart import set_apart
from gbdt_console.journal.chain import GENESIS
from tests.support.conference.engine_meetings import numbered
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.standby.journals import BEGAN_UTC, Kept, Written
from tests.support.standby.memory_stream import MemoryStream
from tests.support.standby.pair import Pair

ORDER = UnreadOrder(BEGAN_UTC, "microphone.unblock", "s2", "Trực ca")


def ended(stage: Stage, what: str = "microphone.unblock") -> OrderEnded:
    return OrderEnded("o1", what, "s2", stage, "", 1.0, "truc-ca", "Trực ca", "order.role-lost")


def test_only_what_ended_as_not_known_after_the_takeover_is_found(tmp_path: Path) -> None:
    written = Written(tmp_path / "journal.sqlite")
    written.write_event(ended(Stage.UNKNOWN, "call.dial"))
    taken = written.write("seen by both")
    written.write_event(ended(Stage.VERIFIED))
    written.write_event(ended(Stage.UNKNOWN))
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


def test_all_orders_of_a_meeting_that_were_on_the_wire_are_told(tmp_path: Path) -> None:
    """'Mute all' sends an order for each site at once."""
    written = Written(tmp_path / "journal.sqlite")
    taken = written.write("seen by both")
    for _ in range(40):
        written.write_event(ended(Stage.UNKNOWN))
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


@pytest.mark.parametrize(
    "wrong", [[["x", "a", "b", "c"]], [[1.0, "a"]], [[1.0, 2, "b", "c"]], {}, 3, [[9e99, "", "", ""]]]
)
def test_what_another_program_writes_there_is_malformed(wrong: object) -> None:
    values = json.loads(Message(Kind.BEGIN, "may-2", 0, GENESIS, unread=(ORDER,)).as_bytes())
    assert Message.of_bytes(json.dumps(values).encode()).unread == (ORDER,)
    with pytest.raises(Malformed):
        Message.of_bytes(json.dumps(values | {"unread": wrong}).encode())
