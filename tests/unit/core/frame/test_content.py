"""Who presents, as the codecs of the rooms report it."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.roster import Departure, RosterRow, RosterStatus
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.frame.content import Presentation, presentation
from gbdt_console.core.rooms.room import RoomState, RoomView

NOW_S = 100.0
HERE, STALE, AWAY = RosterStatus.CONNECTED, RosterStatus.STALE, RosterStatus.ABSENT


def room(site: str, content: str | None, age_s: float = 1.0, fault: ControlFault | None = None) -> RoomView:
    state = RoomState(content_source=content)
    taken_s = NOW_S - age_s
    return RoomView(site, f"{site}.codec", False, fault, taken_s=taken_s, fresh_for_s=5.0, state=state)


def found(*rooms: RoomView, **standings: RosterStatus) -> Presentation | None:
    rows = {site: RosterRow(site, standing) for site, standing in standings.items()}
    return presentation(rooms, rows, NOW_S)


def test_the_codec_that_presents_in_the_conference_is_named_with_its_age() -> None:
    shown = found(room("a", ""), room("b", "4", 2.0), a=HERE, b=HERE)
    assert shown == Presentation("b", "b.codec", NOW_S - 2.0)
    assert found(room("b", "4")) == Presentation("b", "b.codec", NOW_S - 1.0), "without an MCU"


@pytest.mark.parametrize(("standing", "age_s"), [(STALE, 1.0), (STALE, 9.0), (AWAY, 9.0)])
def test_a_presenter_that_drops_out_is_lost(standing: RosterStatus, age_s: float) -> None:
    row = RosterRow("a", standing, left=Departure(0.0) if standing is AWAY else None)
    rooms = (room("a", "4", age_s), room("b", ""))
    shown = presentation(rooms, {"a": row, "b": RosterRow("b", HERE)}, NOW_S)
    assert shown == Presentation("a", "a.codec", NOW_S - age_s, is_lost=True)


def test_a_site_that_never_was_in_the_conference_is_no_lost_presenter() -> None:
    assert found(room("a", "4", 9.0), room("b", ""), a=AWAY, b=HERE) == Presentation("")


def test_whoever_presents_now_goes_before_one_that_was_lost() -> None:
    shown = found(room("a", "4", 9.0), room("b", "2"), a=STALE, b=HERE)
    assert shown is not None
    assert (shown.site_id, shown.is_lost) == ("b", False)


def test_a_codec_outside_of_the_conference_presents_to_its_own_room_only() -> None:
    assert found(room("a", "4"), room("b", ""), a=AWAY, b=HERE) == Presentation("")


def test_nobody_presents_only_where_every_codec_there_says_so() -> None:
    assert found(room("a", ""), room("b", ""), a=HERE, b=HERE) == Presentation("")
    assert found(room("a", ""), a=HERE, b=HERE) is None, "site b has no codec that tells"
    assert found(room("a", ""), room("b", None), a=HERE, b=HERE) is None
    assert found(room("a", ""), room("b", "", 9.0), a=HERE, b=HERE) is None
    refused = replace(room("b", ""), fault=ControlFault.REFUSED)
    assert found(room("a", ""), refused, a=HERE, b=HERE) is None


def test_a_presenter_whose_codec_alone_stops_answering_is_unknown() -> None:
    assert found(room("a", "4", 9.0), a=HERE) is None
