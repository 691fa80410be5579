"""From conditions to alarm events: raising, clearing, chattering, suppression, and what time brings about.

Pure: it is told the time, applies its events to its own book at once and hands them on to be recorded.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmLoad, Condition, MaintenanceWindow
from gbdt_console.core.alarms.bell import AlarmBell
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.events import (
    AlarmAcknowledgementExpired,
    AlarmChanged,
    AlarmChattering,
    AlarmCleared,
    AlarmEvent,
    AlarmRaised,
    AlarmSettled,
    AlarmSuppressed,
    AlarmUnshelved,
    BellSilenced,
    CauseDecided,
    MaintenanceBegan,
    MaintenanceEnded,
    evidence_data,
)
from gbdt_console.core.alarms.rules import AlarmRules, Moment

_LOOK_S = 1.0


@dataclass(slots=True)
class _Chatter:
    """An alarm that is held: how the fault is in truth, since when that is known and since when it is so, and
    what was said of it last."""

    is_active: bool
    changed_s: float
    since_s: float
    latest: Condition | None = None


class AlarmLogic:
    """Call `step` several times a second with what changed; `take` what operators did once it is recorded."""

    def __init__(
        self, book: AlarmBook, emit: Callable[[AlarmEvent], object], rules: AlarmRules | None = None
    ) -> None:
        self.book = book
        self.rules = rules or AlarmRules()
        self.is_meeting = False
        self._emit_out = emit
        self._bell = AlarmBell(self.rules)
        self._parents: dict[AlarmKey, AlarmKey | None] = {}
        self._ended_s: dict[int, float] = {}
        self._changes: dict[AlarmKey, deque[float]] = {}
        self._chatter: dict[AlarmKey, _Chatter] = {}
        self._raised_s = float("-inf")
        self._looked_s = float("-inf")
        self._fresh: set[int] = set()
        self._unshown: set[int] = set()
        self._is_awake = False

    def step(
        self,
        now: Moment,
        raised: Iterable[Condition] = (),
        cleared: Iterable[tuple[AlarmKey, float]] = (),
    ) -> None:
        """Take the conditions that are there (new or changed) and those that are over, each with the UTC time
        of its end. What is neither is left as it was."""
        if not self._is_awake:
            self._wake(now)
        raised, cleared = list(raised), list(cleared)
        for key, ended_utc in cleared:
            self._clear(key, ended_utc, now)
        for condition in _parents_first(raised):
            self._raise(condition, now)
            if condition.is_momentary:
                self._clear(condition.key, now.utc, now)
        if raised or cleared or now.s - self._looked_s >= _LOOK_S:
            self._looked_s = now.s
            self._look_at_time(now)
            self._look_at_parents(now)
        self._tell_bell(now)

    def take(self, event: AlarmEvent) -> None:
        """An operator's event that is recorded."""
        if isinstance(event, MaintenanceEnded):
            self._fresh |= self._numbers_in(event.window)
        self.book.apply(event)
        if isinstance(event, BellSilenced):
            self._bell.silence()

    def load(self, now: Moment) -> AlarmLoad:
        """What the alarm system says of itself."""
        return self._bell.load(self.book.alarms.values(), now)

    def _emit(self, event: AlarmEvent) -> None:
        self.book.apply(event)
        self._emit_out(event)

    def _tell_bell(self, now: Moment) -> None:
        """What began to wait for somebody; as a load on them each alarm counts when it is first shown."""
        alarms = [self.book.alarms[number] for number in self._fresh if number in self.book.alarms]
        shown = [alarm for alarm in alarms if alarm.is_urgent]
        for alarm in shown:
            if alarm.number in self._unshown:
                self._unshown.remove(alarm.number)
                self._bell.count(alarm.key.resource, alarm.severity, now)
        self._bell.consider(shown, now, is_meeting=self.is_meeting)
        self._fresh.clear()

    def _wake(self, now: Moment) -> None:
        """Remember from the book what an earlier run knew: what ended a moment ago, what is held, what is
        under what."""
        self._is_awake = True
        known = [*self.book.closed.values(), *self.book.alarms.values()]
        key_of = {alarm.number: alarm.key for alarm in known}
        ended = [alarm for alarm in known if not alarm.is_active]
        for alarm in sorted(ended, key=lambda a: a.ended_utc or 0.0):
            self._ended_s[alarm.number] = now.s - max(0.0, now.utc - (alarm.ended_utc or 0.0))
        for alarm in self.book.alarms.values():
            if alarm.parent:
                self._parents[alarm.key] = key_of.get(alarm.parent)
            if alarm.is_chattering:
                self._chatter[alarm.key] = _Chatter(True, now.s, now.s)

    def _raise(self, condition: Condition, now: Moment) -> None:
        key = condition.key
        self._parents[key] = condition.parent
        alarm = self.book.of(key)
        chatter = self._chatter.get(key)
        if chatter is not None and not chatter.is_active:
            self._chatter[key] = chatter = _Chatter(True, now.s, now.s)
        if alarm is not None and alarm.is_active:
            if chatter is not None:
                chatter.latest = condition
                condition = _held(condition, alarm)
            self._update(alarm, condition)
            return
        is_chattering = self._count_change(key, now)
        number = self._raise_anew(condition, alarm, now)
        if is_chattering:
            self._hold(self.book.alarms[number], _Chatter(True, now.s, now.s))

    def _raise_anew(self, condition: Condition, alarm: Alarm | None, now: Moment) -> int:
        key = condition.key
        closed = self.book.closed.get(key)
        if alarm is not None:
            number = alarm.number
        elif closed is not None and self._ended_within(closed.number, self.rules.flap_window_s, now):
            number = closed.number
        else:
            number = self.book.last_number + 1
        parent = self._standing_parent(condition.parent, now)
        self._emit(
            AlarmRaised(
                number,
                key.resource,
                key.type,
                condition.severity.value,
                condition.site_id,
                condition.since_utc,
                now.utc,
                condition.cause,
                condition.confidence,
                evidence_data(condition.evidence),
                dict(condition.params),
                list(condition.members),
                parent,
                is_first_out=not parent and now.s - self._raised_s > self.rules.cascade_s,
            )
        )
        if not parent:
            self._raised_s = now.s
        self._unshown.add(number)
        self._fresh.add(number)
        return number

    def _update(self, alarm: Alarm, condition: Condition) -> None:
        if alarm.severity is not condition.severity or alarm.members != condition.members:
            if condition.severity.rank > alarm.severity.rank:
                self._fresh.add(alarm.number)
            self._emit(
                AlarmChanged(
                    alarm.number,
                    alarm.key.resource,
                    condition.severity.value,
                    dict(condition.params),
                    list(condition.members),
                )
            )
        if (alarm.cause, alarm.confidence) != (condition.cause, condition.confidence):
            self._emit(
                CauseDecided(
                    alarm.number,
                    alarm.key.resource,
                    condition.cause,
                    condition.confidence,
                    evidence_data(condition.evidence),
                )
            )

    def _clear(self, key: AlarmKey, ended_utc: float, now: Moment) -> None:
        chatter = self._chatter.get(key)
        gone = _Chatter(False, now.s, now.s - (now.utc - ended_utc))
        if chatter is not None:
            if chatter.is_active:
                self._chatter[key] = gone
            return
        alarm = self.book.of(key)
        if alarm is None or not alarm.is_active:
            return
        if self._count_change(key, now):
            self._hold(alarm, gone)
            return
        self._note_end(alarm.number, now)
        lasted_s = round(max(0.0, ended_utc - alarm.since_utc), 3)
        self._emit(AlarmCleared(alarm.number, key.resource, ended_utc, lasted_s, alarm.window))

    def _count_change(self, key: AlarmKey, now: Moment) -> bool:
        """Whether this change makes too many within the window."""
        changes = self._changes.setdefault(key, deque(maxlen=self.rules.flap_changes))
        changes.append(now.s)
        return len(changes) == self.rules.flap_changes and now.s - changes[0] < self.rules.flap_window_s

    def _hold(self, alarm: Alarm, chatter: _Chatter) -> None:
        self._chatter[alarm.key] = chatter
        self._emit(AlarmChattering(alarm.number, alarm.key.resource, self.rules.flap_changes))

    def _look_at_time(self, now: Moment) -> None:
        self._forget_ended(now)
        for key, chatter in list(self._chatter.items()):
            if now.s - chatter.changed_s >= self.rules.flap_settle_s:
                self._settle(key, chatter, now)
        ack_s = self.rules.ack_meeting_s if self.is_meeting else self.rules.ack_s
        for alarm in list(self.book.alarms.values()):
            number, ack_utc, until_utc = alarm.number, alarm.ack_utc, alarm.shelved_until_utc
            if alarm.is_active and ack_utc is not None and now.utc - ack_utc >= ack_s:
                if alarm.is_acknowledged:
                    self._fresh.add(number)
                self._emit(AlarmAcknowledgementExpired(number, alarm.key.resource, ack_utc))
            if until_utc is not None and now.utc >= until_utc:
                self._fresh.add(number)
                self._emit(AlarmUnshelved(number, alarm.key.resource, until_utc=until_utc))
        for window in list(self.book.windows.values()):
            self._look_at_window(window, now)

    def _look_at_window(self, window: MaintenanceWindow, now: Moment) -> None:
        if now.utc >= window.until_utc:
            self._fresh |= self._numbers_in(window.id)
            self._emit(MaintenanceEnded(window.id, window.resource))
        elif not window.has_begun and now.utc >= window.from_utc:
            self._emit(MaintenanceBegan(window.id, window.resource))

    def _numbers_in(self, window: str) -> set[int]:
        return {alarm.number for alarm in self.book.alarms.values() if alarm.window == window}

    def _note_end(self, number: int, now: Moment) -> None:
        if number not in self._fresh:
            self._unshown.discard(number)
        self._ended_s.pop(number, None)
        self._ended_s[number] = now.s

    def _ended_within(self, number: int, seconds: float, now: Moment) -> bool:
        return now.s - self._ended_s.get(number, float("-inf")) < seconds

    def _forget_ended(self, now: Moment) -> None:
        """What ended long ago (the dictionary is in the order of time) can neither come back nor suppress."""
        keep_s = max(self.rules.flap_window_s, self.rules.parent_grace_s)
        while self._ended_s:
            number, ended_s = next(iter(self._ended_s.items()))
            if now.s - ended_s < keep_s:
                return
            del self._ended_s[number]

    def _settle(self, key: AlarmKey, chatter: _Chatter, now: Moment) -> None:
        del self._chatter[key]
        alarm = self.book.of(key)
        if alarm is None:
            return
        if chatter.is_active:
            self._fresh.add(alarm.number)
        else:
            self._note_end(alarm.number, now)
        at_utc = now.utc - (now.s - chatter.since_s)
        self._emit(AlarmSettled(alarm.number, key.resource, chatter.is_active, at_utc, alarm.window))
        if chatter.is_active and chatter.latest is not None:
            self._update(self.book.alarms[alarm.number], replace(chatter.latest, severity=alarm.severity))

    def _look_at_parents(self, now: Moment) -> None:
        """A parent suppresses at once; it lets go some seconds after it is over, so that children that come
        back with it are not heard."""
        for alarm in list(self.book.alarms.values()):
            above = self._parents.get(alarm.key)
            if not alarm.is_active or (above is None and not alarm.parent):
                continue
            parent = self._standing_parent(above, now, alarm.parent)
            if parent == alarm.parent:
                continue
            if not parent:
                self._fresh.add(alarm.number)
            self._emit(AlarmSuppressed(alarm.number, alarm.key.resource, parent))

    def _standing_parent(self, key: AlarmKey | None, now: Moment, number: int = 0) -> int:
        """The number of the parent that stands, or of `number` that stood a moment ago; else 0."""
        above = self.book.of(key) if key is not None else None
        if above is not None and above.is_active:
            return above.number
        return number if self._ended_within(number, self.rules.parent_grace_s, now) else 0


def _held(condition: Condition, alarm: Alarm) -> Condition:
    """While an alarm is held only how bad it is matters: which part failed changes with every turn."""
    return replace(
        condition, cause=alarm.cause, confidence=alarm.confidence, members=alarm.members, params=alarm.params
    )


def _parents_first(raised: Sequence[Condition]) -> list[Condition]:
    """As they began, but none before the one it lies under."""
    above = {condition.key: condition.parent for condition in raised}

    def depth(condition: Condition) -> int:
        deep, parent = 0, condition.parent
        while parent is not None:
            deep, parent = deep + 1, above.get(parent)
        return deep

    return sorted(raised, key=lambda condition: (depth(condition), condition.since_utc))
