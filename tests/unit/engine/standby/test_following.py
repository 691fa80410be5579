"""The word of a takeover: where the disk of the PC that follows refuses it, and what it says was lost."""

import asyncio
from collections.abc import Callable
from errno import ENOSPC
from pathlib import Path
from types import SimpleNamespace

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Stage
from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.commands import TakeOver
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.engine.command_request import Refused
from gbdt_console.engine.records.followed_records import FollowedRecords
from gbdt_console.engine.standby.following import FollowingFeature
from gbdt_console.engine.standby.message import Kind, Message
from gbdt_console.engine.standby.role_file import NotedPromise
from gbdt_console.engine.standby.seat import Seat
from gbdt_console.engine.standby.shipper import Holder
from tests.support.standby.journals import Kept, Written
from tests.support.standby.memory_stream import Opened

SETTINGS = StandbySettings((Machine("may-1", "10.0.0.1"), Machine("may-2", "10.0.0.2")), Secret("x"))
HELD = Message(Kind.HELD, "may-1", 0)


def test_a_takeover_that_a_full_disk_refused_may_be_asked_for_again(tmp_path: Path) -> None:
    noted: list[RoleTaken] = []
    disk = SimpleNamespace(is_full=True)

    def note(taken: RoleTaken) -> None:
        if disk.is_full:
            raise OSError(ENOSPC, "full")
        noted.append(taken)

    holder, promise = Holder("may-1", 0), NotedPromise(tmp_path)
    seat = Seat(SETTINGS, "may-2", holder, tmp_path, note, lambda taken: None, promise)
    kept, context = Kept(tmp_path / "two.sqlite"), SimpleNamespace(clock=ManualClock(), ledger=Ledger())
    request = SimpleNamespace(id="r1", name="trực ca", command=TakeOver())

    async def scenario() -> None:
        feature = FollowingFeature(context, seat, kept, lambda *_: Opened())  # type: ignore[arg-type]
        ask = feature.handlers()[TakeOver]
        with pytest.raises(Refused, match=r"recording\.refused"):
            await ask(request)  # type: ignore[arg-type]
        disk.is_full = False
        assert (await ask(request)).stage is Stage.RECORDED  # type: ignore[arg-type]

    asyncio.run(scenario())
    assert [(one.machine, one.by) for one in noted] == [("may-2", "trực ca")]
    kept.journal.close()


def test_what_the_takeover_still_took_out_of_the_stream_is_not_recorded_as_lost(tmp_path: Path) -> None:
    noted: list[RoleTaken] = []
    written, stream, heard = Written(tmp_path / "one.sqlite"), Opened(), []
    head = written.write("the first", "the second")
    kept = Kept(tmp_path / "two.sqlite")
    context = SimpleNamespace(clock=ManualClock(), ledger=Ledger(), on_urgent=lambda: None)
    holder, promise = Holder("may-1", 0), NotedPromise(tmp_path)
    seat = Seat(SETTINGS, "may-2", holder, tmp_path, noted.append, lambda taken: None, promise)

    def opened(_: object, __: object, on_beat: Callable[[int], None], ___: object) -> Opened:
        heard.append(on_beat)
        return stream

    async def scenario() -> None:
        rows = tuple(written.rows)
        await stream.append(Message(Kind.ROWS, "may-1", 0, head=head, rows=rows), 0)
        feature = FollowingFeature(context, seat, kept, opened)  # type: ignore[arg-type]
        heard[0](head.seq + 1)
        request = SimpleNamespace(id="r1", name="trực ca", command=TakeOver())
        await feature.handlers()[TakeOver](request)  # type: ignore[arg-type]

    asyncio.run(scenario())
    assert [(one.head_seq, one.unseen) for one in noted] == [(head.seq, 1)]
    kept.journal.close()


class Busy(Opened):
    """Somebody writes just before this PC does.

    beats: what this PC told of itself; `is_told` once it told where it stands
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_told = asyncio.Event()
        self.beats = list[int]()

    async def append(self, message: Message, last_seq: int) -> int:
        if message.kind is Kind.BEGIN and self.kept[-1].message.kind is Kind.ROWS:
            self._keep(replace(HELD, head=self.kept[-1].message.head), "")
        seq = await super().append(message, last_seq)
        if message.kind is Kind.BEGIN:
            self.is_told.set()
        return seq

    async def beat(self, seq: int) -> None:
        self.beats.append(seq)


def test_what_was_taken_is_shown_though_somebody_wrote_just_then(tmp_path: Path) -> None:
    written, stream, told = Written(tmp_path / "one.sqlite"), Busy(), list[Entry]()
    context = SimpleNamespace(clock=ManualClock(), ledger=Ledger(), on_urgent=lambda: None)
    holder, promise = Holder("may-1", 0), NotedPromise(tmp_path)
    seat = Seat(SETTINGS, "may-2", holder, tmp_path, lambda taken: None, lambda taken: None, promise)

    async def scenario() -> None:
        stream.litter()
        for name in ("the first", "the second"):
            head = written.write(name)
            message = Message(Kind.ROWS, "may-1", 0, head=head, rows=(written.rows[-1],))
            await stream.append(message, stream.last_seq)
        records = FollowedRecords(tmp_path / "two")
        records.listen(told.extend, lambda recording: None)
        feature = FollowingFeature(context, seat, records, lambda *_: stream)  # type: ignore[arg-type]
        following = asyncio.create_task(feature.run())
        async with asyncio.timeout(30):
            await stream.is_told.wait()
        following.cancel()
        await asyncio.wait([following])
        records.close()

    asyncio.run(scenario())
    assert [entry.seq for entry in told] == [1, 2]
    assert stream.beats[:2] == [1, 2], "in the midst of a long journal it is heard too"
