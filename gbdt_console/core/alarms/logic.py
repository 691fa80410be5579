"""Derives alarm events from conditions: raising, clearing, chattering, suppression, expiry.

The logic reads no clock. It applies each event to its own book at once and hands it on for the journal.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from gbdt_console.core.alarms import events
from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmLoad, Condition, MaintenanceWindow
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.chatter import Chatter, Watched
from gbdt_console.core.alarms.conditions import parents_first
from gbdt_console.core.alarms.rules import AlarmRules, Moment
from gbdt_console.core.alarms.sounding import AlarmSounding
from gbdt_console.core.units import Utc

_CHECK_EVERY_S = 1.0
"""Expiry and suppression are checked at every change, and this often without one."""


class AlarmLogic:
    """Raises and clears alarms. Call `step` several times a second, `take` for each operator's event.

    book: the alarms, ahead of the journal by the events being written.
    is_meeting: whether a meeting runs, which shortens acknowledgements and restricts sound.
    """

    def __init__(
        self,
        book: AlarmBook,
        emit: Callable[[events.AlarmEvent], object],
        rules: AlarmRules | None = None,
        expected_utc: Callable[[Alarm], float | None] = lambda alarm: None,
    ) -> None:
        """Start over `book`.

        expected_utc: returns when the repair of an alarm's outage is expected; None without an
            estimate.
        """
        self._expected_utc = expected_utc
        self.book = book
        self.rules = rules or AlarmRules()
        self.is_meeting = False
        self._emit_out = emit
        self._bell = AlarmSounding(self.rules)
        self._parents: dict[AlarmKey, AlarmKey | None] = {}
        self._ended_s: dict[int, float] = {}
        self._changes: dict[AlarmKey, deque[float]] = {}
        self._chatter: dict[AlarmKey, Chatter] = {}
        self._raised_s = float("-inf")
        self._checked_s = float("-inf")
        self._fresh: set[int] = set()
        self._unshown: set[int] = set()
        self._is_restored = False

    def step(
        self,
        now: Moment,
        raised: Iterable[Condition] = (),
        cleared: Iterable[tuple[AlarmKey, float]] = (),
    ) -> None:
        """Take changed conditions and let time act. A condition in neither list stays as it was.

        cleared: keys whose fault is gone, each with the UTC time of its end.
        """
        if not self._is_restored:
            self._restore(now)
        raised, cleared = list(raised), list(cleared)
        for key, ended_utc in cleared:
            self._clear(key, ended_utc, now)
        for condition in parents_first(raised):
            self._raise(condition, now)
            if condition.is_momentary:
                self._clear(condition.key, now.utc, now)
        if raised or cleared or now.s - self._checked_s >= _CHECK_EVERY_S:
            self._checked_s = now.s
            self._expire(now)
            self._suppress(now)
        self._notify_bell(now)

    def take(self, event: events.AlarmEvent) -> None:
        """Apply an operator's event, after the journal has it."""
        if isinstance(event, events.MaintenanceEnded):
            self._fresh |= self._numbers_in(event.window)
        self.book.apply(event)
        if isinstance(event, events.BellSilenced):
            self._bell.silence()

    def watched(self) -> dict[AlarmKey, Watched]:
        settle_s = self.rules.flap_settle_s
        return {key: one.watched(settle_s) for key, one in self._chatter.items() if not one.is_active}

    def shift(self, by_s: float) -> None:
        """Move the alarms' times by `by_s` seconds after a clock jump, so that durations stay."""
        self.book.shift(by_s)
        for chatter in self._chatter.values():
            chatter.shift(by_s)

    def load(self, now: Moment) -> AlarmLoad:
        return self._bell.load(self.book.alarms.values(), now)

    def _emit(self, event: events.AlarmEvent) -> None:
        self.book.apply(event)
        self._emit_out(event)

    def _notify_bell(self, now: Moment) -> None:
        """Pass on the alarms that began to wait. Each counts as load when it is first shown."""
        alarms = [self.book.alarms[number] for number in self._fresh if number in self.book.alarms]
        shown = [alarm for alarm in alarms if alarm.is_urgent]
        for alarm in shown:
            if alarm.number in self._unshown:
                self._unshown.remove(alarm.number)
                self._bell.count(alarm.key.resource, alarm.severity, now)
        self._bell.sound_for(shown, now, is_meeting=self.is_meeting)
        self._fresh.clear()

    def _restore(self, now: Moment) -> None:
        """Restore what an earlier run knew from the book. These are recent ends, held alarms and parents."""
        self._is_restored = True
        known = [*self.book.closed.values(), *self.book.alarms.values()]
        key_of = {alarm.number: alarm.key for alarm in known}
        ended = [alarm for alarm in known if not alarm.is_active]
        for alarm in sorted(ended, key=lambda a: a.ended_utc or 0.0):
            self._ended_s[alarm.number] = now.s - max(0.0, now.utc - (alarm.ended_utc or 0.0))
        for alarm in self.book.alarms.values():
            if alarm.parent:
                self._parents[alarm.key] = key_of.get(alarm.parent)
            if alarm.is_chattering:
                self._chatter[alarm.key] = Chatter(True, now, now.s)

    def _raise(self, condition: Condition, now: Moment) -> None:
        key = condition.key
        self._parents[key] = condition.parent
        alarm = self.book.of(key)
        chatter = self._chatter.get(key)
        if chatter is not None and not chatter.is_active:
            self._chatter[key] = chatter = Chatter(True, now, now.s)
        if alarm is not None and alarm.is_active:
            if chatter is not None:
                chatter.latest = condition
                condition = _held(condition, alarm)
            self._update(alarm, condition)
            return
        is_chattering = self._count_change(key, now)
        number = self._raise_anew(condition, alarm, now)
        if is_chattering:
            self._hold(self.book.alarms[number], Chatter(True, now, now.s))

    def _raise_anew(self, condition: Condition, alarm: Alarm | None, now: Moment) -> int:
        key = condition.key
        closed = self.book.closed.get(key)
        if alarm is not None:
            number = alarm.number
        elif closed is not None and self._ended_within(closed.number, self.rules.flap_window_s, now):
            number = closed.number
        else:
            number = self.book.last_number + 1
        parent = self._active_parent(condition.parent, now)
        self._emit(
            events.AlarmRaised(
                number,
                key.resource,
                key.type,
                condition.severity,
                condition.site_id,
                condition.since_utc,
                now.utc,
                condition.cause,
                condition.confidence,
                condition.evidence,
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
                events.AlarmChanged(
                    alarm.number,
                    alarm.key.resource,
                    condition.severity,
                    dict(condition.params),
                    list(condition.members),
                )
            )
        if (alarm.cause, alarm.confidence) != (condition.cause, condition.confidence):
            self._emit(
                events.CauseDecided(
                    alarm.number,
                    alarm.key.resource,
                    condition.cause,
                    condition.confidence,
                    condition.evidence,
                )
            )

    def _clear(self, key: AlarmKey, ended_utc: Utc, now: Moment) -> None:
        chatter = self._chatter.get(key)
        gone = Chatter(False, now, now.s - (now.utc - ended_utc))
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
        self._emit(events.AlarmCleared(alarm.number, key.resource, ended_utc, lasted_s, alarm.window))

    def _count_change(self, key: AlarmKey, now: Moment) -> bool:
        changes = self._changes.setdefault(key, deque(maxlen=self.rules.flap_changes))
        changes.append(now.s)
        return len(changes) == self.rules.flap_changes and now.s - changes[0] < self.rules.flap_window_s

    def _hold(self, alarm: Alarm, chatter: Chatter) -> None:
        self._chatter[alarm.key] = chatter
        self._emit(events.AlarmChattering(alarm.number, alarm.key.resource, self.rules.flap_changes))

    def _expire(self, now: Moment) -> None:
        """Settle held alarms, and end acts whose time has passed.

        These acts are acknowledgements, shelves and maintenance.
        """
        self._forget_ended(now)
        for key, chatter in list(self._chatter.items()):
            if now.s - chatter.changed.s >= self.rules.flap_settle_s:
                self._settle(key, chatter, now)
        ack_s = self.rules.ack_meeting_s if self.is_meeting else self.rules.ack_s
        for alarm in list(self.book.alarms.values()):
            number, ack_utc, until_utc = alarm.number, alarm.ack_utc, alarm.shelved_until_utc
            if (
                alarm.is_active
                and ack_utc is not None
                and now.utc >= self._ack_ends_utc(alarm, ack_utc, ack_s)
            ):
                if alarm.is_acknowledged:
                    self._fresh.add(number)
                self._emit(events.AlarmAcknowledgementExpired(number, alarm.key.resource, ack_utc))
            if until_utc is not None and now.utc >= until_utc:
                self._fresh.add(number)
                self._emit(events.AlarmUnshelved(number, alarm.key.resource, until_utc=until_utc))
        for window in list(self.book.windows.values()):
            self._begin_or_end(window, now)

    def _ack_ends_utc(self, alarm: Alarm, ack_utc: Utc, ack_s: float) -> float:
        """Return when an acknowledgement ends: as the estimate passes, or after `ack_s` without one.

        An estimate that had passed before the acknowledgement counts no more.
        """
        expected_utc = self._expected_utc(alarm)
        return expected_utc if expected_utc is not None and expected_utc > ack_utc else ack_utc + ack_s

    def _begin_or_end(self, window: MaintenanceWindow, now: Moment) -> None:
        if now.utc >= window.until_utc:
            self._fresh |= self._numbers_in(window.id)
            self._emit(events.MaintenanceEnded(window.id, window.resource))
        elif not window.has_begun and now.utc >= window.from_utc:
            self._emit(events.MaintenanceBegan(window.id, window.resource))

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
        """Drop the ends that have become too old to matter.

        They can neither re-open an alarm nor suppress one. `_ended_s` is in the order of time, so the first
        young end stops the search.
        """
        keep_s = max(self.rules.flap_window_s, self.rules.parent_grace_s)
        while self._ended_s:
            number, ended_s = next(iter(self._ended_s.items()))
            if now.s - ended_s < keep_s:
                return
            del self._ended_s[number]

    def _settle(self, key: AlarmKey, chatter: Chatter, now: Moment) -> None:
        del self._chatter[key]
        alarm = self.book.of(key)
        if alarm is None:
            return
        if chatter.is_active:
            self._fresh.add(alarm.number)
        else:
            self._note_end(alarm.number, now)
        at_utc = now.utc - (now.s - chatter.since_s)
        self._emit(events.AlarmSettled(alarm.number, key.resource, chatter.is_active, at_utc, alarm.window))
        if chatter.is_active and chatter.latest is not None:
            self._update(self.book.alarms[alarm.number], replace(chatter.latest, severity=alarm.severity))

    def _suppress(self, now: Moment) -> None:
        """Suppress children at once, and release them `parent_grace_s` after their parent's end.

        The grace keeps children that recover with their parent from sounding.
        """
        for alarm in list(self.book.alarms.values()):
            parent_key = self._parents.get(alarm.key)
            if not alarm.is_active or (parent_key is None and not alarm.parent):
                continue
            parent = self._active_parent(parent_key, now, alarm.parent)
            if parent == alarm.parent:
                continue
            if not parent:
                self._fresh.add(alarm.number)
            self._emit(events.AlarmSuppressed(alarm.number, alarm.key.resource, parent))

    def _active_parent(self, key: AlarmKey | None, now: Moment, number: int = 0) -> int:
        """Return the number of the active parent, or 0.

        Within its grace, the parent `number` counts although it ended.
        """
        alarm = self.book.of(key) if key is not None else None
        if alarm is not None and alarm.is_active:
            return alarm.number
        return number if self._ended_within(number, self.rules.parent_grace_s, now) else 0


def _held(condition: Condition, alarm: Alarm) -> Condition:
    """Return `condition` with the cause, members and figures of the held alarm.

    While an alarm chatters, the diagnosed part changes with every turn; only the severity is of use.
    """
    return replace(
        condition, cause=alarm.cause, confidence=alarm.confidence, members=alarm.members, params=alarm.params
    )
