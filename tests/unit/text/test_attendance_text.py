"""One line tells how a site attended, and nothing that did not last for a second."""

import pytest

from gbdt_console.core.conference.presence import Presence, SiteAttendance, Span
from gbdt_console.text.formats import Formats
from gbdt_console.text.meetings.attendance import attendance_text
from gbdt_console.text.words import Words

WORDS = Words("vi")
IN, OUT, UNKNOWN = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN


@pytest.mark.parametrize(
    ("stretches", "told"),
    [
        ([(IN, 1_200.0)], "có mặt 20:00"),
        ([(OUT, 0.4), (IN, 1_200.0)], "có mặt 20:00"),
        ([(UNKNOWN, 120.0), (OUT, 0.4), (IN, 60.0)], "có mặt 01:00, không rõ 02:00 (00:00-00:02)"),
        ([(IN, 60.0), (OUT, 60.0), (IN, 60.0)], "có mặt 02:00, vắng 01:00 (00:01-00:02)"),
        ([(OUT, 0.4)], "vắng 00:00"),
    ],
)
def test_what_lasted_less_than_a_second_is_not_told(
    stretches: list[tuple[Presence, float]], told: str
) -> None:
    spans, at_utc = [], 0.0
    for presence, lasted_s in stretches:
        spans.append(Span(presence, at_utc, at_utc + lasted_s))
        at_utc += lasted_s
    said = attendance_text(SiteAttendance("s1", tuple(spans)), WORDS, Formats(WORDS, "UTC"))
    assert said == told
