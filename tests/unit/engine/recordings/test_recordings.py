"""Who records a meeting, in fake time: told by MCU and mixer, or stated by a person."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import SetClosed
from gbdt_console.core.meetings.commands import RegisterMeeting, StartRegistered
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.recordings.commands import EndRecording, KeepRecording, StateRecording
from gbdt_console.core.recordings.recording import MeetingRecording, RecordingBook
from gbdt_console.core.requests import Stage
from gbdt_console.core.resource_ids import CENTRE, MCU, MIXER
from gbdt_console.ui.view import View
from tests.support.conference.engine_meetings import ask, meeting_of, play
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.journal.kept import kept
from tests.support.mixer.fake_mixer import FakeMixer

DIGEST = "ab" * 32


def only(bench: Bench) -> MeetingRecording:
    (found,) = bench.latest.recordings
    return found


def active(bench: Bench) -> set[str]:
    return {alarm.key.type for alarm in bench.latest.alarms if alarm.is_active}


def test_the_recording_that_the_mcu_tells_of_is_a_fact_with_begin_and_end() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mcu.is_recording = True
        await bench.until(lambda: bool(bench.latest.recordings), 5)
        began = only(bench)
        assert (began.source, began.ended_utc, began.is_seen) == (MCU, None, True)
        assert bench.latest.meeting is not None
        assert began.meeting_id == bench.latest.meeting.id
        mcu.is_recording = None
        await asyncio.sleep(5)
        assert only(bench).ended_utc is None, "that the MCU no longer tells ends nothing"
        assert (await ask(bench, EndRecording(began.number))).code == "recording.device-ends"
        mcu.is_recording = False
        await bench.until(lambda: only(bench).ended_utc is not None, 5)
        book = RecordingBook(began.number, {began.number: only(bench)})
        assert kept(book) == book

    play(scenario)


def test_the_mixer_s_recording_has_its_file_and_is_an_alarm_in_a_closed_meeting() -> None:
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mixer.is_recording = True
        await bench.until(lambda: bool(bench.latest.recordings), 8)
        assert only(bench).source == MIXER
        assert AlarmType.RECORDED_ELSEWHERE not in active(bench)
        await ask(bench, SetClosed(True))
        await bench.until(lambda: AlarmType.RECORDED_ELSEWHERE in active(bench), 5)
        mixer.is_recording, mixer.recorded_to = False, "/video/giao-ban.mkv"
        await bench.until(lambda: only(bench).ended_utc is not None, 8)
        assert only(bench).file == "/video/giao-ban.mkv"
        await bench.until(lambda: AlarmType.RECORDED_ELSEWHERE not in active(bench), 5)

    play(scenario, mixer=mixer)


def test_a_person_states_who_records_and_what_became_of_it() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, StateRecording("  "))).code == "recording.no-source"
        assert (await ask(bench, StateRecording("Đài PTTH tỉnh"))).stage is Stage.RECORDED
        assert (await ask(bench, StateRecording("Đài PTTH tỉnh"))).code == "recording.runs"
        stated = only(bench)
        assert not stated.is_seen
        shown = View(bench.latest, bench.clock.monotonic()).conference
        assert shown is not None
        assert shown.is_recording is True, "every screen says that somebody records"
        assert stated.operator
        assert (await ask(bench, EndRecording(stated.number, "dai.mp4"))).stage is Stage.RECORDED
        assert (await ask(bench, EndRecording(stated.number))).code == "recording.over"
        keep = KeepRecording(stated.number, "", DIGEST.upper(), "Văn phòng UBND tỉnh", "2031-01-05")
        assert (await ask(bench, keep)).stage is Stage.RECORDED
        found = only(bench)
        assert (found.file, found.digest, found.handed_to) == ("dai.mp4", DIGEST, "Văn phòng UBND tỉnh")
        assert found.kept_until == "2031-01-05"

    play(scenario)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (KeepRecording(9, "a.mkv"), "recording.no-such"),
        (KeepRecording(1), "recording.nothing"),
        (KeepRecording(1, digest="12"), "recording.digest-wrong"),
        (KeepRecording(1, kept_until="mai"), "technicians.day-wrong"),
        (StateRecording(MCU), "recording.runs"),
    ],
)
def test_what_cannot_be_a_fact_of_a_recording_is_refused(command: Command, code: str) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        assert (await ask(bench, StateRecording("Đài"))).stage is Stage.RECORDED
        assert (await ask(bench, command)).code == code

    play(scenario)


def test_a_meeting_to_be_recorded_that_nobody_records_is_an_alarm() -> None:
    missing = AlarmKey(CENTRE, AlarmType.NOT_RECORDED)

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        opening = datetime.fromtimestamp(bench.clock.utc() + 120, ZoneInfo("Asia/Ho_Chi_Minh"))
        plan = MeetingPlan(
            "Giao ban", "Văn phòng", MeetingKind.PROVINCIAL, ("s1", "s2"), "s1", f"{opening:%Y-%m-%dT%H:%M}",
            "Asia/Ho_Chi_Minh", must_record=True,
        )  # fmt: skip
        assert (await ask(bench, RegisterMeeting(plan))).stage is Stage.RECORDED
        (registered,) = bench.latest.calendar
        assert registered.plan.must_record
        assert (await ask(bench, StartRegistered(registered.number))).stage is Stage.RECORDED
        assert bench.latest.meeting is not None
        await asyncio.sleep(bench.latest.meeting.opening_utc - bench.clock.utc() + 50)
        assert missing.type not in active(bench), "a minute is allowed"
        await bench.until(lambda: missing.type in active(bench), 15)
        assert (await ask(bench, StateRecording("Đài"))).stage is Stage.RECORDED
        await bench.until(lambda: missing.type not in active(bench), 5)

    play(scenario)
