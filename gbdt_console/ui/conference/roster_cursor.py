"""The one line of the roster that a key means."""

from collections.abc import Sequence

from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.ui.conference.key_targets import identity
from gbdt_console.ui.settle_delay import SETTLED_S


class RosterCursor:
    """Holds a line by the site or the call leg, whoever comes or goes around it."""

    def __init__(self) -> None:
        self.rows: Sequence[RosterRow] = ()
        self._identity = ""
        self._fell_s = float("-inf")

    @property
    def row(self) -> RosterRow | None:
        """The highlighted line."""
        return next((row for row in self.rows if identity(row) == self._identity), None)

    @property
    def index(self) -> int:
        return next((i for i, row in enumerate(self.rows) if identity(row) == self._identity), 0)

    def see(self, rows: Sequence[RosterRow], now_s: float) -> None:
        """Take the newest lines. Where the highlighted one is gone the highlight falls on its neighbour."""
        at, self.rows = self.index, rows
        if rows and self.row is None:
            self._identity = identity(rows[min(at, len(rows) - 1)])
            self._fell_s = now_s

    def move(self, step: int) -> None:
        """To a line above or below; never past an end."""
        if self.rows:
            self._identity = identity(self.rows[max(0, min(len(self.rows) - 1, self.index + step))])
            self._fell_s = float("-inf")

    def refusal(self, now_s: float) -> str:
        """The code of the reason why no key may act on the line now; empty when one may."""
        if self.row is None:
            return "roster.no-row"
        return "row.just-changed" if now_s - self._fell_s < SETTLED_S else ""
