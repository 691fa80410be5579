"""What an outage means for a meeting from 10 000 to 17 200 s, worked by hand."""

import pytest

from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.outages.outage import Estimate, EstimateSource, Outage
from gbdt_console.core.outages.rules import Answer, MeetingOutlook, meeting_outlook

MEETING = Meeting("m1", "Giao ban", "laocai", 10_000.0, 17_200.0, ("bacha", "sapa"))
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def outage(back_utc: float | None, site: str = "sapa", restored_utc: float | None = None) -> Outage:
    given = () if back_utc is None else (Estimate(back_utc, 4_000.0, EstimateSource.TECHNICIAN),)
    return Outage(1, (site,), None, "x", 3_000.0, 3_000.0, restored_utc=restored_utc, estimates=given)


@pytest.mark.parametrize(
    ("back_utc", "now_utc", "answer"),
    [
        (8_200.0, 5_000.0, YES),
        (8_201.0, 5_000.0, NO),
        (None, 5_000.0, UNKNOWN),
        (4_999.0, 5_000.0, UNKNOWN),
        (17_200.0, 12_000.0, YES),
        (17_201.0, 12_000.0, NO),
        (17_200.0, 10_000.0, YES),
    ],
)
def test_a_site_is_back_half_an_hour_before_the_opening_or_before_the_end(
    back_utc: float | None, now_utc: float, answer: Answer
) -> None:
    assert meeting_outlook(outage(back_utc), MEETING, now_utc).is_back_in_time is answer


@pytest.mark.parametrize(
    ("site", "answer"), [("laocai", NO), ("bacha", NO), ("sapa", YES), ("muongkhuong", YES)]
)
def test_the_chair_and_the_next_speaker_are_needed_at_once(site: str, answer: Answer) -> None:
    assert meeting_outlook(outage(12_060.0, site), MEETING, 12_000.0).is_back_in_time is answer


@pytest.mark.parametrize(("site", "answer"), [("bacha", YES), ("sapa", NO), ("batxat", NO), ("laocai", NO)])
def test_who_has_spoken_is_needed_no_more_and_the_next_is(site: str, answer: Answer) -> None:
    judged = meeting_outlook(outage(12_060.0, site), MEETING, 12_000.0, speakers=("sapa", "batxat"))
    assert judged.is_back_in_time is answer


def test_a_repaired_site_is_back_in_time() -> None:
    assert meeting_outlook(outage(None, restored_utc=4_000.0), MEETING, 5_000.0) == MeetingOutlook(YES)


@pytest.mark.parametrize(
    ("minutes", "answer"),
    [((), UNKNOWN), ((90.0, 200.0), YES), ((200.0, 86.0), NO), ((86.75,), YES), ((0.0,), NO)],
)
def test_the_shortest_battery_must_last_until_the_end(minutes: tuple[float, ...], answer: Answer) -> None:
    outlook = meeting_outlook(outage(None), MEETING, 12_000.0, minutes)
    assert outlook.lasts_on_battery is answer
