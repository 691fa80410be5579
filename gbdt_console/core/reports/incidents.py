"""Fold alarm events into microphones out of turn, unordered calls and calls of which much was lost."""

from collections.abc import Iterator
from dataclasses import replace

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmCleared, AlarmRaised, AlarmSettled
from gbdt_console.core.events import Entry
from gbdt_console.core.reports.minutes import Incident
from gbdt_console.core.resource_ids import conference_of
from gbdt_console.core.units import Utc

OPEN_MICROPHONES = (AlarmType.MICROPHONE_OPEN,)
UNORDERED_CALLS = (AlarmType.CALLER_UNEXPECTED, AlarmType.CALLED_TWICE)
POOR_CALLS = (AlarmType.CALL_POOR,)
_TYPES = frozenset((*OPEN_MICROPHONES, *UNORDERED_CALLS, *POOR_CALLS))


class IncidentsFold:
    """Takes all journal entries in order and keeps each stretch of such an alarm."""

    def __init__(self) -> None:
        self._ended: list[Incident] = []
        self._open: dict[int, Incident] = {}

    def take(self, entry: Entry) -> None:
        match entry.event:
            case AlarmRaised(type=type_) as raised if type_ in _TYPES:
                self._end(raised.number, raised.since_utc)
                self._open[raised.number] = _incident(raised)
            case AlarmCleared() as cleared:
                self._end(cleared.number, cleared.ended_utc)
            case AlarmSettled(is_active=False) as settled:
                self._end(settled.number, settled.at_utc)

    def between(
        self, from_utc: Utc, until_utc: Utc, room_from_utc: Utc | None = None
    ) -> tuple[Incident, ...]:
        """Return those that lasted into a time, by begin.

        room_from_utc: since when a caller whom nobody expects counts, where that is before `from_utc`
        """
        calls_utc = from_utc if room_from_utc is None else min(from_utc, room_from_utc)
        since_utc = {AlarmType.CALLER_UNEXPECTED: calls_utc}
        found = (
            one
            for one in self._all()
            if one.from_utc < until_utc
            and (one.until_utc is None or one.until_utc > since_utc.get(one.type, from_utc))
        )
        return tuple(sorted(found, key=lambda one: (one.from_utc, one.number)))

    def _all(self) -> Iterator[Incident]:
        yield from self._ended
        yield from self._open.values()

    def _end(self, number: int, at_utc: Utc) -> None:
        known = self._open.pop(number, None)
        if known is not None:
            self._ended.append(replace(known, until_utc=max(at_utc, known.from_utc)))


def _incident(raised: AlarmRaised) -> Incident:
    caller = (raised.params.get("number", ""), raised.params.get("name", ""))
    words = " ".join(part for part in caller if part)
    return Incident(
        raised.number,
        raised.type,
        raised.site,
        "" if raised.site else words,
        raised.since_utc,
        conference=conference_of(raised.resource),
    )
