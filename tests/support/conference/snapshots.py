"""Conferences made by hand for scripted Snapshots."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorDeviation, FloorFault
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import ConferenceState, ControlFault, Participant
from gbdt_console.core.conference.view import ConferenceView, OpenMicrophone, OrderView
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.snapshot import Snapshot

FRESH_FOR_S = 4.0


def leg(site: int, **changed: object) -> Participant:
    """The call of a site, closed by the centre, unless `changed` says otherwise."""
    made = Participant(
        f"PJSIP/{2000 + site}-00", str(2000 + site), is_blocked=True, is_talking=False, joined_ago_s=723.0
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def stranger(number: str = "0214000999", name: str = "", **changed: object) -> RosterRow:
    made = Participant(
        f"PJSIP/{number}-77", number, name, is_blocked=False, is_talking=False, joined_ago_s=9.0
    )
    return RosterRow("", RosterStatus.UNEXPECTED, replace(made, **changed))  # type: ignore[arg-type]


def rows_of(
    count: int, *, away: Iterable[int] = (), stale: Iterable[int] = (), opened: Iterable[int] = (1,)
) -> tuple[RosterRow, ...]:
    """Sites 1 to `count`, all in the conference but those away; who is not `opened` is blocked."""
    away, stale, opened = set(away), set(stale), set(opened)
    return tuple(
        RosterRow(f"site{n}", RosterStatus.ABSENT)
        if n in away
        else RosterRow(
            f"site{n}",
            RosterStatus.STALE if n in stale else RosterStatus.CONNECTED,
            leg(n, is_blocked=n not in opened),
        )
        for n in range(1, count + 1)
    )


def conferring(
    snapshot: Snapshot,
    rows: Sequence[RosterRow],
    *,
    floor: Floor | None = None,
    shown: int | None = None,
    fault: ControlFault | None = None,
    open_since: Sequence[tuple[int, float]] = (),
    orders: Sequence[OrderView] = (),
    age_s: float = 0.4,
    is_meeting: bool = True,
    is_locked: bool = False,
    is_recording: bool | None = False,
    is_closed: bool = False,
    faults: Sequence[tuple[FloorFault, int, float]] = (),
) -> Snapshot:
    """The Snapshot with that conference, as the MCU said `age_s` ago; `shown` is the site on air,
    `open_since` who speaks out of turn, with for how many seconds, `faults` what is wrong with the floor at
    which site and for how many seconds."""
    at_utc = snapshot.at_utc
    legs = tuple(row.participant for row in rows if row.participant is not None)
    state = ConferenceState(
        "hoinghi", legs, is_locked=is_locked, is_recording=is_recording,
        shown=f"PJSIP/{2000 + shown}-00" if shown else None,
    )  # fmt: skip
    microphones = tuple(OpenMicrophone(f"site{n}", at_utc - ago_s, ago_s >= 20) for n, ago_s in open_since)
    floor = floor or Floor(chair="site1", running_order=("site8", "site4"))
    view = ConferenceView(
        fault,
        snapshot.at_s - age_s,
        FRESH_FOR_S,
        state,
        tuple(rows),
        floor,
        tuple(orders),
        microphones,
        deviations=tuple(
            FloorDeviation(fault, f"site{n}", at_utc - ago_s, is_alarm=True) for fault, n, ago_s in faults
        ),
    )
    meeting = Meeting(
        "m1",
        "Giao ban UBND tỉnh",
        "site1",
        at_utc - 2_537,
        at_utc + 3_600,
        floor.running_order,
        is_closed=is_closed,
    ).without_closed_title()
    if not is_meeting:
        return replace(snapshot, conference=view, meeting=None)
    return replace(snapshot, conference=view, meeting=meeting, attended_from_utc=meeting.opening_utc)
