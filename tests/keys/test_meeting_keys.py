"""The keys about registered meetings: what they cost, what they send, and what stands on F5."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.meetings.commands import (
    CancelMeeting,
    ChangeMeeting,
    ConfirmNotice,
    EndSeries,
    MoveMeetingEnd,
    RecordAnswers,
    RecordInvitation,
    RecordNotice,
    RegisterMeeting,
    SkipSeriesDay,
    StartRegistered,
)
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.notices import Notice, NoticeGroup
from gbdt_console.core.meetings.recurrence import Every, Repeat, Series
from gbdt_console.core.meetings.registration import MeetingKind, Registration, Technician
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.form import FormScreen
from gbdt_console.screens.meetings.meetings_screen import MeetingScreen
from gbdt_console.widgets.text_field import TextField
from tests.support.meetings.shown import (
    BOOKING,
    HOUR_S,
    complete,
    local,
    registered,
    usual,
    with_calendar,
)
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

CONTACT = "Cán bộ kỹ thuật 0914 000 000"
SIZES = [(80, 24), (120, 40), (200, 60)]


@asynccontextmanager
async def over(*meetings: Registration, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Console]:
    async with at_f5(with_calendar(make_snapshot(11), *meetings), size=size) as c:
        yield c


@asynccontextmanager
async def at_f5(snapshot: Snapshot, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Console]:
    async with console(snapshot, size=size) as c:
        await press(c, "f5")
        assert isinstance(c.app.screen, MeetingScreen)
        yield c


async def press(c: Console, *keys: str) -> None:
    for key in keys:
        await c.let_pass(0.6)
        await c.press(key)


async def write(c: Console, *values: str) -> None:
    """Type each field anew and accept the form; an empty value leaves the field as it is."""
    assert isinstance(c.app.screen, FormScreen)
    for place, value in enumerate(values):
        if place:
            await c.press("tab")
        if value:
            await c.press(*map(key_of, value))
    await c.press("enter")
    await c.pilot.pause()


def key_of(char: str) -> str:
    return {
        " ": "space",
        ":": "colon",
        "+": "plus",
        ",": "comma",
        "-": "minus",
        "*": "asterisk",
        "/": "slash",
    }.get(char, char)


def sent(c: Console) -> list[Command]:
    return list(c.port.submitted)


def said(c: Console) -> str:
    return " ".join(c.text().split())


@pytest.mark.article("A6.3")
async def test_an_emergency_meeting_costs_six_keys_and_its_subject() -> None:
    async with over() as c:
        await press(c, "insert", "1")
        await write(c, "lu quet", "", "", "", "-7")
        (command,) = sent(c)
        assert isinstance(command, RegisterMeeting)
        plan = command.plan
        assert (plan.kind, plan.title, plan.host, plan.is_closed) == (
            MeetingKind.EMERGENCY, "lu quet", "vp-ubnd", False
        )  # fmt: skip
        assert (plan.chair_site_id, plan.opening) == ("site1", local(AT_UTC))
        assert (len(plan.sites), "site7" in plan.sites) == (10, False)
        assert not command.is_sure


async def test_a_clash_is_listed_and_a_person_decides() -> None:
    async with over(registered(11, AT_UTC + HOUR_S, 1, 3)) as c:
        for go in (False, True):
            await press(c, "insert", "1")
            await write(c, "lu quet")
            assert isinstance(c.app.screen, ConfirmScreen)
            assert "cuộc 11" in said(c)
            assert "1 Điểm 1, 3 Điểm 3" in said(c) or "3 " in said(c)
            assert sent(c) == []
            await press(c, *(("right",) if go else ()), "enter")
        (command,) = sent(c)
        assert isinstance(command, RegisterMeeting)
        assert command.is_sure


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (("", "", "8:00"), "meeting.untitled"),
        (("hop", "", "mai"), "meetings.opening-typed"),
        (("hop", "", "8:00", "1"), "meetings.length-wrong"),
        (("hop", "", "8:00", "60", "1,99"), "meeting.site-unknown"),
    ],
)
async def test_a_wrong_field_is_named_and_the_form_stays(values: tuple[str, ...], reason: str) -> None:
    async with over() as c:
        await press(c, "insert", "2")
        await write(c, *values)
        assert isinstance(c.app.screen, FormScreen)
        assert c.app.screen.words(reason)[:30] in said(c)
        assert sent(c) == []


async def test_a_department_chairs_from_the_shared_room_and_a_part_of_its_name_is_enough() -> None:
    async with over() as c:
        await press(c, "insert", "3")
        await write(c, "tap huan", "truyen thong", "8:00 20/1/2026", "90", "3,6")
        (command,) = sent(c)
        assert isinstance(command, RegisterMeeting)
        plan = command.plan
        assert (plan.host, plan.chair_site_id, plan.opening) == ("so-tttt", "site11", "2026-01-20T08:00")
        assert (plan.sites, plan.length_min) == (("site11", "site3", "site6"), 90)


async def test_a_closed_meeting_is_registered_as_one() -> None:
    async with over() as c:
        await press(c, "insert", "7")
        await write(c, "nhan su", "", "+60")
        (command,) = sent(c)
        assert isinstance(command, RegisterMeeting)
        assert command.plan.is_closed


def of_a_province(*meetings: Registration) -> Snapshot:
    """Two conferences beside the centre's own, and site 2 the centre of the upper level."""
    plain = with_calendar(make_snapshot(11), *meetings)
    upper = replace(plain.sites[1], backup_dial="100.64.0.9##77")
    booking = replace(BOOKING, conferences=(("b", "Phòng họp B"), ("c", "Phòng họp C")))
    return replace(plain, sites=(plain.sites[0], upper, *plain.sites[2:]), booking=booking)


@pytest.mark.parametrize("size", SIZES)
async def test_an_upper_meeting_is_registered_with_its_test_its_order_and_its_record(
    size: tuple[int, int],
) -> None:
    async with at_f5(of_a_province(), size=size) as c:
        await press(c, "insert", "5")
        await write(
            c, "giao ban bo", "bo", "8:00 20/1/2026", "", "1,2,3", "", "7:30", "Lai Chau, Son La,", "c", "b"
        )
        (command,) = sent(c)
        assert isinstance(command, RegisterMeeting)
        plan = command.plan
        assert (plan.kind, plan.upper_site_id, plan.sites) == (
            MeetingKind.UPSTREAM, "site2", ("site1", "site3")
        )  # fmt: skip
        assert (plan.upper_test, plan.upper_order) == ("2026-01-20T07:30", ("Lai Chau", "Son La"))
        assert (plan.must_record, plan.conference) == (True, "b")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (("", "7:30"), "upper.none-named"),
        (("", "", "Lai Chau"), "upper.none-named"),
        (("1",), "meeting.upper-wrong"),
        (("2,3",), "meeting.site-unknown"),
        (("2", "sang"), "meetings.opening-typed"),
        (("2", "", "", "OBS"), "meetings.record-typed"),
        (("2", "", "", "", "x"), "meetings.conference-typed"),
    ],
)
async def test_a_wrong_field_far_down_is_named_on_a_small_screen(
    values: tuple[str, ...], reason: str
) -> None:
    """The reason stands below the fields, however far they are scrolled."""
    async with at_f5(of_a_province()) as c:
        await press(c, "insert", "5")
        if not values[0]:
            await c.press(*["tab"] * 5, "delete", *["shift+tab"] * 5)
        await write(c, "hop", "bo", "8:00", "", "", *values)
        assert isinstance(c.app.screen, FormScreen)
        assert c.app.screen.words(reason)[:30] in said(c)
        assert sent(c) == []


async def test_the_details_show_what_was_registered_and_change_it() -> None:
    plan = registered(11, AT_UTC + 30 * HOUR_S, 1, 3, 8)
    upper = replace(
        plan.plan, upper_site_id="site2", upper_test=local(AT_UTC + 6 * HOUR_S), upper_order=("Lai Châu",),
        must_record=True, conference="b",
    )  # fmt: skip
    async with at_f5(of_a_province(replace(plan, plan=upper)), size=(120, 40)) as c:
        shown = said(c)
        assert "phòng họp Phòng họp B" in shown
        assert "ghi hình có" in shown
        await press(c, "enter", "7")
        for value in (f"{local(AT_UTC + 6 * HOUR_S)[11:]} ", "Lai Châu", " c ", " b "):
            assert value in c.text()
        await write(c)
        await press(c, "enter", "7")
        await write(c, "", "", "", "", "", "", "16:00 3/1/2026", "", "k", "Phong hop c")
        same, changed = sent(c)
        assert same == ChangeMeeting(11, upper)
        moved = replace(upper, upper_test="2026-01-03T16:00", must_record=False, conference="c")
        assert changed == ChangeMeeting(11, moved)


async def test_no_question_comes_before_what_the_engine_refuses_in_any_case() -> None:
    """Two meetings in one conference may be forced, a site in two conferences at once may not."""
    async with at_f5(of_a_province(registered(11, AT_UTC + HOUR_S, 1, 3))) as c:
        await press(c, "insert", "2")
        await write(c, "hop", "", "+60", "", "1,3", "", "b")
        assert isinstance(c.app.screen, MeetingScreen)
        assert len(sent(c)) == 1


async def test_a_meeting_of_one_conference_and_no_upper_level_is_asked_one_question_more() -> None:
    async with over() as c:
        await press(c, "insert", "2")
        assert len(c.app.screen.query(TextField)) == 6
        assert "Phòng họp:" not in c.text()
        assert "cấp trên" not in c.text()


async def test_a_meeting_is_registered_in_the_conference_that_is_shown() -> None:
    async with at_f5(replace(of_a_province(), conference_id="c")) as c:
        await press(c, "insert", "2")
        await write(c, "hop", "", "8:00")
        (command,) = sent(c)
        assert isinstance(command, RegisterMeeting)
        assert (command.plan.conference, command.plan.must_record) == ("c", False)


DUE_LATER = registered(11, AT_UTC + 40 * HOUR_S, 1, 3)
DUE = registered(11, AT_UTC + HOUR_S, 1, 3, 8)


async def test_a_due_meeting_starts_with_one_key() -> None:
    async with over(DUE) as c:
        await press(c, "exclamation_mark")
        assert sent(c) == [StartRegistered(11)]


@pytest.mark.parametrize("in_s", [30 * HOUR_S, -3 * HOUR_S], ids=["another day", "past its end"])
async def test_a_meeting_of_another_time_is_asked_for_first(in_s: float) -> None:
    async with over(registered(11, AT_UTC + in_s, 1, 3)) as c:
        await press(c, "enter", "1")
        assert isinstance(c.app.screen, ConfirmScreen)
        assert "Cuộc họp 11 · " in c.text(), "the highlighted one may not be the one of today"
        await press(c, "right", "enter")
        assert sent(c) == [StartRegistered(11, is_sure=True)]


@pytest.mark.parametrize(
    ("keys", "values", "command"),
    [
        (
            ("2", "1"),
            ("*", "chanh van phong"),
            RecordAnswers(12, ("site3", "site8"), "agreed", person="chanh van phong"),
        ),
        (("2", "2"), ("8", ""), RecordAnswers(12, ("site8",), "declined")),
        (("9",), ("hoan",), CancelMeeting(12, "hoan")),
    ],
)
async def test_answers_and_cancelling_are_entered(
    keys: tuple[str, ...], values: tuple[str, ...], command: Command
) -> None:
    async with over(registered(12, AT_UTC + 30 * HOUR_S, 11, 3, 8, kind=MeetingKind.DEPARTMENT)) as c:
        await press(c, "enter", *keys)
        await write(c, *values)
        assert sent(c) == [command]


async def test_an_invitation_without_agreements_is_asked_for_first() -> None:
    async with over(registered(12, AT_UTC + 30 * HOUR_S, 11, 3, 8, kind=MeetingKind.DEPARTMENT)) as c:
        await press(c, "enter", "3")
        await write(c, "12")
        assert isinstance(c.app.screen, ConfirmScreen)
        assert "2 điểm cầu chưa đồng ý" in said(c)
        await press(c, "right", "enter")
        assert sent(c) == [RecordInvitation(12, "12", is_sure=True)]


async def test_time_details_and_technicians_are_changed_apart() -> None:
    meeting = registered(11, AT_UTC + 30 * HOUR_S, 1, 3, 8)
    async with over(meeting) as c:
        await press(c, "enter", "8")
        await write(c, "9:30 21/1/2026", "45", "mua lon")
        await press(c, "enter", "7")
        await write(c, "3,6", "3", "6", "thu ky")
        await c.let_pass(0.6)
        assert "Lý do chủ trì ngoài phòng họp quy định" in c.text()
        await write(c, "di cong tac")
        await press(c, "enter", "6")
        await write(c, "3,8", "an")
        moved, detailed, assigned = sent(c)
        plan = replace(meeting.plan, opening="2026-01-21T09:30", length_min=45)
        assert moved == ChangeMeeting(11, plan, None, "mua lon")
        details = {"sites": ("site3", "site6"), "chair_site_id": "site3", "running_order": ("site6",)}
        told = {"chair_contact": "thu ky", "chair_reason": "di cong tac"}
        assert detailed == ChangeMeeting(11, replace(meeting.plan, **told, **details))
        named = (Technician("site3", "an"), Technician("site8", "an"))
        assert assigned == ChangeMeeting(11, replace(meeting.plan, technicians=named))


@pytest.mark.parametrize(("key", "every", "day"), [("1", "week", 7), ("3", "month-weekday", 28)])
async def test_a_meeting_is_repeated_from_its_next_day_on(key: str, every: str, day: int) -> None:
    meeting = registered(11, AT_UTC + 30 * HOUR_S, 1, 3, 8)
    async with over(meeting) as c:
        await press(c, "enter", "0", key)
        (command,) = sent(c)
        assert isinstance(command, RegisterMeeting)
        assert command.repeat is not None
        assert (command.repeat.every, command.is_sure) == (every, False)
        assert command.plan == replace(
            meeting.plan, opening=local(meeting.plan.opening_utc + day * 24 * HOUR_S)
        )


async def test_a_repeat_that_collides_months_later_names_it_first() -> None:
    other = registered(12, AT_UTC + 30 * HOUR_S + 20 * 7 * 24 * HOUR_S, 1, 4)
    async with over(registered(11, AT_UTC + 30 * HOUR_S, 1, 3, 8), other) as c:
        await press(c, "enter", "0", "1")
        assert isinstance(c.app.screen, ConfirmScreen)
        assert "cuộc 12" in said(c)
        await press(c, "right", "enter")
        assert [command.is_sure for command in sent(c)] == [True]  # type: ignore[attr-defined]


async def test_a_day_is_left_out_of_a_series_and_the_series_is_ended() -> None:
    meeting = replace(registered(11, AT_UTC + 30 * HOUR_S, 1, 3, 8), series=4)
    series = Series(4, meeting.plan, Repeat(Every.WEEK), AT_UTC, "Trực ca 1")
    async with at_f5(replace(with_calendar(make_snapshot(11), meeting), series=(series,))) as c:
        await press(c, "enter", "0", "1")
        await write(c, "mai nay")
        assert "Ghi ngày" in said(c)
        await press(c, *["backspace"] * 7)
        await write(c, "3/5/2027")
        assert sent(c) == [SkipSeriesDay(4, "2027-05-03")]
        await press(c, "enter", "0", "2")
        assert isinstance(c.app.screen, ConfirmScreen)
        assert "không đăng ký thêm" in said(c)
        await press(c, "right", "enter")
        assert sent(c)[1:] == [EndSeries(4)]


async def test_a_sent_notice_and_its_confirmation_cost_four_keys() -> None:
    async with over(registered(11, AT_UTC + 30 * HOUR_S, 1, 3, 8)) as c:
        await press(c, "enter", "4", "2")
        assert "không ghi" not in said(c), "a person chooses what happened"
        await press(c, "3")
        await press(c, "enter", "5", "1")
        assert sent(c) == [RecordNotice(11, "carrier", (), "email"), ConfirmNotice(11, "sites")]


async def test_whom_to_tell_again_stands_in_red_on_the_sheet() -> None:
    told = Notice(NoticeGroup.SITES, "site3", 0, "phone", AT_UTC - 600, "Trực ca 1")
    meeting = replace(registered(11, AT_UTC + 30 * HOUR_S, 1, 3, 8), notices=(told,), revision=1)
    async with over(meeting, size=(120, 40)) as c:
        assert "báo lại: 3 Bát Xát" in said(c)
        assert "cần báo: 1 VP UBND tỉnh, 8 Sa Pa" in said(c)


def running(*meetings: Registration, end_utc: float = AT_UTC + HOUR_S) -> Snapshot:
    first = replace(meetings[0], meeting_id="m1", started_utc=AT_UTC - HOUR_S)
    meeting = Meeting("m1", "Giao ban", "site1", AT_UTC - HOUR_S, end_utc, registration=first.number)
    return replace(with_calendar(make_snapshot(11), first, *meetings[1:]), meeting=meeting)


@pytest.mark.parametrize(("key", "minutes"), [("2", 15), ("3", 30)])
async def test_an_overrun_costs_two_keys(key: str, minutes: int) -> None:
    async with at_f5(running(registered(11, AT_UTC - HOUR_S, 1, 3))) as c:
        await press(c, "exclamation_mark", key)
        assert sent(c) == [MoveMeetingEnd(AT_UTC + HOUR_S + minutes * 60)]


async def test_an_overrun_into_the_next_meeting_names_it_first() -> None:
    following = registered(12, AT_UTC + 2 * HOUR_S, 1, 3)
    async with at_f5(running(registered(11, AT_UTC - HOUR_S, 1, 3), following)) as c:
        await press(c, "exclamation_mark", "4")
        await write(c, "+90")
        assert isinstance(c.app.screen, ConfirmScreen)
        assert "cuộc 12" in said(c)
        await press(c, "right", "enter")
        assert sent(c) == [MoveMeetingEnd(AT_UTC + 90 * 60, is_sure=True)]


async def test_an_overrun_of_a_meeting_that_was_not_registered_does_not_collide_with_itself() -> None:
    alone = Meeting("m1", "lu quet", "site1", AT_UTC - HOUR_S, AT_UTC + HOUR_S, sites=("site1", "site3"))
    async with at_f5(replace(with_calendar(make_snapshot(11)), meeting=alone)) as c:
        await press(c, "exclamation_mark", "2")
        assert sent(c) == [MoveMeetingEnd(AT_UTC + 75 * 60)]


async def test_technicians_that_are_known_cost_five_keys_for_all_sites() -> None:
    meeting = registered(11, AT_UTC + 30 * HOUR_S, 1, 3, 8)
    lan = SiteTechnicians("site3", ((Post.TECHNICIAN, PostHolder(name="Lan", phone="0214 000 0203")),))
    at_hand = replace(with_calendar(make_snapshot(11), meeting), technicians=(lan,))
    async with at_f5(at_hand) as c:
        await press(c, "enter", "6", "tab")
        assert "2  Cán bộ kỹ thuật 0914 000 000" in c.text()
        await press(c, "1", "enter")
        own = ("site1", CONTACT), ("site3", "Lan 0214 000 0203"), ("site8", CONTACT)
        named = tuple(Technician(site, name) for site, name in own)
        assert sent(c) == [ChangeMeeting(11, replace(meeting.plan, technicians=named), None, "")]


async def test_subject_contact_and_reason_of_earlier_meetings_are_chosen() -> None:
    before = replace(complete(registered(9, AT_UTC - 26 * HOUR_S, 1, 2)), cancel_reason="mua bao")
    before = replace(before, ended_utc=AT_UTC - 24 * HOUR_S)
    meeting = registered(11, AT_UTC + 30 * HOUR_S, 1, 3, title="")
    async with over(meeting, before) as c:
        await press(c, "insert", "2")
        await write(c, "1", "", "8:00 20/1/2026")
        await press(c, "enter", "7")
        await write(c, "", "", "", "1")
        await press(c, "enter", "9", "1", "enter")
        made, detailed, cancelled = sent(c)
        assert isinstance(made, RegisterMeeting)
        assert made.plan.title == "Giao ban"
        assert isinstance(detailed, ChangeMeeting)
        assert detailed.plan.chair_contact == "thư ký 0214 000 0110"
        assert cancelled == CancelMeeting(11, "mua bao")


async def test_a_clash_is_asked_about_once() -> None:
    first, second = registered(11, AT_UTC + 30 * HOUR_S, 1, 3), registered(12, AT_UTC + 30 * HOUR_S, 1, 8)
    async with over(first, second) as c:
        await press(c, "enter", "6")
        await write(c, "3", "an")
        named = replace(first.plan, technicians=(Technician("site3", "an"),))
        assert sent(c) == [ChangeMeeting(11, named, None, "", is_sure=True)]
        await press(c, "enter", "7")
        await write(c, "1,3,8")
        assert isinstance(c.app.screen, ConfirmScreen), "one more site that both need is asked about"


async def test_the_end_of_a_meeting_asks_and_starts_on_cancel() -> None:
    async with at_f5(running(registered(11, AT_UTC - HOUR_S, 1, 3))) as c:
        await press(c, "exclamation_mark", "5")
        assert "Sớm hơn dự kiến 60 phút" in said(c)
        assert re.search(r"Hủy +Kết thúc cuộc họp", c.text()), "the button names the act"
        await press(c, "enter")
        assert sent(c) == []
        await press(c, "exclamation_mark", "5", "right", "enter")
        assert sent(c) == [EndMeeting()]


async def test_an_observer_registers_and_starts_nothing() -> None:
    async with console(with_calendar(make_snapshot(11), DUE), observe=True) as c:
        await press(c, "f5", "insert", "exclamation_mark", "enter")
        assert isinstance(c.app.screen, MeetingScreen)
        assert sent(c) == []


@pytest.mark.parametrize("size", SIZES)
async def test_f5_shows_each_meeting_with_what_it_lacks(size: tuple[int, int]) -> None:
    async with at_f5(usual(make_snapshot(11)), size=size) as c:
        text = c.text()
        assert "LỊCH HỌP 4" in text
        assert "còn 1:29:43" in text
        (line,) = [row for row in text.splitlines() if row.startswith("▸")]
        assert "Giao ban UBND" in line
        assert line.rstrip().endswith("đủ") or size[0] >= 150
        assert "không đồng ý giờ họp: 8" in text or "trùng lịch" in text
        assert "họp kín · Văn" in text


async def test_the_highlight_stays_on_its_meeting() -> None:
    later_one = registered(12, AT_UTC + 40 * HOUR_S, 1, 3, title="Tổng kết")
    async with over(DUE, later_one) as c:
        await press(c, "down")
        sooner = registered(13, AT_UTC + 2 * HOUR_S, 1, 3, title="Khẩn")
        snapshot = with_calendar(make_snapshot(11), DUE, sooner, later_one)
        await c.publish(replace(snapshot, version=2))
        (line,) = [row for row in c.text().splitlines() if row.startswith("▸")]
        assert "Tổng kết" in line
        assert BOOKING.host_name("vp-ubnd") in c.text()


async def test_the_meeting_that_was_just_registered_is_highlighted() -> None:
    own, other = registered(12, AT_UTC + 2 * HOUR_S, 1, 3), registered(13, AT_UTC + HOUR_S, 1, 3)
    async with over(registered(11, AT_UTC + 40 * HOUR_S, 1, 3)) as c:
        await press(c, "insert", "1")
        await write(c, "lu quet")
        for version, meetings in ((2, (own, DUE_LATER)), (3, (other, own, DUE_LATER))):
            await c.publish(replace(with_calendar(make_snapshot(11), *meetings), version=version))
        await press(c, "exclamation_mark")
        assert sent(c)[-1] == StartRegistered(12)


async def test_a_complete_meeting_lacks_nothing() -> None:
    async with over(complete(DUE), size=(120, 40)) as c:
        assert "Còn thiếu" not in c.text()
        assert "đủ" in c.text()
