"""Folds alarm events into open alarms and planned work; equal events give equal books."""

from dataclasses import field, replace
from typing import get_args

from gbdt_console.core.alarms import events
from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, MaintenanceWindow
from gbdt_console.core.alarms.definitions import DEFINITIONS
from gbdt_console.core.events import ClockJumped
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


@dataclass(slots=True)
class AlarmBook:
    """Holds the open and the last closed alarms, and planned work.

    A fault that returns soon re-opens the closed alarm of its key, with its acknowledgement.

    alarms: the open alarms by number.
    """

    last_number: int = 0
    alarms: dict[int, Alarm] = field(default_factory=dict)
    closed: dict[AlarmKey, Alarm] = field(default_factory=dict)
    windows: dict[str, MaintenanceWindow] = field(default_factory=dict)
    _numbers: dict[AlarmKey, int] = field(init=False, repr=False, compare=False)
    _keys: dict[int, AlarmKey] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Leave out the alarms of a type without a definition, of another program."""
        self.alarms = {number: a for number, a in self.alarms.items() if a.key.type in DEFINITIONS}
        self.closed = {key: alarm for key, alarm in self.closed.items() if key.type in DEFINITIONS}
        self._numbers = {a.key: a.number for a in (*self.closed.values(), *self.alarms.values())}
        self._keys = {number: key for key, number in self._numbers.items()}

    def copy(self) -> "AlarmBook":
        return AlarmBook(self.last_number, self.alarms, self.closed, dict(self.windows))

    def of(self, key: AlarmKey) -> Alarm | None:
        return self.alarms.get(self._numbers.get(key, 0))

    @property
    def work(self) -> tuple[MaintenanceWindow, ...]:
        """The planned and running maintenance, in the order of its begin."""
        return tuple(sorted(self.windows.values(), key=lambda window: window.from_utc))

    def apply(self, event: events.AlarmEvent) -> None:
        """Apply one event. An event about a replaced alarm of its key changes nothing.

        Operators' events and the fault's own events may arrive in any order between two AlarmRaised of a key:
        each sets fields of its own, and `is_open` is derived from all of them.
        """
        match event:
            case events.AlarmRaised():
                self._raise(event)
            case events.MaintenancePlanned():
                self.windows[event.window] = MaintenanceWindow(
                    event.window,
                    event.resource,
                    event.from_utc,
                    event.until_utc,
                    event.reason,
                    event.operator,
                )
            case events.MaintenanceBegan():
                if event.window in self.windows:
                    self.windows[event.window] = replace(self.windows[event.window], has_begun=True)
                    self._assign_windows()
            case events.MaintenanceEnded():
                self.windows.pop(event.window, None)
                self._assign_windows()
            case _:
                self._alter(event)

    def shift(self, by_s: float) -> None:
        """Move all alarm times by `by_s` seconds after a clock jump.

        Durations stay the same. Maintenance is planned on the wall clock and keeps its times.
        """
        self.alarms = {number: _shifted(alarm, by_s) for number, alarm in self.alarms.items()}
        self.closed = {key: _shifted(alarm, by_s) for key, alarm in self.closed.items()}

    def _raise(self, event: events.AlarmRaised) -> None:
        self.last_number = max(self.last_number, event.number)
        if event.type not in DEFINITIONS:
            return
        key = AlarmKey(event.resource, event.type)
        before = self._find(self._numbers.get(key, 0))
        raised = Alarm(
            number=event.number,
            key=key,
            severity=event.severity,
            since_utc=event.since_utc,
            raised_utc=event.raised_utc,
            site_id=event.site,
            cause=event.cause,
            confidence=event.confidence,
            evidence=event.evidence,
            params=tuple(sorted(event.params.items())),
            members=tuple(event.members),
            parent=event.parent,
            window=self._window_of(event.resource, event.site),
            is_first_out=event.is_first_out,
        )
        if before is not None and before.number == event.number:
            raised = replace(
                raised,
                override=before.override,
                override_by=before.override_by,
                ack_by=before.ack_by,
                ack_utc=before.ack_utc,
                ack_severity=before.ack_severity,
                shelved_until_utc=before.shelved_until_utc,
                shelved_by=before.shelved_by,
                shelf_reason=before.shelf_reason,
            )
        self._put(raised)

    def _alter(self, event: events.AlarmEvent) -> None:
        before = self._find(getattr(event, "number", 0))
        if before is None:
            return
        changed = _changes_by_fault(event) or _changes_by_operator(event, before)
        if changed:
            self._put(replace(before, **changed))  # type: ignore[arg-type]

    def _find(self, number: int) -> Alarm | None:
        key = self._keys.get(number)
        return None if key is None else self.alarms.get(number) or self.closed[key]

    def _put(self, alarm: Alarm) -> None:
        """Replace any alarm of the same key or number."""
        self._drop(alarm.number)
        self._drop(self._numbers.get(alarm.key, 0))
        self._numbers[alarm.key] = alarm.number
        self._keys[alarm.number] = alarm.key
        if alarm.is_open:
            self.alarms[alarm.number] = alarm
        else:
            self.closed[alarm.key] = alarm

    def _drop(self, number: int) -> None:
        key = self._keys.pop(number, None)
        if key is not None:
            del self._numbers[key]
            self.alarms.pop(number, None)
            self.closed.pop(key, None)

    def _assign_windows(self) -> None:
        """Assign windows to active alarms. An ended alarm keeps the window in which its fault ended."""
        for number, alarm in self.alarms.items():
            window = self._window_of(alarm.key.resource, alarm.site_id)
            if alarm.is_active and window != alarm.window:
                self.alarms[number] = replace(alarm, window=window)

    def _window_of(self, resource: str, site_id: str) -> str:
        """Return the id of the begun window that ends last. So the order of planning does not matter."""
        covering = [
            (window.until_utc, window.id)
            for window in self.windows.values()
            if window.has_begun and (window.covers(resource) or (site_id and window.covers(site_id)))
        ]
        return max(covering)[1] if covering else ""


def _changes_by_fault(event: events.AlarmEvent) -> dict[str, object]:
    match event:
        case events.AlarmChanged():
            return {
                "severity": event.severity,
                "params": tuple(sorted(event.params.items())),
                "members": tuple(event.members),
            }
        case events.AlarmCleared():
            return {"is_active": False, "ended_utc": event.ended_utc, "window": event.window}
        case events.AlarmSuppressed():
            return {"parent": event.parent}
        case events.AlarmChattering():
            return {"is_chattering": True}
        case events.AlarmSettled():
            if event.is_active:
                return {"is_chattering": False}
            ended = {"is_active": False, "ended_utc": event.at_utc, "window": event.window}
            return {"is_chattering": False} | ended
        case events.CauseDecided():
            evidence = event.evidence
            return {"cause": event.cause, "confidence": event.confidence, "evidence": evidence}
    return {}


def _changes_by_operator(event: events.AlarmEvent, before: Alarm) -> dict[str, object]:
    """Return the fields that an operator's act, or its end, sets.

    The end of an acknowledgement or shelf names the one it ends, since the operator may have renewed it.
    """
    match event:
        case events.AlarmAcknowledged():
            severity = event.severity
            return {"ack_by": event.operator, "ack_utc": event.at_utc, "ack_severity": severity}
        case events.AlarmAcknowledgementExpired() if event.ack_utc == before.ack_utc:
            return {"ack_by": "", "ack_utc": None, "ack_severity": None}
        case events.AlarmShelved():
            return {
                "shelved_until_utc": event.until_utc,
                "shelved_by": event.operator,
                "shelf_reason": event.reason,
            }
        case events.AlarmUnshelved() if event.until_utc in (0.0, before.shelved_until_utc):
            return {"shelved_until_utc": None, "shelved_by": "", "shelf_reason": ""}
        case events.CauseOverridden():
            return {"override": event.cause, "override_by": event.operator if event.cause else ""}
    return {}


def _shifted(alarm: Alarm, by_s: float) -> Alarm:
    return replace(
        alarm,
        since_utc=alarm.since_utc + by_s,
        raised_utc=alarm.raised_utc + by_s,
        ended_utc=_later(alarm.ended_utc, by_s),
        ack_utc=_later(alarm.ack_utc, by_s),
        shelved_until_utc=_later(alarm.shelved_until_utc, by_s),
    )


def _later(at_utc: Utc | None, by_s: float) -> float | None:
    return None if at_utc is None else at_utc + by_s


def _fold(book: AlarmBook, event: events.AlarmEvent | ClockJumped, _: Books) -> AlarmBook:
    if isinstance(event, ClockJumped):
        book.shift(event.by_s)
    else:
        book.apply(event)
    return book


ALARMS = Feature("alarms", AlarmBook, (*get_args(events.AlarmEvent), ClockJumped), _fold)
