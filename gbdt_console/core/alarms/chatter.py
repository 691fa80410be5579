"""Follows a fault that comes and goes behind the alarm that is held for it."""

from typing import NamedTuple

from gbdt_console.core.alarms.alarm import Condition
from gbdt_console.core.alarms.rules import Moment
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


class Watched(NamedTuple):
    """Says of a held alarm, whose fault is gone, since when and until when it is held.

    until_utc: when the alarm ends if the fault stays away.
    """

    ended_utc: Utc
    until_utc: Utc


@dataclass(slots=True)
class Chatter:
    """Holds the real state of a chattering alarm's fault.

    changed: when the logic learned that.
    since_s: since when it is so, monotonic seconds.
    """

    is_active: bool
    changed: Moment
    since_s: float
    latest: Condition | None = None

    def watched(self, settle_s: float) -> Watched:
        """Tell since when the fault is gone and until when it is watched: `settle_s` after the change."""
        return Watched(self.changed.utc - (self.changed.s - self.since_s), self.changed.utc + settle_s)

    def shift(self, by_s: float) -> None:
        """Move the UTC time by `by_s` seconds after a clock jump."""
        self.changed = Moment(self.changed.s, self.changed.utc + by_s)
