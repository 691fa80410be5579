"""An AlarmLogic with its clocks, its conditions and its journal, as the engine has them."""

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmLoad, AlarmState, Condition, Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmAcknowledged, AlarmEvent, AlarmShelved, BellSilenced
from gbdt_console.core.alarms.logic import AlarmLogic
from gbdt_console.core.alarms.rules import AlarmRules, Moment
from gbdt_console.core.events import Event
from gbdt_console.journal.codec import event_data, read_event
from tests.support.journal.kept import kept

NOON_UTC = 1_767_225_600.0
NODE = AlarmKey("upstream.vnpt", AlarmType.UPSTREAM_LOST)
CRITICAL, MAJOR, MINOR = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR


def site(name: str) -> AlarmKey:
    return AlarmKey(name, AlarmType.SITE_LOST)


def through_json(event: AlarmEvent) -> AlarmEvent:
    """As the journal gives it back."""
    kept = json.loads(json.dumps(event_data(cast(Event, event)), sort_keys=True))
    return cast(AlarmEvent, read_event(event.KIND, event.VERSION, kept))


class AlarmDesk:
    """`fold` takes every event in the order of the journal; the live book takes what operators did only when
    it is durable, which `deliver` says. `faults` are the conditions that are there."""

    def __init__(
        self, rules: AlarmRules | None = None, kept: Callable[[AlarmEvent], AlarmEvent] = through_json
    ) -> None:
        self.rules = rules or AlarmRules()
        self._kept = kept
        self.s = 1_000.0
        self.utc = NOON_UTC
        self.faults: dict[AlarmKey, Condition] = {}
        self.journal: list[AlarmEvent] = []
        self.fold = AlarmBook()
        self.in_flight: deque[AlarmEvent] = deque()
        self.logic = AlarmLogic(AlarmBook(), self._record, self.rules)

    @property
    def book(self) -> AlarmBook:
        return self.logic.book

    def now(self) -> Moment:
        return Moment(self.s, self.utc)

    def load(self) -> AlarmLoad:
        return self.logic.load(self.now())

    def state(self, key: AlarmKey) -> AlarmState:
        alarm = self.book.of(key)
        return AlarmState.NORMAL if alarm is None else alarm.state

    def alarm(self, key: AlarmKey) -> Alarm:
        alarm = self.book.of(key)
        assert alarm is not None, key
        return alarm

    def kinds(self) -> list[str]:
        return [event.KIND for event in self.journal]

    def change(
        self, raised: Sequence[Condition] = (), cleared: Mapping[AlarmKey, float] | Sequence[AlarmKey] = ()
    ) -> None:
        """One step with these changes, at this moment."""
        ends = cleared if isinstance(cleared, Mapping) else dict.fromkeys(cleared, self.utc)
        self.faults |= {condition.key: condition for condition in raised}
        for key in ends:
            self.faults.pop(key, None)
        self.logic.step(self.now(), raised, ends.items())

    def lose(self, *keys: AlarmKey, severity: Severity = MAJOR, parent: AlarmKey | None = None) -> None:
        self.change([Condition(key, severity, self.utc, site_id=key.resource, parent=parent) for key in keys])

    def mend(self, *keys: AlarmKey) -> None:
        self.change(cleared=keys)

    def wait(self, seconds: float, step_s: float = 1.0) -> None:
        """Let time pass, with a step every second."""
        until_s = self.s + seconds
        while self.s < until_s:
            self.pass_time(min(step_s, until_s - self.s))
            self.logic.step(self.now())

    def pass_time(self, seconds: float) -> None:
        self.s += seconds
        self.utc += seconds

    def say(self, event: AlarmEvent) -> None:
        """An operator's event is on its way to the disk: it has its place in the journal."""
        self._record(event)
        self.in_flight.append(event)

    def deliver(self) -> None:
        """What operators did is durable."""
        while self.in_flight:
            self.logic.take(self.in_flight.popleft())

    def do(self, event: AlarmEvent) -> None:
        self.say(event)
        self.deliver()

    def acknowledge(self, key: AlarmKey, seen: Severity | None = None) -> None:
        alarm = self.alarm(key)
        severity = (seen or alarm.severity).value
        self.do(AlarmAcknowledged(alarm.number, key.resource, Severity(severity), "truc", self.utc))

    def shelve(self, key: AlarmKey, for_s: float = AlarmRules().shelf_s) -> None:
        self.do(AlarmShelved(self.alarm(key).number, key.resource, self.utc + for_s, "cable", "truc"))

    def silence(self) -> None:
        self.do(BellSilenced("truc"))

    def jump(self, by_s: float) -> None:
        """Somebody moved the wall clock; what was on its way is durable by then."""
        self.deliver()
        self.utc += by_s
        self.logic.shift(by_s)
        self.fold.shift(by_s)
        self.faults = {key: replace(c, since_utc=c.since_utc + by_s) for key, c in self.faults.items()}

    def restart(self) -> None:
        """The engine ends and begins anew: what is there is told again, what is not is over."""
        self.deliver()
        is_meeting = self.logic.is_meeting
        book = kept(self.book)
        self.logic = AlarmLogic(book, self._record, self.rules)
        self.logic.is_meeting = is_meeting
        over = [a.key for a in book.alarms.values() if a.is_active and a.key not in self.faults]
        self.change(list(self.faults.values()), over)

    def _record(self, event: AlarmEvent) -> None:
        self.journal.append(event)
        self.fold.apply(self._kept(event))
