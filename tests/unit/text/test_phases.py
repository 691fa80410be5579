"""The phases of a meeting's day: which is present, which is owed, and what the next one lacks."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.core.shutdown.owed import OwedShutdown
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.phases import phase_line, phases_of
from gbdt_console.text.words import Words
from tests.support.checklist.sheets import closed, with_sheet
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.meetings.shown import complete, registered, with_calendar
from tests.support.screens.scripted_port import AT_UTC, make_snapshot
from tests.support.shutdown.records import signed_off, with_shutdown

QUIET = make_snapshot(11)
EVERY = range(1, 12)


def said(snapshot: Snapshot) -> str:
    return phase_line(Words("vi"), phases_of(snapshot, overview_of(snapshot)), snapshot.at_utc)


def coming(snapshot: Snapshot, in_s: float) -> Snapshot:
    return with_calendar(snapshot, complete(registered(7, AT_UTC + in_s, *EVERY)))


def meeting(*, end_s: float = 1_800.0, floor: Floor | None = None) -> Snapshot:
    made = conferring(QUIET, rows_of(11), floor=floor or Floor("site1"))
    assert made.meeting is not None
    return replace(made, meeting=replace(made.meeting, end_utc=AT_UTC + end_s, registration=7))


def ended(snapshot: Snapshot, ago_s: float, number: str = "7") -> Snapshot:
    return replace(snapshot, owed_shutdowns=(OwedShutdown(number, "", (), AT_UTC - ago_s),))


@pytest.mark.parametrize(
    ("snapshot", "line"),
    [
        (QUIET, "LỊCH: chưa có cuộc họp > Phiếu kiểm tra > Họp > Giải lao > Tắt máy > Biên bản"),
        (
            coming(QUIET, 4_260.0),
            "LỊCH: 15:33 > Phiếu kiểm tra: chưa mở · 00:40 > Họp > Giải lao > Tắt máy > Biên bản",
        ),
        (
            coming(QUIET, 1_200.0),
            "LỊCH: 14:42 > Phiếu kiểm tra: chưa mở · trễ 00:10 > Họp > Giải lao > Tắt máy > Biên bản",
        ),
        (
            coming(with_sheet(QUIET, EVERY, mute=(3, 5, 6), due_in_s=2_460.0), 4_260.0),
            "Lịch > PHIẾU KIỂM TRA: còn 3 điểm · 00:41 > Họp: 15:33 > Giải lao > Tắt máy > Biên bản",
        ),
        (
            with_sheet(QUIET, EVERY, due_in_s=2_460.0),
            "Lịch > PHIẾU KIỂM TRA: chờ chốt · 00:41 > Họp > Giải lao > Tắt máy > Biên bản",
        ),
        (
            closed(with_sheet(QUIET, EVERY)),
            "Lịch > PHIẾU KIỂM TRA: đã chốt > Họp > Giải lao > Tắt máy > Biên bản",
        ),
        (
            closed(with_sheet(meeting(), EVERY)),
            "Lịch > Phiếu kiểm tra > HỌP: đến 14:52 > Giải lao > Tắt máy > Biên bản",
        ),
        (meeting(), "Lịch > !Phiếu kiểm tra: chưa chốt > HỌP: đến 14:52 > Giải lao > Tắt máy > Biên bản"),
        (
            closed(with_sheet(meeting(end_s=-720.0), EVERY)),
            "Lịch > Phiếu kiểm tra > HỌP: quá giờ 00:12 > Giải lao > Tắt máy > Biên bản",
        ),
        (
            closed(with_sheet(meeting(floor=Floor("site1", is_break=True)), EVERY)),
            "Lịch > Phiếu kiểm tra > Họp: đến 14:52 > GIẢI LAO > Tắt máy > Biên bản",
        ),
        (ended(QUIET, 60.0), "Lịch > Phiếu kiểm tra > Họp > Giải lao > TẮT MÁY: chưa ký > Biên bản"),
        (
            ended(with_shutdown(QUIET), 60.0),
            "Lịch > Phiếu kiểm tra > Họp > Giải lao > TẮT MÁY: còn 9 điểm > Biên bản",
        ),
        (
            with_shutdown(QUIET, off=10),
            "Lịch > Phiếu kiểm tra > Họp > Giải lao > TẮT MÁY: còn 5 điểm > Biên bản",
        ),
        (
            signed_off(with_shutdown(QUIET)),
            "Lịch: chưa có cuộc họp > Phiếu kiểm tra > Họp > Giải lao > Tắt máy > BIÊN BẢN",
        ),
    ],
)
def test_each_phase_says_what_it_lacks(snapshot: Snapshot, line: str) -> None:
    assert said(snapshot) == line


@pytest.mark.parametrize(
    "snapshot",
    [coming(ended(QUIET, 60.0), 3_600.0), ended(with_sheet(QUIET), 60.0, "3"), ended(meeting(), 86_400.0)],
)
def test_a_shutdown_that_nobody_verified_stays_marked(snapshot: Snapshot) -> None:
    assert "> !Tắt máy: chưa ký >" in said(snapshot)


def test_a_meeting_that_was_over_before_its_opening_lies_behind() -> None:
    """Its signed sheet is for no meeting that is to come."""
    sheet = closed(with_sheet(QUIET, EVERY))
    assert said(ended(sheet, 60.0)).endswith("Giải lao > TẮT MÁY: chưa ký > Biên bản")
    shut = signed_off(with_shutdown(sheet))
    assert said(shut).endswith("Họp > Giải lao > Tắt máy > BIÊN BẢN")
    cancelled = replace(registered(7, AT_UTC + 3_600, *EVERY), cancelled_utc=AT_UTC - 60)
    assert said(with_calendar(sheet, cancelled)).startswith("LỊCH: chưa có cuộc họp > Phiếu kiểm tra > Họp")


def test_an_older_shutdown_is_owed_but_is_not_the_work_of_today() -> None:
    assert said(ended(QUIET, 2 * 86_400.0)).startswith("LỊCH")


def test_an_extension_is_told() -> None:
    running = meeting()
    assert running.meeting is not None
    own = replace(registered(7, AT_UTC - 3_600, *EVERY), meeting_id=running.meeting.id, started_utc=AT_UTC)
    snapshot = with_calendar(running, replace(own, late_end_utc=running.meeting.end_utc))
    assert "HỌP: kéo dài đến 14:52" in said(snapshot)


def test_what_a_coming_meeting_lacks_is_counted() -> None:
    snapshot = with_calendar(QUIET, registered(7, AT_UTC + 90_000, *EVERY))
    assert said(snapshot).startswith("LỊCH: còn thiếu 5 việc · 15:22 ngày mai > Phiếu kiểm tra: chưa mở")
