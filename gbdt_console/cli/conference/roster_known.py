"""What may be said of a Snapshot's roster, and in which of its three parts a line belongs."""

from dataclasses import dataclass

from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Parts:
    """A site that the MCU lists while its line is cut is among the absent."""

    connected: tuple[RosterRow, ...]
    absent: tuple[RosterRow, ...]
    unexpected: tuple[RosterRow, ...]


def knows(snapshot: Snapshot) -> bool:
    """Whether the MCU's word is new enough to be repeated."""
    view = snapshot.conference
    return view is not None and view.fault is None and snapshot.is_fresh(view.taken_s, view.fresh_for_s)


def parts_of(rows: tuple[RosterRow, ...]) -> Parts:
    """Each line in its part, in the order it had."""
    away = (RosterStatus.ABSENT, RosterStatus.STALE)
    return Parts(
        tuple(row for row in rows if row.standing is RosterStatus.CONNECTED),
        tuple(row for row in rows if row.standing in away),
        tuple(row for row in rows if row.standing is RosterStatus.UNEXPECTED),
    )
