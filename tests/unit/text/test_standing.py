"""The one sentence on how the meeting stands: who is there, who is missing, and whether that is in time."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.outages.outage import Estimate, EstimateSource
from gbdt_console.core.snapshot import Blindness, Snapshot
from gbdt_console.text.standing import standing_text
from gbdt_console.text.words import Words
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.outages.records import lost
from tests.support.screens.scripted_port import AT_UTC, Fault, make_snapshot

OPENS = AT_UTC + 3600


def said(snapshot: Snapshot) -> str:
    return standing_text(Words("vi"), snapshot)


def meeting(*away: int, opening_utc: float = OPENS) -> Snapshot:
    made = conferring(make_snapshot(11), rows_of(11, away=away))
    assert made.meeting is not None
    return replace(made, meeting=replace(made.meeting, opening_utc=opening_utc))


def awaited(snapshot: Snapshot, back: dict[int, float], source: EstimateSource) -> Snapshot:
    """The Snapshot with an outage of each of those sites, and when somebody says that it is over."""
    records = [
        replace(lost(number, number, AT_UTC), estimates=(Estimate(back_utc, AT_UTC - 60, source),))
        for number, back_utc in back.items()
    ]
    return replace(snapshot, outages=tuple(records))


def test_all_present_are_in_time() -> None:
    assert said(meeting()).startswith("11/11 có mặt, kịp ")


@pytest.mark.parametrize(
    ("back", "source", "end"),
    [
        ({}, EstimateSource.CARRIER_SPOKEN, "chưa chắc kịp"),
        ({3: OPENS - 60}, EstimateSource.CARRIER_SPOKEN, "chưa chắc kịp"),
        ({3: OPENS - 60, 6: OPENS - 60}, EstimateSource.CARRIER_SPOKEN, "kịp"),
        ({3: OPENS - 60, 6: OPENS - 60}, EstimateSource.AUTOMATIC, "chưa chắc kịp"),
        ({3: AT_UTC - 60, 6: OPENS - 60}, EstimateSource.CARRIER_SPOKEN, "chưa chắc kịp"),
        ({3: OPENS + 60}, EstimateSource.CARRIER_SPOKEN, "không kịp"),
    ],
)
def test_in_time_is_what_the_estimates_say(back: dict[int, float], source: EstimateSource, end: str) -> None:
    text = said(awaited(meeting(3, 6), back, source))
    head, _, time = text.rpartition(" ")
    assert head == f"9/11 có mặt, đang chờ 2, {end}"
    assert ":" in time


def test_in_a_meeting_it_says_when_all_are_expected() -> None:
    now = meeting(3, opening_utc=AT_UTC - 600)
    assert said(now).startswith("10/11 có mặt, đang chờ 1, họp từ ")
    assert said(now).endswith(", chưa rõ khi nào đủ")
    told = awaited(now, {3: AT_UTC + 600}, EstimateSource.TECHNICIAN)
    assert said(told).startswith("10/11 có mặt, đang chờ 1, dự kiến đủ lúc ")


def test_an_mcu_that_tells_nothing_leaves_who_is_present_open() -> None:
    silent = conferring(make_snapshot(11, {2: Fault.DOWN}), rows_of(11), fault=ControlFault.SILENT)
    assert said(silent).startswith("MCU không cho biết ai có mặt, 10/11 kết nối được, đang chờ 1, ")
    assert "chưa rõ khi nào đủ" in said(silent)


def test_without_a_meeting_it_counts_who_answers_and_names_no_time() -> None:
    assert said(make_snapshot(11, {2: Fault.DOWN})) == "10/11 kết nối được, đang chờ 1"


def test_who_cannot_look_counts_nobody() -> None:
    assert not any(sign.isdigit() for sign in said(replace(meeting(), blind=next(iter(Blindness)))))
