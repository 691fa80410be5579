"""Several meetings at once: the fold of each conference is as if it were alone."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.checklist.guarding import guarding_sheets
from gbdt_console.core.checklist.sheet import ChecklistBook, Closing, Sheet
from gbdt_console.core.conference.attendance import Attendance, SiteJoined, SiteLeft
from gbdt_console.core.conference.floor_events import BlockingSet, FloorGiven, FloorPrepared, SiteExcused
from gbdt_console.core.events import (
    ClockJumped,
    Event,
    MeetingClosedSet,
    MeetingEnded,
    MeetingEndMoved,
    MeetingStarted,
    PlacedEvent,
    ProfileApplied,
)
from gbdt_console.core.features import FEATURES
from gbdt_console.core.frame.events import FrameTaken, RollingStarted
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.meetings.held import MeetingsHeld, conference_of_site, running_meetings
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.profiles.events import ProfileStepBegan, ProfileStepEnded
from gbdt_console.core.rooms.preset_book import PresetBook
from gbdt_console.core.rooms.preset_events import PresetNamed
from tests.support.journal.kept import kept_ledger

CONFERENCES = ("", "b", "c", "d", "e")
SITES = ("s1", "s2", "s3")
_TIMES = st.integers(0, 10_000).map(float)
_IDS = st.sampled_from(["m1", "m2", "m3", "m4"])
_SITE = st.sampled_from(SITES)
_SHOT = st.builds(lambda site: {Bus.BRANCHES: Shot("full", (site,))}, _SITE)


def _started(meeting: str, opening: float, sites: list[str], conference: str) -> MeetingStarted:
    return MeetingStarted(
        meeting,
        meeting,
        "s1",
        opening,
        opening + 60.0,
        [],
        sites=sites,
        at_utc=opening,
        conference=conference,
    )


_PLACES = st.sampled_from(CONFERENCES)
_OF_CONFERENCE: st.SearchStrategy[PlacedEvent] = st.one_of(
    st.builds(_started, _IDS, _TIMES, st.lists(_SITE, unique=True), _PLACES),
    st.builds(MeetingEnded, _IDS, _TIMES, conference=_PLACES),
    st.builds(MeetingEndMoved, _IDS, _TIMES, st.just("An"), conference=_PLACES),
    st.builds(MeetingClosedSet, _IDS, st.booleans(), st.just("An"), conference=_PLACES),
    st.builds(FloorGiven, _SITE, st.just(""), _TIMES, st.just("An"), conference=_PLACES),
    st.builds(FloorPrepared, _SITE, st.just("An"), conference=_PLACES),
    st.builds(BlockingSet, st.booleans(), st.just("An"), conference=_PLACES),
    st.builds(SiteExcused, _SITE, st.booleans(), st.just("ốm"), st.just("An"), _TIMES, conference=_PLACES),
    st.builds(SiteJoined, _SITE, st.just("l"), _TIMES, conference=_PLACES),
    st.builds(SiteLeft, _SITE, _TIMES, st.sampled_from(["", "lost"]), st.just(""), conference=_PLACES),
    st.builds(FrameTaken, _SHOT, st.just({}), st.just("An"), conference=_PLACES),
    st.builds(RollingStarted, _TIMES, st.just("An"), conference=_PLACES),
    st.builds(
        ProfileApplied, _IDS, st.just("p"), _TIMES, st.just("An"), st.just(["dial:s1"]), conference=_PLACES
    ),
    st.builds(ProfileStepBegan, st.just("dial:s1"), _TIMES, conference=_PLACES),
    st.builds(ProfileStepEnded, st.just("dial:s1"), st.just("verified"), conference=_PLACES),
)
_JUMPS = st.builds(ClockJumped, st.sampled_from([-5.0, 3_600.0]))


def folded(*events: Event) -> Ledger:
    ledger = Ledger()
    for event in events:
        ledger.apply(event)
    return ledger


def _unplaced(record: object) -> object:
    """Return a record without the conference in the events that it holds."""
    if not isinstance(record, Attendance):
        return record
    last = {site: replace(event, conference="") for site, event in record.last.items()}
    return replace(record, last=last)


@given(st.lists(_OF_CONFERENCE | _JUMPS, max_size=30), st.integers(0, 30))
def test_each_conference_folds_as_if_it_were_the_only_one(events: list[Event], cut: int) -> None:
    seen_early = Ledger()
    views = {conference: seen_early.at(conference) for conference in CONFERENCES}
    for place, event in enumerate(events):
        if place == cut:
            seen_early.apply(Checkpoint(kept_ledger(seen_early)))
        seen_early.apply(event)
    for conference in CONFERENCES:
        alone = folded(
            *(
                replace(event, conference="") if isinstance(event, PlacedEvent) else event
                for event in events
                if isinstance(event, ClockJumped)
                or (isinstance(event, PlacedEvent) and event.conference == conference)
            )
        )
        here = views[conference]
        for feature in FEATURES:
            if feature.is_of_conference:
                assert _unplaced(here[feature.record]) == alone[feature.record], feature.name
    assert kept_ledger(seen_early) == seen_early == seen_early.copy()


def test_a_second_meeting_neither_ends_nor_changes_the_first() -> None:
    first, second = _started("m1", 10.0, ["s1"], ""), _started("m2", 20.0, ["s2"], "b")
    ledger = folded(first, second, FloorGiven("s2", "", 30.0, "An", conference="b"))
    assert {place: one.id for place, one in running_meetings(ledger).items()} == {"": "m1", "b": "m2"}
    assert (conference_of_site(ledger, "s2"), conference_of_site(ledger, "s1")) == ("b", "")
    ledger.apply(MeetingEnded("m1", 40.0))
    assert ledger[MeetingsHeld].running is None
    assert [one.id for one in running_meetings(ledger).values()] == ["m2"]
    ledger.apply(MeetingEnded("m2", 50.0))
    assert ledger.at("b")[MeetingsHeld].running is not None, "an end names its conference"


def test_names_of_presets_last_as_long_as_their_own_meeting() -> None:
    named = [PresetNamed("m1", "s1", 2, "bục", "An"), PresetNamed("m2", "s2", 2, "cửa", "An")]
    ledger = folded(_started("m1", 10.0, ["s1"], ""), named[0], _started("m2", 20.0, ["s2"], "b"), named[1])
    assert ledger[PresetBook].names == {"s1": {2: "bục"}, "s2": {2: "cửa"}}
    ledger.apply(MeetingEnded("m1", 30.0))
    assert ledger[PresetBook].names == {"s2": {2: "cửa"}}


def test_the_sheet_of_each_running_meeting_guards_it() -> None:
    sheets = {
        meeting: Sheet(meeting, ("s1",), 0.0, 0.0, 0.0, closing=Closing("An", 0, "", 0.0, "", ""))
        for meeting in ("m1", "m2", "m3")
    }
    ledger = folded(_started("m1", 10.0, ["s1"], ""), _started("m2", 10.0, ["s2"], "b"))
    ledger.put(ChecklistBook(sheets))
    assert [sheet.meeting_id for sheet in guarding_sheets(ledger, 100.0)] == ["m1", "m2"]
