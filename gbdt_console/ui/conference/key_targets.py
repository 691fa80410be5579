"""Decides which site or roster line a key of the conference means."""

from collections.abc import Sequence

from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.frame.rules import AGAIN_S
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.conference.takes import RefusedTake
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.settle_delay import SETTLED_S, SettleDelay

_NAMED = ("named", "")


def identity(row: RosterRow) -> str:
    """Return the identity of a roster line: site, else call leg."""
    return row.site_id or (row.participant.id if row.participant is not None else "")


class KeyTargets:
    """Remembers what keys mean, once for all screens of an App. A key means what has been seen for a while.

    refused: the take that Enter makes all the same, until another key is pressed; None where there is none
    """

    def __init__(self) -> None:
        self.refused: RefusedTake | None = None
        self._stood: SettleDelay[tuple[str, str]] = SettleDelay()
        self._pressed_s: dict[str, float] = {}
        self._is_blocking: bool | None = None
        self._turned_s = float("-inf")

    def note_key(self, key: str, *, is_live: bool) -> None:
        """Forget a refused take at any key but Enter, and at every key into a dialog or field.

        is_live: whether the key goes to a screen over live data
        """
        if key != "enter" or not is_live:
            self.refused = None

    def see(self, conference: ShownConference, now_s: float) -> None:
        seen: dict[tuple[str, str], object] = {
            ("row", identity(row)): (row.standing, row.participant and row.participant.is_blocked)
            for row in conference.rows
        }
        named = conference.named
        self._stood.see(seen | ({_NAMED: identity(named)} if named else {}), now_s)
        is_blocking = conference.floor.is_blocking
        if self._is_blocking not in (None, is_blocking):
            self._turned_s = now_s
        self._is_blocking = is_blocking

    def named(self, conference: ShownConference, now_s: float) -> tuple[RosterRow | None, str]:
        """Return the line that the line of attention names, or the code of why no key may mean it."""
        if conference.named is None:
            told = "named.nobody" if conference.is_silence_proven else "named.untold"
            return None, conference.blocked_reason or (told if conference.is_known else "roster.unknown")
        is_settled = self._stood.is_settled(_NAMED, now_s)
        return (conference.named, "") if is_settled else (None, "named.just-came")

    def refusal(self, row: RosterRow, now_s: float) -> str:
        """Return the code of a refusal: the line changed a moment ago; empty when a key may act on it."""
        return "" if self._stood.is_settled(("row", identity(row)), now_s) else "row.just-changed"

    def has_blocking_turned(self, now_s: float) -> bool:
        """Return whether the block of all others went on or off a moment ago."""
        return now_s - self._turned_s < SETTLED_S

    def is_again(self, action: str, now_s: float) -> bool:
        """Return whether that action's key was pressed within AGAIN_S; otherwise note the press.

        A second press then counts as the same one: it would take back what the first did.
        """
        is_again = now_s - self._pressed_s.get(action, float("-inf")) < AGAIN_S
        if not is_again:
            self._pressed_s[action] = now_s
        return is_again


class RosterCursor(Cursor[RosterRow]):
    """Holds one line of the roster while others come and go."""

    def __init__(self) -> None:
        super().__init__(identity)
        self._fell_s = float("-inf")

    def see(self, rows: Sequence[RosterRow], now_s: float) -> None:
        """Take the newest lines; where the highlighted one is gone, highlight its neighbour."""
        before = self.name
        self.take(rows, self.at)
        if self.name != before:
            self._fell_s = now_s

    def move(self, step: int) -> None:
        super().move(step)
        self._fell_s = float("-inf")

    def refusal(self, now_s: float) -> str:
        """Return why no key may act on the line, as a code; empty when one may."""
        if self.row is None:
            return "roster.no-row"
        return "row.just-changed" if now_s - self._fell_s < SETTLED_S else ""


def turn_of(row: RosterRow | None) -> str:
    """Return the code of what the key of a microphone does to that line, where it does not block it."""
    if row is None or row.participant is None:
        return ""
    if not row.site_id and row.standing in (RosterStatus.UNEXPECTED, RosterStatus.WAITING):
        return "action.caller.isolate"
    return "action.microphone.block.off" if row.participant.is_blocked else ""
