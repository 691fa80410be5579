"""Finds what somebody did at the MCU itself against the running policy."""

from collections.abc import Callable, Iterable

from gbdt_console.core.conference.block_policy import to_be_blocked
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.conference.state import Participant


class OutsideActs:
    """Compares each poll with the one before: a leg that was blocked there is open now.

    A leg that comes in open is no act of anybody.
    """

    def __init__(self) -> None:
        self._blocked: frozenset[str] = frozenset()

    def opened(
        self, rows: Iterable[RosterRow], floor: Floor, is_ours: Callable[[str], bool]
    ) -> list[tuple[str, Participant]]:
        """Return target and leg of each that somebody else opened, and that the policy closes again.

        is_ours: tells by its target whether this console changed a block a moment ago, or does so now
        """
        rows, before = tuple(rows), self._blocked
        legs = (row.participant for row in rows)
        self._blocked = frozenset(leg.id for leg in legs if leg is not None and leg.is_blocked)
        return [
            (target, leg)
            for target, leg in to_be_blocked(rows, floor)
            if leg.id in before and not is_ours(target)
        ]

    def forget(self) -> None:
        """Begin anew: while nobody could look, blocks may have gone for other reasons."""
        self._blocked = frozenset()
