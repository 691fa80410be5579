"""Which dropped sites this console calls again, and when: of those alone that it owns (sites.yaml: redial).

At once, four times after a minute each, five times after five (Codian). A site that hung up itself is given
half a minute first; whom a person hung up here is not called again. It stops as soon as the site is there.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from gbdt_console.core.conference.roster import RedialState, RosterRow
from gbdt_console.core.conference.state import HungUpBy

PAUSES_S = (0.0, *[60.0] * 4, *[300.0] * 5)
AFTER_HANG_UP_S = 30.0


@dataclass(slots=True)
class _Calling:
    """`next_s` is monotonic, `made` how many calls were begun."""

    next_s: float
    made: int = 0

    @property
    def is_over(self) -> bool:
        return self.made >= len(PAUSES_S)


class Redialer:
    """Told of every look; it only says whom to call now."""

    def __init__(self, owned: Collection[str]) -> None:
        self._owned = frozenset(owned)
        self._calling: dict[str, _Calling] = {}

    def due(
        self, rows: Iterable[RosterRow], now_s: float, *, may_call: bool, ringing: Collection[str]
    ) -> list[str]:
        """Sites to be called now. `may_call` is false outside of a meeting; `ringing` are being called."""
        absent = {row.site_id: row for row in rows if self._is_missed(row)} if may_call else {}
        self._calling = {
            site_id: self._calling.get(site_id) or _Calling(now_s + _first_pause_s(row))
            for site_id, row in absent.items()
        }
        found = []
        for site_id, calling in self._calling.items():
            if calling.is_over or now_s < calling.next_s or site_id in ringing:
                continue
            calling.made += 1
            calling.next_s = now_s + (0.0 if calling.is_over else PAUSES_S[calling.made])
            found.append(site_id)
        return found

    def marked(self, rows: Iterable[RosterRow], now_s: float, utc: float) -> tuple[RosterRow, ...]:
        """The rows, those that are called again with how often still."""
        return tuple(
            replace(row, redial=self._redial(calling, now_s, utc))
            if (calling := self._calling.get(row.site_id))
            else row
            for row in rows
        )

    def _is_missed(self, row: RosterRow) -> bool:
        """It dropped out, and nobody here wanted that."""
        is_owned = row.site_id in self._owned and row.participant is None
        return is_owned and row.left is not None and row.left.by is not HungUpBy.CONSOLE

    def _redial(self, calling: _Calling, now_s: float, utc: float) -> RedialState:
        if calling.is_over:
            return RedialState(0)
        return RedialState(len(PAUSES_S) - calling.made, utc + max(0.0, calling.next_s - now_s))


def _first_pause_s(row: RosterRow) -> float:
    is_deliberate = row.left is not None and row.left.by is HungUpBy.SITE
    return AFTER_HANG_UP_S if is_deliberate else PAUSES_S[0]
