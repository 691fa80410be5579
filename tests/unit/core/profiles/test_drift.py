"""In what a conference differs from the profile that was applied to it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.roster import Departure, RosterRow, RosterStatus
from gbdt_console.core.conference.state import ConferenceState, ControlFault, Participant
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.frame.view import BusView, FrameView, PaneView
from gbdt_console.core.pictures import Bus, PaneKind, Shot
from gbdt_console.core.profiles.drift import (
    Difference,
    DriftKind,
    DriftWatch,
    differences,
    since_known_utc,
)
from gbdt_console.core.profiles.profile import Profile, ProfileSite
from gbdt_console.core.profiles.run import ProfileRun

NOW_S = 100.0
SITES = ("a", "b", "c")
PROFILE = Profile("p", "P", tuple(ProfileSite(s, s) for s in SITES), is_blocking=True, is_locked=True)
RUN = ProfileRun("p", 1_000.0)


def row(site_id: str, standing: RosterStatus = RosterStatus.CONNECTED, *, blocked: bool = True) -> RosterRow:
    is_there = standing is not RosterStatus.ABSENT
    leg = Participant(f"leg-{site_id}", site_id, is_blocked=blocked) if is_there else None
    return RosterRow(site_id, standing, leg)


def conference(
    *rows: RosterRow,
    floor: Floor | None = None,
    is_locked: bool | None = True,
    fault: ControlFault | None = None,
) -> ConferenceView:
    legs = tuple(one.participant for one in rows if one.participant is not None)
    state = ConferenceState("hop", legs, is_locked=is_locked)
    used = Floor(chair="a", is_blocking=True) if floor is None else floor
    return ConferenceView(fault, NOW_S, 4.0, state, rows, used)


def found(
    view: ConferenceView, frame: FrameView | None = None, profile: Profile = PROFILE, run: ProfileRun = RUN
) -> list[tuple[str, str]]:
    return [(one.kind.value, one.target) for one in differences(profile, run, view, frame, NOW_S)]


WHOLE = tuple(row(site_id) for site_id in SITES)


def test_a_conference_as_its_profile_differs_in_nothing() -> None:
    assert found(conference(*WHOLE)) == []


def test_missing_and_unexpected_sites_are_told_and_excused_ones_are_not() -> None:
    rows = (row("a"), row("b", RosterStatus.ABSENT), row("c", RosterStatus.STALE), row("d"))
    assert found(conference(*rows)) == [("missing", "b"), ("missing", "c"), ("unexpected", "d")]
    excused = Floor(chair="a", is_blocking=True, excused=(("b", "ốm"),))
    assert ("missing", "b") not in found(conference(*rows, floor=excused))


def test_a_caller_that_nobody_decided_about_is_unexpected() -> None:
    leg = Participant("leg-x", "9999", is_blocked=True)
    stranger = RosterRow("", RosterStatus.UNEXPECTED, leg)
    assert found(conference(*WHOLE, stranger)) == [("unexpected", "9999")]
    admitted = replace(stranger, standing=RosterStatus.CONNECTED)
    assert found(conference(*WHOLE, admitted)) == []


def test_the_upper_site_is_never_unexpected() -> None:
    floor = Floor(chair="a", is_blocking=True, upper="hn")
    assert found(conference(*WHOLE, row("hn", blocked=False), floor=floor)) == []


def test_open_sites_are_told_one_by_one_or_once_where_the_policy_is_off() -> None:
    rows = (row("a", blocked=False), row("b", blocked=False), row("c"))
    assert found(conference(*rows)) == [("open", "b")]
    assert found(conference(*rows, floor=Floor(chair="a"))) == [("not-blocking", "")]
    opened = Floor(chair="a", is_blocking=True, opened=frozenset({"b"}))
    assert found(conference(*rows, floor=opened)) == []


@pytest.mark.parametrize(("is_locked", "told"), [(True, []), (None, []), (False, [("unlocked", "")])])
def test_only_a_lock_that_the_mcu_denies_is_told(is_locked: bool | None, told: list[tuple[str, str]]) -> None:
    assert found(conference(*WHOLE, is_locked=is_locked)) == told


def test_another_redial_owner_than_when_applied_is_told() -> None:
    run = replace(RUN, redial={"b": "console"})
    (one,) = differences(PROFILE, run, conference(*WHOLE), None, NOW_S)
    assert one == Difference(DriftKind.REDIAL, "b", is_now=RedialOwner.SITE, wanted="console")


def bus(layout: str, *site_ids: str, fault: ControlFault | None = None) -> FrameView:
    panes = tuple(PaneView(PaneKind.SOURCE, site_id) for site_id in site_ids)
    return FrameView((BusView(Bus.CHAIR, fault, NOW_S, 4.0, layout=layout, panes=panes),))


SEATED = replace(PROFILE, chair=Shot("2x2", ("a", "", "c")))


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (bus("2x2", "a", "b", "c"), []),
        (bus("2x2", "a", "a", ""), [("seat", "c")]),
        (bus("2x2"), [("seat", "a"), ("seat", "c")]),
        (bus("1x1", "b"), [("layout", "")]),
        (bus("", "b"), []),
        (bus("1x1", "b", fault=ControlFault.SILENT), []),
        (None, []),
    ],
)
def test_another_layout_or_seat_is_told_where_a_device_reports_it(
    frame: FrameView | None, told: list[tuple[str, str]]
) -> None:
    assert found(conference(*WHOLE), frame, SEATED) == told


def test_a_missing_site_is_not_also_told_as_out_of_its_seat() -> None:
    rows = (row("a"), row("b"), row("c", RosterStatus.ABSENT))
    assert found(conference(*rows), bus("2x2", "a", "b", ""), SEATED) == [("missing", "c")]


def test_a_site_is_missing_since_it_left_or_since_the_application() -> None:
    gone = replace(row("b", RosterStatus.ABSENT), left=Departure(1_500.0))
    view = conference(row("a"), gone, row("c", RosterStatus.ABSENT))
    known = since_known_utc(differences(PROFILE, RUN, view, None, NOW_S), RUN, view)
    assert {one.target: since_utc for one, since_utc in known.items()} == {"b": 1_500.0, "c": 1_000.0}


def test_what_mends_itself_within_five_seconds_is_never_told() -> None:
    watch, one = DriftWatch(), Difference(DriftKind.OPEN, "b")
    assert watch.drift({one: None}, 0.0, 2_000.0) == ()
    assert watch.drift({one: None}, 4.9, 2_004.9) == ()
    assert watch.drift({}, 5.5, 2_005.5) == ()
    assert watch.drift({one: None}, 6.0, 2_006.0) == ()
    (told,) = watch.drift({one: None}, 11.0, 2_011.0)
    assert told.since_utc == 2_006.0


_ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(["a", "b", "c", "d", "e"]),
        st.sampled_from([RosterStatus.CONNECTED, RosterStatus.ABSENT, RosterStatus.STALE]),
        blocked=st.booleans(),
    ),
    unique_by=lambda one: one.site_id,
)


@given(_ROWS, st.booleans(), st.sampled_from([None, *ControlFault]), st.frozensets(st.sampled_from("abc")))
def test_an_unknown_conference_differs_in_nothing_and_no_site_is_told_twice(
    rows: list[RosterRow], is_blocking: bool, fault: ControlFault | None, excused: frozenset[str]
) -> None:
    floor = Floor(chair="a", is_blocking=is_blocking, excused=tuple((s, "ốm") for s in sorted(excused)))
    told = found(conference(*rows, floor=floor, fault=fault), bus("2x2", "a", "b", "c"), SEATED)
    if fault is not None:
        assert told == []
        return
    assert len(told) == len(set(told))
    there = {one.site_id for one in rows if one.standing is RosterStatus.CONNECTED}
    missing = {site_id for kind, site_id in told if kind == "missing"}
    assert missing == set(SITES) - there - excused
    assert {site_id for kind, site_id in told if kind == "unexpected"} == there - set(SITES)
    assert missing.isdisjoint(site_id for kind, site_id in told if kind == "seat")
