"""A closed meeting in fake time: locked, not recorded, and nothing told of its subject."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import LockConference, SetClosed
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.requests import Stage
from gbdt_console.exporters.hook_facts import environment_of
from gbdt_console.exporters.hook_watch import HookEvent, HookOccasion
from gbdt_console.exporters.metrics import snapshot_page
from gbdt_console.journal.codec import event_data, read_event
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.alarms.engine_alarms import active
from tests.support.conference.engine_meetings import ask, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.journal.kept import kept_ledger

SUBJECT = "Nhân sự chủ chốt"


async def begin(bench: Bench, mcu: FakeMcu, *, is_closed: bool = True, opens_in_s: float = 0.0) -> None:
    """A meeting chaired by s1, with s1 and s2 in the conference."""
    for number in (1, 2):
        mcu.join(f"200{number}")
    opening = bench.clock.utc() + opens_in_s
    command = StartMeeting(SUBJECT, "s1", opening, opening + 7_200, is_closed=is_closed)
    assert (await ask(bench, command)).stage is Stage.RECORDED
    await bench.until(lambda: len([r for r in view(bench).roster if r.participant]) == 2)


@pytest.mark.article("A12.3")
def test_what_it_is_about_stands_in_the_journal_and_nowhere_else() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.is_recording = True
        await begin(bench, mcu)
        await bench.until(lambda: active(bench, AlarmType.CLOSED_RECORDED))
        assert bench.latest.meeting is not None
        assert (bench.latest.meeting.title, bench.latest.meeting.is_closed) == ("", True)
        assert SUBJECT not in repr(bench.latest)
        assert SUBJECT not in snapshot_page(bench.latest).decode()
        for language in LANGUAGES:
            words = Words(language)
            for alarm in bench.latest.alarms:
                occasion = HookOccasion(("true",), HookEvent.RAISED, alarm)
                assert SUBJECT not in str(environment_of(occasion, bench.latest, words))
            said = [EntryWords(words, Formats(words), {}).line(entry) for entry in bench.entries]
            assert SUBJECT not in "\n".join(said)
        (started,) = bench.events("meeting.started")
        assert started.data["title"] == SUBJECT

    play(scenario)


def test_it_is_locked_and_read_back_and_told_again_only_when_sure() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu, is_closed=False)
        assert bench.latest.meeting is not None
        assert bench.latest.meeting.title == SUBJECT
        assert (await ask(bench, SetClosed(True))).stage is Stage.VERIFIED
        assert mcu.is_locked
        assert bench.latest.meeting.title == ""
        assert [e.data["is_on"] for e in bench.events("meeting.closed")] == [True]
        for command, code in (
            (LockConference(False), "guard.closed-unlock"),
            (SetClosed(False), "guard.closed-off"),
        ):
            ended = await ask(bench, command)
            assert (ended.stage, ended.code) == (Stage.FAILED, code)
        assert mcu.is_locked
        assert (await ask(bench, LockConference(False, is_sure=True))).stage is Stage.VERIFIED
        assert (await ask(bench, SetClosed(False, is_sure=True))).stage is Stage.RECORDED
        assert bench.latest.meeting.title == SUBJECT
        assert (await ask(bench, LockConference(False))).stage is Stage.VERIFIED

    play(scenario)


def test_an_mcu_that_does_not_lock_leaves_it_closed_and_becomes_an_alarm() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu, is_closed=False)
        ended = await ask(bench, SetClosed(True))
        assert (ended.stage, ended.code) == (Stage.FAILED, "order.not-obeyed")
        assert bench.latest.meeting is not None
        assert bench.latest.meeting.is_closed
        took_s = await bench.until(lambda: active(bench, AlarmType.CLOSED_UNLOCKED), 90)
        assert took_s > 50
        mcu.is_locked = True
        await bench.until(lambda: not active(bench, AlarmType.CLOSED_UNLOCKED), 5)

    play(scenario, FakeMcu(deaf=True))


def test_before_the_opening_the_sites_may_come_in() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu, opens_in_s=300.0)
        await asyncio.sleep(290)
        assert not active(bench, AlarmType.CLOSED_UNLOCKED)
        await bench.until(lambda: active(bench, AlarmType.CLOSED_UNLOCKED), 75)

    play(scenario)


def test_a_recording_is_an_alarm_at_once_only_while_the_meeting_is_closed() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu)
        mcu.is_recording = True
        await bench.until(lambda: active(bench, AlarmType.CLOSED_RECORDED), 3)
        mcu.is_recording = None
        await bench.until(lambda: not active(bench, AlarmType.CLOSED_RECORDED), 3)

    play(scenario)


def test_the_end_of_the_meeting_ends_the_alarm_of_its_recording() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.is_recording = True
        await begin(bench, mcu)
        await bench.until(lambda: active(bench, AlarmType.CLOSED_RECORDED), 3)
        assert (await ask(bench, EndMeeting())).stage is Stage.RECORDED
        await bench.until(lambda: not active(bench, AlarmType.CLOSED_RECORDED), 10)

    play(scenario)


def test_it_is_still_closed_after_a_restart_from_the_last_checkpoint() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu, is_closed=False)
        await ask(bench, SetClosed(True))
        whole = Ledger()
        for entry in bench.entries:
            assert entry.event is not None
            whole.apply(read_event(entry.kind, entry.version, event_data(entry.event)))
        again = kept_ledger(whole)
        assert again[MeetingsHeld].running is not None
        assert again[MeetingsHeld].running == replace(again[MeetingsHeld].running, is_closed=True)
        assert again[MeetingsHeld].running.without_closed_title().title == ""

    play(scenario)
