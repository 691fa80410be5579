"""Random meetings: a script that shares no code with the program recounts who attended, second by second."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.attendance_sheet import AttendanceFold
from gbdt_console.core.conference.attendance import (
    Attendance,
    ConferenceUntold,
    MemberSeen,
    SiteJoined,
    SiteLeft,
    SiteUntold,
)
from gbdt_console.core.conference.attended import Attended
from gbdt_console.core.conference.floor_events import SiteExcused
from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.events import (
    EngineStarted,
    EngineStopped,
    Entry,
    Event,
    MeetingEnded,
    MeetingEndMoved,
    MeetingStarted,
)
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.minutes_json import minutes_object
from gbdt_console.journal.codec import event_data
from tests.support.reports.recount import PRESENCES, MeetingCount

BEGAN_UTC = 1_000_000_000
OWN, OTHERS, MEMBER = ("s1", "s2", "s3"), ("s4", "s5"), "s6"
SITES = (*OWN, *OTHERS, MEMBER)
MOST_S = 900

Change = tuple[int, str, str, int]
"""Seconds of the record, what it tells, the site, and how many seconds before it holds."""
WAYS = (
    "in", "in-old", "out", "lost", "dead", "untold", "told", "leave", "back", "blind", "sees", "stops",
    "starts", "starts-old", "moved",
)  # fmt: skip
CHANGES = st.tuples(
    st.integers(0, MOST_S),
    st.sampled_from([*WAYS, *MemberState]),
    st.sampled_from((*OWN, *OTHERS)),
    st.integers(0, 40),
)


def told(change: Change) -> Event:
    """The event of one change."""
    at_s, what, site, before_s = change
    at_utc = float(max(BEGAN_UTC, BEGAN_UTC + at_s - before_s))
    match what:
        case "in" | "in-old":
            return SiteJoined(site, "leg", at_utc if what == "in" else 0.0)
        case "out" | "lost":
            return SiteLeft(site, at_utc, what if what == "lost" else "site", "")
        case "dead" | "untold" | "told":
            return SiteUntold(site, what != "told", at_utc, "leg" if what == "dead" else "")
        case "leave" | "back":
            return SiteExcused(site, what == "leave", "bão", "Trực", at_utc)
        case "blind" | "sees":
            return ConferenceUntold(what == "blind", at_utc)
        case "stops":
            return EngineStopped("e")
        case "starts" | "starts-old":
            return EngineStarted("e", "", "", False, at_utc if what == "starts" else 0.0)
        case "moved":
            return MeetingEndMoved("m", at_utc + 7_200, "Trực")
    return MemberSeen(MEMBER, "s2", what, at_utc)


def entries_of(changes: list[Change], opens_s: int, lasts_s: int) -> list[Entry]:
    opening_utc = float(BEGAN_UTC + opens_s)
    begun = MeetingStarted(
        "m", "Họp", "s1", opening_utc, opening_utc + 3_600, [], registration=7, sites=list(OWN),
        at_utc=float(BEGAN_UTC),
    )  # fmt: skip
    during = sorted((one for one in changes if one[0] <= lasts_s), key=lambda one: one[0])
    rows: list[tuple[float, Event]] = [(float(BEGAN_UTC), begun)]
    rows += [(float(BEGAN_UTC + one[0]), told(one)) for one in during]
    rows.append((float(BEGAN_UTC + lasts_s), MeetingEnded("m", float(BEGAN_UTC + lasts_s))))
    return [
        Entry(seq, at_utc, event.KIND, event.VERSION, "", event_data(event), event)
        for seq, (at_utc, event) in enumerate(rows, start=1)
    ]


def recount(entries: list[Entry]) -> MeetingCount:
    rows: list[dict[str, Any]] = [
        {"seq": e.seq, "at_utc": e.at_utc, "kind": e.kind, "actor": e.actor, "data": dict(e.data)}
        for e in entries
    ]
    return MeetingCount(rows, 7, SITES)


@settings(max_examples=150, deadline=None)
@given(st.lists(CHANGES, max_size=30), st.integers(-60, 200), st.integers(1, MOST_S))
def test_every_second_of_a_random_meeting_is_recounted(
    changes: list[Change], opens_s: int, lasts_s: int
) -> None:
    entries = entries_of(changes, opens_s, lasts_s)
    fold = MinutesFold(MeetingRef(7))
    for entry in entries:
        fold.take(entry)
    facts = fold.facts(SITES, JournalEnd(), BEGAN_UTC + 10_000.0)
    assert facts is not None
    printed: Any = minutes_object(facts)
    count = recount(entries)
    for part in ("sites", "uninvited"):
        for site in printed[part]:
            counted = count.seconds(site["site"])
            assert site["seconds"] == {way: n for way, n in counted.items() if n}, site["site"]
    own = [site["site"] for site in printed["sites"]]
    assert own == [*OWN, *([MEMBER] if any(one[1] in set(MemberState) for one in _used(entries)) else [])]
    assert [site["site"] for site in printed["uninvited"]] == sorted(count.uninvited)
    assert printed["meeting"]["unseen_s"] == count.unseen_s


def _used(entries: list[Entry]) -> list[tuple[int, str]]:
    return [(e.seq, e.event.state) for e in entries if isinstance(e.event, MemberSeen)]


@settings(max_examples=100, deadline=None)
@given(st.lists(CHANGES, max_size=30), st.integers(2, MOST_S))
def test_the_screens_and_the_replay_count_as_the_minutes_do(changes: list[Change], lasts_s: int) -> None:
    entries = entries_of([one for one in changes if "old" not in one[1]], 0, lasts_s)[:-1]
    sheets, ledger = AttendanceFold(7), Ledger()
    for entry in entries:
        sheets.take(entry)
        ledger.apply(entry.event)
    now_utc, shown = float(BEGAN_UTC + lasts_s), ledger[Attendance]
    sheet = sheets.sheet(SITES, now_utc)
    assert sheet is not None
    found = Attended.between(sheet.meeting, SITES, shown.listed, shown.untold, shown.from_utc, now_utc)
    assert (found.sites, found.uninvited) == (sheet.sites, sheet.uninvited)
    assert all(set(site.seconds) <= set(PRESENCES) for site in found.sites)
