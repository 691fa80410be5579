"""How absent sites went: certain where this console hung up, else what the MCU told, else unknown."""

from dataclasses import dataclass

import pytest

from gbdt_console.core.conference.attendance import Attendance
from gbdt_console.core.conference.departures import Departures
from gbdt_console.core.conference.roster import Departure, RosterRow, RosterSite, roster
from gbdt_console.core.conference.state import ConferenceState, HungUpBy, Participant

SITE = RosterSite("sapa", "2008", None)


@dataclass
class Seen:
    """One site, looked at again and again."""

    utc: float = 1_000.0
    lost_utc: float | None = None

    def __post_init__(self) -> None:
        self.departures = Departures(lambda: self.utc, lambda site_id: self.lost_utc)

    def look(self, *legs: str, ended: tuple[tuple[str, HungUpBy], ...] = ()) -> RosterRow:
        state = ConferenceState("hop", tuple(Participant(leg, "2008") for leg in legs), ended=ended)
        (row, *_) = self.departures.with_departures(
            roster(state, [SITE], {}, lambda number, leg: False), state
        )
        return row


@pytest.mark.parametrize("by", [HungUpBy.SITE, HungUpBy.MCU, None])
def test_what_the_mcu_told_is_said_until_the_site_is_back(by: HungUpBy | None) -> None:
    seen = Seen()
    assert seen.look("a-1").left is None
    seen.utc = 1_005.0
    assert seen.look(ended=(("a-1", by),) if by else ()).left == Departure(1_005.0, by)
    seen.utc = 1_060.0
    assert seen.look().left == Departure(1_005.0, by)
    assert seen.look("a-2").left is None


def test_a_hang_up_of_ours_is_ours_whatever_the_mcu_calls_it() -> None:
    seen = Seen()
    seen.look("a-1")
    seen.departures.will_hang_up("a-1", "Trực ca 2")
    seen.utc += 2
    left = seen.look(ended=(("a-1", HungUpBy.MCU),)).left
    assert left == Departure(1_002.0, HungUpBy.CONSOLE, "Trực ca 2")


def test_a_call_that_ends_long_after_a_hang_up_in_vain_did_not_end_by_it() -> None:
    seen = Seen()
    seen.look("a-1")
    seen.departures.will_hang_up("a-1", "Trực ca 2")
    seen.utc += 300
    assert seen.look(ended=(("a-1", HungUpBy.SITE),)).left == Departure(1_300.0, HungUpBy.SITE)


@pytest.mark.parametrize("by", [HungUpBy.SITE, HungUpBy.MCU, None])
@pytest.mark.parametrize("lost_utc", [980.0, 1_004.0, 1_012.0])
def test_a_site_whose_line_failed_by_then_hung_nothing_up(by: HungUpBy | None, lost_utc: float) -> None:
    seen = Seen()
    seen.look("a-1")
    seen.utc = 1_005.0
    assert seen.look(ended=(("a-1", by),) if by else ()).left == Departure(1_005.0, by)
    seen.utc, seen.lost_utc = 1_020.0, lost_utc
    assert seen.look().left == Departure(1_005.0, HungUpBy.LOST)
    seen.lost_utc = None
    assert seen.look().left == Departure(1_005.0, HungUpBy.LOST), "the line is back, the cause stays"


def test_a_line_that_fails_long_after_the_call_does_not_explain_its_end() -> None:
    seen = Seen()
    seen.look("a-1")
    assert seen.look(ended=(("a-1", HungUpBy.SITE),)).left == Departure(1_000.0, HungUpBy.SITE)
    seen.utc, seen.lost_utc = 1_100.0, 1_090.0
    assert seen.look().left == Departure(1_000.0, HungUpBy.SITE)


def test_a_hang_up_of_ours_stays_ours_where_the_line_fails_too() -> None:
    seen = Seen()
    seen.look("a-1")
    seen.departures.will_hang_up("a-1", "Trực ca 2")
    seen.lost_utc = 999.0
    assert seen.look().left == Departure(1_000.0, HungUpBy.CONSOLE, "Trực ca 2")


def test_who_was_never_seen_there_did_not_leave_and_a_new_meeting_begins_anew() -> None:
    seen = Seen()
    assert seen.look().left is None
    seen.look("a-1")
    assert seen.look().left is not None
    seen.departures.set_meeting("m2", Attendance())
    assert seen.look().left is None
