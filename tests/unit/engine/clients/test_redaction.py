"""Of a meeting closed after it began the title is told to nobody who asks afterwards (A12.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.cli.status.watch import _json
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.commands import SetClosed
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.meetings.commands import (
    CancelMeeting,
    ChangeMeeting,
    EndSeries,
    RecordNotice,
    RegisterMeeting,
    StartRegistered,
)
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words
from tests.support.conference.engine_meetings import ask, numbered
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine

SUBJECT = "Nhân sự chủ chốt"


class Kept(NoRecords):
    """Gives back what was recorded."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.kept: list[Entry] = []

    def record(self, event: Event, actor: str = ""):  # type: ignore[no-untyped-def]
        done = super().record(event, actor)
        self.kept.append(done.result())
        return done

    def newest(self, count: int) -> Sequence[Entry]:
        return self.kept[-count:]

    def entries_after(self, seq: int) -> Iterable[Entry]:
        return [entry for entry in self.kept if entry.seq > seq]


async def older(bench: Bench) -> list[Entry]:
    """What a client gets that follows from the beginning, and what the chair's screen has of its past."""
    session = bench.engine.join(ClientKind.OBSERVER, "tty")
    wanted, found = len(bench.entries), []
    async for entry in session.events(0):
        found.append(entry)
        if len(found) >= wanted:
            break
    found += (await session.past("s1")).entries
    session.leave()
    return found


def said(entries: Iterable[Entry]) -> str:
    words = Words("vi")
    speaker = EntryWords(words, Formats(words), {})
    return "\n".join(line for entry in entries for line in (speaker.line(entry), _json(entry)))


def test_a_meeting_closed_after_it_began_is_not_told_afterwards() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bench.latest.conference.state is not None)
        now = bench.clock.utc()
        await ask(bench, StartMeeting(SUBJECT, "s1", now, now + 7_200))
        assert said(await older(bench)).count(SUBJECT) == 4, "it is an open meeting: both places, both forms"
        assert (await ask(bench, SetClosed(True))).stage is Stage.VERIFIED
        told = said(await older(bench))
        assert SUBJECT not in told
        assert "Họp kín bắt đầu" in told
        await ask(bench, SetClosed(False, is_sure=True))
        assert SUBJECT in said(await older(bench))

    run_engine(numbered(), scenario, Kept, mcu=FakeMcu())


def test_a_registered_closed_meeting_is_told_to_nobody_afterwards() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bench.latest.conference.state is not None)
        opening = datetime.fromtimestamp(bench.clock.utc() + 3_600, ZoneInfo("Asia/Ho_Chi_Minh"))
        plan = MeetingPlan(
            SUBJECT, "ubnd", MeetingKind.PROVINCIAL, ("s1", "s2"), "s1", f"{opening:%Y-%m-%dT%H:%M}",
            "Asia/Ho_Chi_Minh",
        )  # fmt: skip
        await ask(bench, RegisterMeeting(plan))
        await ask(bench, RegisterMeeting(plan, repeat=Repeat(Every.WEEK, count=1), is_sure=True))
        assert said(await older(bench)).count(SUBJECT) == 6, "open meetings: both places, both forms"
        await ask(bench, RecordNotice(1, "power", text=SUBJECT))
        closed = replace(plan, is_closed=True)
        await ask(bench, ChangeMeeting(1, closed, reason=SUBJECT))
        await ask(bench, CancelMeeting(1, SUBJECT))
        await ask(bench, ChangeMeeting(3, closed, is_sure=True))
        await ask(bench, EndSeries(2))
        told = said(entry for entry in await older(bench) if entry.data.get("number") != 2)
        assert SUBJECT not in told
        assert "Họp kín".casefold() in told.casefold()

    run_engine(numbered(), scenario, Kept, mcu=FakeMcu())


def test_a_registered_meeting_closed_while_it_runs_is_told_to_nobody() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bench.latest.conference.state is not None)
        opening = datetime.fromtimestamp(bench.clock.utc() + 3_600, ZoneInfo("Asia/Ho_Chi_Minh"))
        plan = MeetingPlan(
            SUBJECT, "ubnd", MeetingKind.PROVINCIAL, ("s1", "s2"), "s1", f"{opening:%Y-%m-%dT%H:%M}",
            "Asia/Ho_Chi_Minh",
        )  # fmt: skip
        await ask(bench, RegisterMeeting(plan))
        await ask(bench, StartRegistered(1))
        assert SUBJECT in said(await older(bench))
        await ask(bench, SetClosed(True))
        assert SUBJECT not in said(await older(bench))
        await bench.until(lambda: bench.latest.calendar[0].plan.is_closed)
        assert SUBJECT not in repr(bench.latest)

    run_engine(numbered(), scenario, Kept, mcu=FakeMcu())
