"""How long a meeting has run, by its plan and its start."""

import pytest

from gbdt_console.core.meetings.meeting import Meeting


@pytest.mark.parametrize(
    ("started_utc", "lasted_s"),
    [(0.0, 120.0), (940.0, 120.0), (1_060.0, 60.0)],
    ids=["of an older record", "begun before its opening", "begun late"],
)
def test_a_meeting_lasts_from_the_later_of_opening_and_start(started_utc: float, lasted_s: float) -> None:
    meeting = Meeting("m1", "Giao ban", "s1", 1_000.0, 4_600.0, started_utc=started_utc)
    assert meeting.lasted_s(1_120.0) == lasted_s
