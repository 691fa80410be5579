"""Find open call legs that the blocking policy closes."""

from collections.abc import Iterable

from gbdt_console.core.conference.callers import target_of
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import Participant


def to_be_blocked(rows: Iterable[RosterRow], floor: Floor) -> list[tuple[str, Participant]]:
    """Return open call legs that the policy closes, with their targets.

    They are latecomers, sites that came back, isolated callers, guests that wait, admitted callers that stay
    blocked and, while the policy blocks others, every unexpected caller.
    """
    found, rows = [], tuple(rows)
    for row in rows:
        leg = row.participant
        if leg is None or leg.is_blocked is not False:
            continue
        is_known = bool(row.site_id)
        is_closed = (
            not floor.may_be_heard(row.site_id)
            if is_known
            else row.standing is RosterStatus.WAITING
            or floor.blocks_caller(leg.number, leg.id)
            or floor.is_silent
            or (floor.is_closing and not floor.admits(leg.number, leg.id))
        )
        if is_closed:
            found.append((target_of(row, rows), leg))
    return found
