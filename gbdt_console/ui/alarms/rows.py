"""The alarms as a list to work through, and the one row in it that a key means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.alarms.rules import AlarmRules
from gbdt_console.ui.settle_delay import SettleDelay

_CASCADE_S = AlarmRules().cascade_s


class AlarmPart(IntEnum):
    """Where in the list an alarm stands."""

    OPEN = 0
    SHELVED = 1
    OUT_OF_SERVICE = 2


_PART_OF = {AlarmState.SHELVED: AlarmPart.SHELVED, AlarmState.OUT_OF_SERVICE: AlarmPart.OUT_OF_SERVICE}


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm, with those that are folded under it. `is_first` marks the one that others followed."""

    alarm: Alarm
    part: AlarmPart = AlarmPart.OPEN
    under: tuple[Alarm, ...] = ()
    is_first: bool = False

    def is_about(self, site_id: str) -> bool:
        """Whether it concerns that site, itself or through what is folded under it."""
        return (
            self.alarm.site_id == site_id
            or site_id in self.alarm.members
            or any(alarm.site_id == site_id for alarm in self.under)
        )


def rows_of(alarms: Sequence[Alarm]) -> tuple[AlarmRow, ...]:
    """The Snapshot's alarms by part, each part in the Snapshot's order."""
    numbers = {alarm.number for alarm in alarms}
    under: dict[int, list[Alarm]] = {}
    for alarm in alarms:
        if alarm.state is AlarmState.SUPPRESSED and alarm.parent in numbers:
            under.setdefault(alarm.parent, []).append(alarm)
    folded = {alarm.number for children in under.values() for alarm in children}
    raised = sorted(alarm.raised_utc for alarm in alarms if alarm.number not in folded)
    rows = [
        AlarmRow(
            alarm,
            _PART_OF.get(alarm.state, AlarmPart.OPEN),
            tuple(under.get(alarm.number, ())),
            alarm.is_first_out and _is_followed(alarm, raised),
        )
        for alarm in alarms
        if alarm.number not in folded
    ]
    return tuple(sorted(rows, key=lambda row: row.part))


def _is_followed(alarm: Alarm, raised: Iterable[float]) -> bool:
    return any(alarm.raised_utc < at_utc <= alarm.raised_utc + _CASCADE_S for at_utc in raised)


class AlarmCursor:
    """Holds a row by its alarm's number. What comes, goes or gets worse never moves that row: the others find
    their places around it. A key acts on it once it has stood for SETTLED_S as it was seen."""

    def __init__(self) -> None:
        self.rows: tuple[AlarmRow, ...] = ()
        self._number = 0
        self._stood: SettleDelay[int] = SettleDelay()
        self._leaves = 0

    @property
    def row(self) -> AlarmRow | None:
        """The highlighted row."""
        return next((row for row in self.rows if row.alarm.number == self._number), None)

    @property
    def index(self) -> int:
        """Where the highlighted row stands; 0 where there is none."""
        return next((i for i, row in enumerate(self.rows) if row.alarm.number == self._number), 0)

    def see(self, alarms: Sequence[Alarm], now_s: float) -> None:
        """Take the newest alarms."""
        at, before = self.index, self.row
        self.rows = _pinned(rows_of(alarms), before, at)
        row = self.row
        if row is not None and row.alarm.number == self._leaves and not row.alarm.is_urgent:
            self.rows = rows_of(alarms)
            row = next((row for row in self.rows if row.alarm.is_urgent), row)
        elif row is None and self.rows:
            row = self.rows[min(at, len(self.rows) - 1)]
        self._number = row.alarm.number if row else 0
        self._note(now_s)

    def move(self, step: int) -> None:
        """To a row above or below; never past an end."""
        if self.rows:
            self._number = self.rows[max(0, min(len(self.rows) - 1, self.index + step))].alarm.number

    def go_to_site(self, site_id: str) -> bool:
        """To the first open row about that site; False where there is none."""
        found = self.about(site_id)
        if found is not None:
            self._number = found.alarm.number
        return found is not None

    def about(self, site_id: str) -> AlarmRow | None:
        """The first open row about that site."""
        return next((row for row in self.rows if row.part is AlarmPart.OPEN and row.is_about(site_id)), None)

    @property
    def open_row(self) -> AlarmRow | None:
        """The highlighted row where it is an open one: for a list that shows no others."""
        row = self.row
        return row if row is not None and row.part is AlarmPart.OPEN else None

    def leave_when_acknowledged(self) -> None:
        """Go on to the most pressing row once the highlighted one waits for nobody any more."""
        self._leaves = self._number

    def refusal(self, row: AlarmRow | None, now_s: float) -> str:
        """The code of the reason why no key may act on `row` now; empty when one may."""
        if row is None:
            return "alarm.no-row"
        return "" if self._stood.is_settled(row.alarm.number, now_s) else "alarm.just-moved"

    def _note(self, now_s: float) -> None:
        """Since when each row stands where it is, as bad as it is."""
        seen = {row.alarm.number: (place, row.alarm.severity) for place, row in enumerate(self.rows)}
        self._stood.see(seen, now_s)


def _pinned(rows: tuple[AlarmRow, ...], before: AlarmRow | None, at: int) -> tuple[AlarmRow, ...]:
    """`rows` with the one that was at `at` still there, if it is in the same part of the list."""
    kept = next((row for row in rows if before and row.alarm.number == before.alarm.number), None)
    if before is None or kept is None or kept.part is not before.part:
        return rows
    others = [row for row in rows if row is not kept]
    return (*others[:at], kept, *others[at:])
