"""Judges whether the records were backed up lately."""

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

WITHIN_DAYS = 7
"""Days within which a backup is expected where sites.yaml says nothing."""
DAY_S = 86_400
_AHEAD_S = 3_600
"""Seconds that a backup's time may lie ahead, by a clock that was set back; further it proves nothing."""


@dataclass(frozen=True, slots=True)
class BackupTimes:
    """Tells of the newest backup.

    first_utc: when the records began, from which the first backup is expected
    noted_utc: when the newest was taken, as was noted; 0 where none is
    """

    first_utc: Utc
    noted_utc: Utc

    def taken_utc(self, now_utc: Utc) -> Utc:
        """Return when the newest was taken; 0 where there is none, or its time is no past one."""
        return self.noted_utc if self.noted_utc <= now_utc + _AHEAD_S else 0.0

    def due_utc(self, now_utc: Utc, within_days: int) -> Utc:
        """Return from when on the next backup is overdue."""
        return max(self.taken_utc(now_utc), self.first_utc) + within_days * DAY_S
