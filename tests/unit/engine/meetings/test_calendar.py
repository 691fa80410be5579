"""Registered meetings over the whole engine in fake time."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.core.booking import Booking
from gbdt_console.core.commands import Command, EndMeeting, StartMeeting
from gbdt_console.core.meetings.commands import (
    CancelMeeting,
    ChangeMeeting,
    ConfirmNotice,
    EndSeries,
    MoveMeetingEnd,
    RecordAnswers,
    RecordDuty,
    RecordInvitation,
    RecordNotice,
    RegisterMeeting,
    SkipSeriesDay,
    StartRegistered,
)
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import (
    MeetingKind,
    MeetingPlan,
    MeetingState,
    NoticeChannel,
    Registration,
    Technician,
)
from gbdt_console.core.meetings.regulation import ChairRule, KindRule, Regulation
from gbdt_console.core.meetings.rules import MeetingSettings
from gbdt_console.core.people import Body
from gbdt_console.text.meetings.meeting_text import kind_text
from gbdt_console.text.words import Words
from tests.support.conference.engine_meetings import numbered
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network
from tests.support.meetings.attendance import attendance_of

ZONE = "Asia/Ho_Chi_Minh"
NETWORK = replace(network(4), meetings=MeetingSettings("s1", "s2"))
HOUR_S = 3_600.0


def local(utc: float) -> str:
    return datetime.fromtimestamp(utc, ZoneInfo(ZONE)).strftime("%Y-%m-%dT%H:%M")


def plan(bench: Bench, in_s: float = 50 * HOUR_S, **changed: object) -> MeetingPlan:
    """A department's meeting of s2 with s3 and s4."""
    usual = MeetingPlan(
        "Giao ban", "Sở Y tế", MeetingKind.DEPARTMENT, ("s3", "s4"), "", local(bench.clock.utc() + in_s), ZONE
    )
    return replace(usual, **changed)  # type: ignore[arg-type]


async def ask(bench: Bench, command: Command) -> str:
    """Give a command and let the engine take its events; returns the code of its refusal."""
    code = await bench.ask(command)
    await bench.until(lambda: True)
    return code


async def shown(bench: Bench, number: int, state: MeetingState) -> Registration:
    """Wait until the Snapshot has the meeting in that state."""

    def found() -> Registration | None:
        return next((m for m in bench.latest.calendar if m.number == number and m.state is state), None)

    await bench.until(lambda: found() is not None)
    meeting = found()
    assert meeting is not None
    return meeting


def play(scenario) -> None:  # type: ignore[no-untyped-def]
    run_engine(NETWORK, scenario)


@pytest.mark.parametrize(
    ("kind", "said", "kept"),
    [
        (MeetingKind.EMERGENCY, {}, NoticeChannel.UNSTATED),
        (MeetingKind.EMERGENCY, {"notice_channel": "fax"}, NoticeChannel.FAX),
        (MeetingKind.DEPARTMENT, {}, NoticeChannel.UNSTATED),
    ],
)
def test_how_the_host_told_of_a_meeting_is_kept_where_somebody_said_it(
    kind: MeetingKind, said: dict[str, str], kept: NoticeChannel
) -> None:
    async def scenario(bench: Bench) -> None:
        meant = plan(bench, HOUR_S, kind=kind)
        assert await ask(bench, RegisterMeeting(meant, **said)) == ""  # type: ignore[arg-type]
        assert await ask(bench, RecordDuty(1, ("s3",), person="An")) == ""
        await bench.until(lambda: bench.latest.calendar != () and bench.latest.calendar[0].duties != ())
        assert bench.latest.calendar[0].notice_channel is kept
        assert bench.latest.calendar[0].duties[0].channel is NoticeChannel.UNSTATED

    play(scenario)


def test_all_meetings_of_a_series_were_told_when_and_how_it_was() -> None:
    async def scenario(bench: Bench) -> None:
        told_utc = bench.clock.utc() - HOUR_S
        weekly = RegisterMeeting(plan(bench), told_utc, "fax", Repeat(Every.WEEK, count=2))
        assert await ask(bench, weekly) == ""
        await bench.until(lambda: len(bench.latest.calendar) == 2)
        told = {(one.notice_utc, one.notice_channel) for one in bench.latest.calendar}
        assert told == {(told_utc, NoticeChannel.FAX)}

    play(scenario)


def test_a_meeting_keeps_what_its_host_and_its_kind_were_called_on_its_day() -> None:
    rule = KindRule(MeetingKind.DISTRICTS, ChairRule.OWN, "họp giữa các huyện")
    settings = MeetingSettings("s1", "s2", regulation=Regulation(kinds=(rule,)))
    named = replace(NETWORK, meetings=settings, bodies={"so": Body("so", "Sở Thông tin và Truyền thông")})

    async def scenario(bench: Bench) -> None:
        meant = plan(bench, host="so", kind=MeetingKind.DISTRICTS, chair_site_id="s3")
        assert await ask(bench, RegisterMeeting(meant)) == ""
        found = (await shown(bench, 1, MeetingState.DRAFT)).plan
        assert (found.host_name, found.kind_name) == ("Sở Thông tin và Truyền thông", rule.name)
        renamed = Booking(bodies=(Body("so", "Sở Khoa học và Công nghệ"),))
        assert renamed.host_of(found) == "Sở Thông tin và Truyền thông", (
            "a later year prints the name of its day"
        )
        assert renamed.host_of(replace(found, host_name="")) == "Sở Khoa học và Công nghệ"
        assert kind_text(Words("vi"), found.kind, found.kind_name) == rule.name

    run_engine(named, scenario)


def test_a_meeting_goes_from_registration_to_its_end() -> None:
    async def scenario(bench: Bench) -> None:
        assert await ask(bench, RegisterMeeting(plan(bench, HOUR_S))) == ""
        meeting = await shown(bench, 1, MeetingState.DRAFT)
        assert (meeting.plan.chair_site_id, meeting.plan.sites) == ("s2", ("s2", "s3", "s4"))
        assert await ask(bench, RecordInvitation(1)) == "guard.meeting-unagreed"
        assert await ask(bench, RecordAnswers(1, ("s3", "s4"))) == ""
        await shown(bench, 1, MeetingState.AGREED)
        assert await ask(bench, RecordInvitation(1, "12/GM-SYT")) == ""
        await shown(bench, 1, MeetingState.INVITED)
        assert await ask(bench, StartRegistered(1)) == ""
        await shown(bench, 1, MeetingState.STARTED)
        running = bench.latest.meeting
        assert running is not None
        assert (running.registration, running.sites) == (1, ("s2", "s3", "s4"))
        assert running.opening_utc == meeting.plan.opening_utc
        assert await ask(bench, MoveMeetingEnd(running.end_utc + HOUR_S)) == ""
        await bench.until(lambda: bench.latest.meeting.end_utc == running.end_utc + HOUR_S)
        assert await ask(bench, EndMeeting()) == ""
        ended = await shown(bench, 1, MeetingState.ENDED)
        assert ended.ended_utc == pytest.approx(bench.clock.utc(), abs=5.0)

    play(scenario)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": "  "}, "meeting.untitled"),
        ({"host": ""}, "meetings.no-host"),
        ({"sites": ("s9",)}, "meeting.site-unknown"),
        ({"kind": MeetingKind.DISTRICTS}, "meetings.no-chair"),
        ({"running_order": ("s1",)}, "meetings.speaker-not-in"),
        ({"running_order": ("s3", "s3")}, "meeting.speaker-twice"),
        ({"upper_site_id": "s3"}, "meeting.upper-wrong"),
        ({"technicians": (Technician("s1", "An"),)}, "meetings.technician-wrong"),
        ({"technicians": (Technician("s3", " "),)}, "meetings.technician-wrong"),
        ({"opening": "2026-13-01T08:00"}, "meetings.opening-wrong"),
        ({"opening": "2026-11-26T08:00+01:00"}, "meetings.opening-wrong"),
        ({"opening": "0001-01-01T00:00"}, "meetings.past"),
        ({"opening": "9999-12-31T23:59"}, "meetings.too-far"),
        ({"zone": "UTC"}, "meetings.zone-wrong"),
        ({"length_min": 4}, "meetings.length-wrong"),
        ({"length_min": 1_441}, "meetings.length-wrong"),
        ({"opening": "2001-01-01T08:00"}, "meetings.past"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_reason(changed: dict[str, object], code: str) -> None:
    async def scenario(bench: Bench) -> None:
        assert await ask(bench, RegisterMeeting(plan(bench, **changed))) == code
        assert bench.latest.calendar == ()

    play(scenario)


def test_texts_are_cleaned_before_they_are_kept() -> None:
    async def scenario(bench: Bench) -> None:
        dirty = plan(bench, title="Giao\x1b[2Jban", chair_contact="thư ký\u202e")
        assert await ask(bench, RegisterMeeting(dirty)) == ""
        kept = (await shown(bench, 1, MeetingState.DRAFT)).plan
        assert (kept.title, kept.chair_contact) == ("Giao�[2Jban", "thư ký�")

    play(scenario)


@pytest.mark.article("A5.1")
def test_a_clash_is_refused_until_a_person_decides() -> None:
    async def scenario(bench: Bench) -> None:
        assert await ask(bench, RegisterMeeting(plan(bench))) == ""
        other = plan(bench, 51 * HOUR_S, kind=MeetingKind.EMERGENCY, sites=("s3",))
        assert await ask(bench, RegisterMeeting(other)) == "guard.meeting-clash"
        assert await ask(bench, RegisterMeeting(other, is_sure=True)) == ""
        later = replace(other, opening=local(bench.clock.utc() + 60 * HOUR_S))
        assert await ask(bench, ChangeMeeting(2, later)) == ""
        assert await ask(bench, ChangeMeeting(2, other)) == "guard.meeting-clash"
        assert await ask(bench, ChangeMeeting(2, replace(later, length_min=90))) == "", "not with itself"

    play(scenario)


def test_a_running_meeting_is_never_touched_but_an_overrun_names_the_next() -> None:
    async def scenario(bench: Bench) -> None:
        assert await ask(bench, RegisterMeeting(plan(bench, HOUR_S, length_min=60))) == ""
        assert await ask(bench, RegisterMeeting(plan(bench, 3 * HOUR_S))) == ""
        assert await ask(bench, StartRegistered(1)) == ""
        await shown(bench, 1, MeetingState.STARTED)
        assert await ask(bench, ChangeMeeting(1, plan(bench))) == "meetings.running"
        assert await ask(bench, CancelMeeting(1, "bão")) == "meetings.running"
        assert await ask(bench, StartRegistered(2)) == "meeting.already-running"
        end_utc = bench.latest.meeting.end_utc
        assert await ask(bench, MoveMeetingEnd(end_utc + 1.5 * HOUR_S)) == "guard.meeting-clash"
        assert await ask(bench, MoveMeetingEnd(end_utc + 1.5 * HOUR_S, is_sure=True)) == ""
        assert await ask(bench, MoveMeetingEnd(bench.clock.utc() - 1)) == "meetings.end-wrong"
        assert await ask(bench, MoveMeetingEnd(end_utc + 48 * HOUR_S)) == "meetings.end-wrong"

    play(scenario)


def test_a_meeting_of_another_day_is_started_only_on_purpose() -> None:
    async def scenario(bench: Bench) -> None:
        assert await ask(bench, RegisterMeeting(plan(bench))) == ""
        assert await ask(bench, StartRegistered(1)) == "guard.meeting-other-time"
        assert await ask(bench, StartRegistered(1, is_sure=True)) == ""
        running = await shown(bench, 1, MeetingState.STARTED)
        meeting = bench.latest.meeting
        assert meeting.opening_utc == pytest.approx(running.started_utc, abs=1.0)
        assert meeting.end_utc - meeting.opening_utc == 120 * 60
        sheet = attendance_of(bench.entries, ("s2", "s3", "s4"), bench.clock.utc())
        planned_utc = running.plan.opening_utc
        assert (sheet.planned_opening_utc, sheet.planned_end_utc) == (planned_utc, planned_utc + 120 * 60)
        assert sheet.from_utc == meeting.opening_utc < planned_utc, "planned and actual are two times"

    play(scenario)


def test_a_series_has_its_meetings_at_once_and_the_engine_adds_later_ones() -> None:
    async def scenario(bench: Bench) -> None:
        weekly = RegisterMeeting(plan(bench, 24 * HOUR_S), repeat=Repeat(Every.WEEK))
        assert await ask(bench, weekly) == ""
        await bench.until(lambda: bool(bench.latest.series))
        made = len(bench.latest.calendar)
        assert made == 9
        assert [m.number for m in bench.latest.calendar] == list(range(2, 2 + made))
        assert await ask(bench, RegisterMeeting(plan(bench, 24 * HOUR_S))) == "guard.meeting-clash"
        bench.clock.jump_wall(7 * 86_400.0)
        await bench.until(lambda: len(bench.latest.calendar) > made, within_s=180.0)
        last = max(bench.latest.calendar, key=lambda m: m.series_date)
        following = datetime.fromisoformat(last.series_date) + timedelta(days=7)
        assert await ask(bench, SkipSeriesDay(1, str(following.date()))) == ""
        assert await ask(bench, SkipSeriesDay(1, last.series_date)) == "meetings.day-registered"
        assert await ask(bench, SkipSeriesDay(1, "tomorrow")) == "meetings.day-wrong"
        assert await ask(bench, SkipSeriesDay(1, "9999-01-02")) == "meetings.day-not-in"
        assert await ask(bench, EndSeries(1)) == ""
        await bench.until(lambda: not bench.latest.series)
        assert await ask(bench, EndSeries(1)) == "meetings.no-series"

    play(scenario)


def test_the_title_of_a_closed_meeting_leaves_the_engine_nowhere() -> None:
    async def scenario(bench: Bench) -> None:
        secret = "Nhân sự chủ chốt"
        closed = plan(bench, HOUR_S, title=secret, is_closed=True)
        assert await ask(bench, RegisterMeeting(closed)) == ""
        meeting = await shown(bench, 1, MeetingState.DRAFT)
        assert await ask(bench, ChangeMeeting(1, replace(meeting.plan, length_min=90), reason=secret)) == ""
        assert await ask(bench, RegisterMeeting(closed, repeat=Repeat(Every.WEEK), is_sure=True)) == ""
        assert await ask(bench, StartRegistered(1)) == ""
        await shown(bench, 1, MeetingState.STARTED)
        assert secret not in repr(bench.latest)
        kept = bench.events("calendar.changed")[0]
        assert kept.data["plan"]["title"] == secret, "the journal has it"
        assert bench.events("meeting.started")[0].data["title"] == secret

    play(scenario)


def test_a_quick_start_works_as_before_and_stands_in_no_calendar() -> None:
    async def scenario(bench: Bench) -> None:
        now = bench.clock.utc()
        assert await ask(bench, StartMeeting("Giao ban", "s1", now, now + 2 * HOUR_S, ("s2",))) == ""
        await bench.until(lambda: bench.latest.meeting is not None)
        assert bench.latest.calendar == ()
        both = plan(bench, HOUR_S, kind=MeetingKind.PROVINCIAL)
        assert await ask(bench, RegisterMeeting(both)) == "guard.meeting-clash"

    play(scenario)


def test_notices_are_entered_for_those_who_must_be_told() -> None:
    async def scenario(bench: Bench) -> None:
        assert await ask(bench, RegisterMeeting(plan(bench))) == ""
        assert await ask(bench, RecordNotice(1, "sites", ("s4",), "fax", "V/v họp")) == ""
        assert await ask(bench, RecordNotice(1, "sites")) == ""
        by_hand, by_template = (entry.data["text"] for entry in bench.events("calendar.notice"))
        assert (by_hand, "Giao ban" in by_template) == ("V/v họp", True)
        assert await ask(bench, RecordNotice(1, "sites")) == "meetings.all-told"
        assert await ask(bench, RecordNotice(1, "sites", ("s1",))) == "meetings.recipient-unknown"
        assert await ask(bench, RecordNotice(1, "nobody")) == "meetings.group-unknown"
        assert await ask(bench, RecordNotice(1, "power", (), "smoke")) == "meetings.channel-unknown"
        for text in ("x\x1b[2J", "x" * 9_000):
            assert await ask(bench, RecordNotice(1, "power", text=text)) == "meetings.text-unclean"
        assert await ask(bench, ConfirmNotice(1, "power")) == "meetings.not-told"
        assert await ask(bench, ConfirmNotice(1, "sites", ("s4",), "kỹ thuật")) == ""
        kept = (await shown(bench, 1, MeetingState.DRAFT)).notices
        assert {n.recipient: (n.channel, n.confirmed_utc is not None) for n in kept} == {
            "s4": ("fax", True), "s2": ("unstated", False), "s3": ("unstated", False)
        }  # fmt: skip
        later = plan(bench, 55 * HOUR_S, chair_site_id="s2", sites=("s2", "s3"))
        assert await ask(bench, ChangeMeeting(1, later)) == ""
        assert await ask(bench, RecordNotice(1, "sites")) == ""
        assert bench.events("calendar.notice")[-1].data["cancelled"] == ["s4"]
        assert await ask(bench, CancelMeeting(1, "hoãn")) == ""
        assert await ask(bench, RecordNotice(1, "sites")) == ""
        assert set(bench.events("calendar.notice")[-1].data["cancelled"]) == {"s2", "s3"}

    play(scenario)


def test_only_the_meeting_s_own_sites_are_missed() -> None:
    async def scenario(bench: Bench) -> None:
        mcu.join("2001")
        mcu.join("2004")
        assert (
            await ask(bench, RegisterMeeting(plan(bench, HOUR_S, chair_site_id="s1", sites=("s1", "s2"))))
            == ""
        )
        assert await ask(bench, StartRegistered(1)) == ""
        await bench.until(
            lambda: any(alarm.key.type == "site.absent" for alarm in bench.latest.alarms), 300.0
        )
        assert {a.key.resource for a in bench.latest.alarms if a.key.type == "site.absent"} == {"s2"}
        assert [row.site_id for row in bench.latest.conference.roster] == ["s1", "s2", ""]
        assert bench.latest.conference.roster[-1].uninvited == "s4", "s4 is there, and not of the meeting"

    mcu = FakeMcu()
    run_engine(replace(numbered(), meetings=MeetingSettings("s1", "s2")), scenario, mcu=mcu)


def test_a_provincial_meeting_chaired_elsewhere_is_taken_with_a_reason_that_is_kept() -> None:
    async def scenario(bench: Bench) -> None:
        provincial = plan(bench, kind=MeetingKind.PROVINCIAL, chair_site_id="s3")
        assert await ask(bench, RegisterMeeting(provincial)) == "meetings.chair-elsewhere"
        reason = "Chủ tịch làm việc tại điểm 3"
        assert await ask(bench, RegisterMeeting(replace(provincial, chair_reason=reason))) == ""
        meeting = await shown(bench, 1, MeetingState.AGREED)
        assert (meeting.plan.chair_site_id, meeting.plan.chair_reason) == ("s3", reason)
        assert await ask(bench, ChangeMeeting(1, replace(meeting.plan, chair_reason="", length_min=60))) == ""
        moved = replace(meeting.plan, chair_site_id="s4", chair_reason="")
        assert await ask(bench, ChangeMeeting(1, moved)) == "meetings.chair-elsewhere"
        assert bench.latest.calendar[0].plan.chair_reason == reason

    play(scenario)
