"""Minutes tell apart who was in a meeting that it did not belong to; a meeting begun early has two times."""

import json
from typing import Any

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmCleared, AlarmRaised
from gbdt_console.core.conference.attendance import SiteJoined, SiteLeft, SiteUntold
from gbdt_console.core.conference.floor_events import CallerIsolated
from gbdt_console.core.conference.presence import Presence
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.events import Entry, Event, MeetingEnded, MeetingStarted
from gbdt_console.core.reports.minutes import JournalEnd, MinutesFacts
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.minutes_json import minutes_object
from gbdt_console.journal.codec import event_data
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.words import Words
from tests.support.reports.paper_lines import paper_lines

BEGIN_UTC = 1_767_225_600.0
"""07:00:00 at Asia/Ho_Chi_Minh."""
PLANNED_UTC = BEGIN_UTC + 5 * 3_600.0
SITES = ("s1", "s2", "s4")
NAMES = dict(zip(SITES, ("1 VP UBND", "2 Sở TT&TT", "4 Bảo Thắng"), strict=True))


def facts(*more: tuple[float, str, Event], opens: int = 0) -> MinutesFacts:
    """Of an hour: s1 is in, s2's line is dead for ten minutes, s4 was not invited and is isolated.

    opens: minutes from its start to its opening
    """
    at = [BEGIN_UTC + minute * 60.0 for minute in range(61)]
    started = MeetingStarted(
        "m1", "Giao ban", "s1", at[opens], at[60], [], registration=7, sites=["s1", "s2"], at_utc=BEGIN_UTC,
        planned_opening_utc=PLANNED_UTC, planned_end_utc=PLANNED_UTC + 3_600.0,
    )  # fmt: skip
    events: list[tuple[float, str, Event]] = [
        (BEGIN_UTC, "", started),
        *((BEGIN_UTC, "", SiteJoined(site, f"{site}/1", BEGIN_UTC)) for site in ("s1", "s2")),
        (at[5], "", SiteJoined("s4", "s4/1", at[5])),
        (at[9], "truc", CallerIsolated("2004", "Trực ca 1", site="s4")),
        (at[21], "", SiteUntold("s2", True, at[20], "s2/1")),
        (at[30], "", SiteJoined("s2", "s2/1", at[30])),
        (at[17], "", SiteLeft("s4", at[17], "site", "")),
        (at[60], "", MeetingEnded("m1", at[60])),
        *more,
    ]  # fmt: skip
    fold = MinutesFold(MeetingRef(7))
    for seq, (at_utc, actor, event) in enumerate(sorted(events, key=lambda one: one[0]), 1):
        fold.take(Entry(seq, at_utc, event.KIND, event.VERSION, actor, event_data(event), event))
    found = fold.facts(SITES, JournalEnd(9, "5a" * 32, at[60]), at[60])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("language", "apart", "isolated", "unknown"),
    [
        ("vi", "Không thuộc cuộc họp mà ở trong phòng họp", "Cách ly lúc", "1 điểm không rõ"),
        ("en", "Not of this meeting, yet in its conference", "Isolated at", "1 not known. Not"),
    ],
)
def test_the_paper_tells_apart_who_was_not_invited(
    language: str, apart: str, isolated: str, unknown: str
) -> None:
    words = ReportWords(Words(language), ReportPlace(names=NAMES, site_ids=SITES))
    told = "\n".join(paper_lines(minutes_paper(facts(), words)))
    assert apart in told
    assert isolated in told
    (row,) = (line for line in told.split("\n") if line.startswith("  4 Bảo Thắng | "))
    assert row.split(" | ")[1:4] == ["720.0", "0.0", "07:05:00-07:17:00"]
    assert "07:09:00" in row
    assert words("report.isolated") in told, "what an isolation does not do"
    assert unknown in told, "a site whose line was dead is not called present throughout"


@pytest.mark.parametrize(
    ("opens", "inside", "before", "is_in_meeting"), [(10, 420.0, 300.0, True), (20, 0.0, 720.0, False)]
)
def test_who_was_in_the_room_of_a_started_meeting_before_its_opening_is_counted(
    opens: int, inside: float, before: float, *, is_in_meeting: bool
) -> None:
    since_utc, left_utc = BEGIN_UTC - 600.0, BEGIN_UTC + 240.0
    stranger = (7, "caller.0999", AlarmType.CALLER_UNEXPECTED)
    raised = AlarmRaised(*stranger, Severity.MAJOR, "", since_utc, since_utc, params={"number": "0999"})
    twice = (8, "s1", AlarmType.CALLED_TWICE, Severity.MAJOR, "s1", since_utc, since_utc)
    told = facts(
        (since_utc, "", raised),
        (since_utc, "", AlarmRaised(*twice)),
        *((left_utc, "", AlarmCleared(*one[:2], left_utc, 840.0)) for one in (stranger, twice)),
        opens=opens,
    )
    words = ReportWords(Words("vi"), ReportPlace(names=NAMES, site_ids=SITES))
    lines = list(paper_lines(minutes_paper(told, words)))
    (row,) = (line for line in lines if line.startswith("  4 Bảo Thắng | "))
    assert row.split(" | ")[1:3] == [str(inside), str(before)]
    (row,) = (line for line in lines if line.endswith(" | 0999"))
    assert row.split(" | ")[2:4] == ["0.0", "240.0"], "from the meeting's start; a double call is no stranger"
    page = "\n".join(lines)
    assert f"không thuộc cuộc họp 0:{before / 60:02.0f}:00, kết nối lạ 0:04:00" in page
    assert ("nghe và thấy được cuộc họp: 1 điểm cầu" in page) is is_in_meeting


def test_a_site_that_was_lost_is_not_only_unknown() -> None:
    """The annex has its minutes of loss; a body with 'away for a time: 0' would contradict it."""
    lost_utc, back_utc = BEGIN_UTC + 600.0, BEGIN_UTC + 1_800.0
    told = facts(
        (BEGIN_UTC, "", SiteUntold("s2", True, BEGIN_UTC, "s2/1")),
        (lost_utc, "", SiteLeft("s2", lost_utc, HungUpBy.LOST, "")),
        (back_utc, "", SiteUntold("s2", True, back_utc, "s2/1")),
    )
    (_, site) = told.attendance.sites
    assert site.seconds == {Presence.UNKNOWN: 3_000.0, Presence.LOST: 600.0}
    words = ReportWords(Words("en"), ReportPlace(names=NAMES, site_ids=SITES))
    assert "1 present throughout, 1 away for a time. Sites with interruptions: 2 Sở TT&TT." in "\n".join(
        paper_lines(minutes_paper(told, words))
    )


def test_planned_and_actual_opening_are_two_times() -> None:
    told: dict[str, Any] = json.loads(json.dumps(minutes_object(facts())))
    meeting = told["meeting"]
    assert (meeting["opening_utc"], meeting["from_utc"]) == (PLANNED_UTC, BEGIN_UTC)
    assert meeting["overrun_s"] == -5 * 3_600.0
    words = ReportWords(Words("vi"), ReportPlace(names=NAMES, site_ids=SITES))
    lines = paper_lines(minutes_paper(facts(), words))
    (times,) = (line for line in lines if "Khai mạc theo kế hoạch" in line)
    assert "theo kế hoạch 12:00" in times
    assert "bắt đầu 07:00:00" in times


def test_json_has_them_apart() -> None:
    told: dict[str, Any] = json.loads(json.dumps(minutes_object(facts())))
    assert [site["site"] for site in told["sites"]] == ["s1", "s2"]
    assert told["sites"][1]["seconds"] == {"present": 3_000.0, "unknown": 600.0}
    (apart,) = told["uninvited"]
    assert (apart["site"], apart["seconds"]["present"]) == ("s4", 720.0)
