"""Arranges the alarms as a list, and keeps the row that a key acts on."""

from collections.abc import Iterable, Sequence
from enum import IntEnum

from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.alarms.order import most_urgent_first
from gbdt_console.core.alarms.rules import AlarmRules
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.settle_delay import SettleDelay

_CASCADE_S = AlarmRules().cascade_s


class AlarmPart(IntEnum):
    """Names the parts of the list, in their order."""

    OPEN = 0
    SHELVED = 1
    OUT_OF_SERVICE = 2


_PART_OF = {AlarmState.SHELVED: AlarmPart.SHELVED, AlarmState.OUT_OF_SERVICE: AlarmPart.OUT_OF_SERVICE}


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """Holds one line of the list.

    under: the suppressed alarms that are folded under it.
    is_first: whether it was the first out and other alarms followed.
    """

    alarm: Alarm
    part: AlarmPart = AlarmPart.OPEN
    under: tuple[Alarm, ...] = ()
    is_first: bool = False

    def is_about(self, site_id: str) -> bool:
        return (
            self.alarm.site_id == site_id
            or site_id in self.alarm.members
            or any(alarm.site_id == site_id for alarm in self.under)
        )


def rows_of(alarms: Sequence[Alarm]) -> tuple[AlarmRow, ...]:
    """Return the rows by part, what lasts before what is over, each in the Snapshot's order."""
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
    return tuple(sorted(rows, key=lambda row: (row.part, not row.alarm.is_present, not row.alarm.is_active)))


def _is_followed(alarm: Alarm, raised: Iterable[float]) -> bool:
    return any(alarm.raised_utc < at_utc <= alarm.raised_utc + _CASCADE_S for at_utc in raised)


class AlarmCursor(Cursor[AlarmRow]):
    """Highlights a row by its alarm's number.

    Arriving, closing or worsening alarms never move the highlighted row; the other rows move around it. A
    key acts on the row only after it was shown unchanged for SETTLED_S. A row that was closed, shelved or put
    out of service leaves the highlight to an open row, if there is one.

    site_id: the site whose alarms, and those that speak for it, are alone in the list; empty for all sites
    told: the worst alarm that lasts and nobody acknowledged: the line of attention tells it
    """

    def __init__(self, site_id: str = "") -> None:
        super().__init__(lambda row: row.alarm.number)
        self._stood: SettleDelay[int] = SettleDelay()
        self.told: AlarmRow | None = None
        self._told: SettleDelay[int] = SettleDelay()
        self._leaves = 0
        self.site_id = site_id

    def see(self, alarms: Sequence[Alarm], now_s: float) -> None:
        at, before = self.at, self.row
        alarms = _of_site(alarms, self.site_id) if self.site_id else alarms
        self.take(_pinned(rows_of(alarms), before, at), at)
        row = self.row
        is_gone = before is None or row is None or row.alarm.number != before.alarm.number
        opened = [row for row in self.rows if row.part is AlarmPart.OPEN]
        was_open = before is not None and before.part is AlarmPart.OPEN
        if not is_gone and row is not None and row.alarm.number == self._leaves and not row.alarm.is_urgent:
            self.take(rows_of(alarms))
            row = next((row for row in self.rows if row.alarm.is_urgent), row)
        elif row is not None and opened and (is_gone or (was_open and row.part is not AlarmPart.OPEN)):
            row = opened[min(at, len(opened) - 1)]
        if row is not None:
            self.go_to(row.alarm.number)
        self._note(now_s)

    def go_to_site(self, site_id: str) -> bool:
        """Highlight the first open row about that site; return whether there is one."""
        found = self.about(site_id)
        if found is not None:
            self.go_to(found.alarm.number)
        return found is not None

    def about(self, site_id: str) -> AlarmRow | None:
        return next((row for row in self.rows if row.part is AlarmPart.OPEN and row.is_about(site_id)), None)

    @property
    def open_row(self) -> AlarmRow | None:
        """Return the highlighted row if it is in the open part."""
        row = self.row
        return row if row is not None and row.part is AlarmPart.OPEN else None

    def leave_when_acknowledged(self) -> None:
        """Highlight the most urgent row once the highlighted one is acknowledged."""
        self._leaves = 0 if self.row is None else self.row.alarm.number

    def refusal(self, row: AlarmRow | None, now_s: float, *, is_listed: bool = True) -> str:
        """Return why no key may act on `row` now, as a code; empty when a key may.

        is_listed: whether the rows are in sight; else `told` is seen from when it is told on
        """
        if row is None:
            return "alarm.no-row"
        stood = self._told if not is_listed and row == self.told else self._stood
        return "" if stood.is_settled(row.alarm.number, now_s) else "alarm.just-moved"

    def _note(self, now_s: float) -> None:
        """Note since when each row has its place and severity, and the line of attention tells its alarm."""
        seen = {row.alarm.number: (place, row.alarm.severity) for place, row in enumerate(self.rows)}
        self._stood.see(seen, now_s)
        told = self.told = _worst(self.rows)
        self._told.see({} if told is None else {told.alarm.number: told.alarm.severity}, now_s)


def _worst(rows: Iterable[AlarmRow]) -> AlarmRow | None:
    urgent = (row for row in rows if row.part is AlarmPart.OPEN and row.alarm.is_urgent)
    lasting = (row for row in urgent if row.alarm.is_active)
    return min(lasting, key=lambda row: most_urgent_first(row.alarm), default=None)


def _of_site(alarms: Sequence[Alarm], site_id: str) -> Sequence[Alarm]:
    """Return a site's own alarms and those that speak for it."""
    own = [alarm for alarm in alarms if alarm.site_id == site_id]
    parents = {alarm.parent for alarm in own}
    return [a for a in alarms if a in own or a.number in parents or site_id in a.members]


def _pinned(rows: tuple[AlarmRow, ...], before: AlarmRow | None, at: int) -> tuple[AlarmRow, ...]:
    """Keep the row `before` at place `at`, unless its part changed."""
    kept = next((row for row in rows if before and row.alarm.number == before.alarm.number), None)
    if before is None or kept is None or kept.part is not before.part:
        return rows
    others = [row for row in rows if row is not kept]
    return (*others[:at], kept, *others[at:])
