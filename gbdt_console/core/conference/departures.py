"""How the sites that are absent went: seen from one look to the next."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from gbdt_console.core.conference.roster import Departure, RosterRow
from gbdt_console.core.conference.state import ConferenceState, HungUpBy

_MOST = 1_000
_OURS_WITHIN_S = 20.0
"""A call that ends later than so after a person hung it up did not end by that."""


class Departures:
    """Whom this console hangs up it knows for certain; of the others as much as the MCU tells."""

    def __init__(self, utc: Callable[[], float]) -> None:
        self._utc = utc
        self._legs: dict[str, str] = {}
        self._ours: dict[str, tuple[str, float]] = {}
        self._left: dict[str, Departure] = {}
        self._meeting_id = ""

    def will_hang_up(self, leg: str, operator: str) -> None:
        """A person, by name, ends that call leg."""
        self._ours[leg] = operator, self._utc()
        while len(self._ours) > _MOST:
            del self._ours[next(iter(self._ours))]

    def marked(self, rows: Iterable[RosterRow], state: ConferenceState) -> tuple[RosterRow, ...]:
        """The rows of a look, the absent ones with how they went."""
        rows, ended = tuple(rows), dict(state.ended)
        for row in rows:
            if not row.site_id:
                continue
            before = self._legs.pop(row.site_id, "")
            if row.participant is not None:
                self._legs[row.site_id] = row.participant.id
                self._left.pop(row.site_id, None)
            elif before:
                self._left[row.site_id] = self._departure(before, ended.get(before))
        return tuple(
            replace(row, left=self._left[row.site_id]) if row.site_id in self._left else row for row in rows
        )

    def meet(self, meeting_id: str) -> None:
        """This meeting runs, or none: how somebody left the one before is its own story."""
        if meeting_id != self._meeting_id:
            self._meeting_id = meeting_id
            self._left.clear()

    def _departure(self, leg: str, by: HungUpBy | None) -> Departure:
        now_utc = self._utc()
        operator, asked_utc = self._ours.pop(leg, ("", 0.0))
        if operator and 0.0 <= now_utc - asked_utc <= _OURS_WITHIN_S:
            return Departure(now_utc, HungUpBy.CONSOLE, operator)
        return Departure(now_utc, by)
