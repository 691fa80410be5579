"""Decides when alarms sound, detects floods, and counts the alarm load (EEMUA 191, ISA-18.2)."""

from collections import Counter, deque
from collections.abc import Iterable

from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, Severity
from gbdt_console.core.alarms.rules import AlarmRules, Moment, Sounding

_DAY_S = 86_400.0
_TOP = 10
"""The number of resources that the report lists: the top ten that alarm reports usually give."""


class AlarmSounding:
    """Counts alarms and decides which of them sound, in memory only. A restart starts a new count."""

    def __init__(self, rules: AlarmRules) -> None:
        self._rules = rules
        self._sounds = 0
        self._sounded_s: deque[float] = deque()
        self._loudest = -1
        self._groups_s: dict[tuple[str, Severity], float] = {}
        self._shown_s: deque[float] = deque()
        self._grouped_s: deque[float] = deque()
        self._is_flood = False
        self._is_meeting = False
        self._ringing: set[int] = set()
        self._of_day: deque[tuple[float, str, Severity]] = deque()
        self._by_source: Counter[str] = Counter()
        self._by_severity: Counter[Severity] = Counter()

    def count(self, resource: str, severity: Severity, now: Moment) -> None:
        """Count an alarm that is shown for the first time."""
        self._shown_s.append(now.s)
        self._of_day.append((now.s, resource, severity))
        self._by_source[resource] += 1
        self._by_severity[severity] += 1

    def sound_for(self, fresh: Iterable[Alarm], now: Moment, *, is_meeting: bool) -> None:
        """Sound at most once for alarms that just began to wait.

        fresh: the alarms that began to wait for an operator at this moment.
        """
        self._is_meeting = is_meeting
        self._update_rate(now)
        shown = [alarm for alarm in fresh if alarm.is_active]
        audible = [alarm for alarm in shown if self._may_sound(alarm)]
        is_shared = self._is_covered_by_last_sound(audible, now)
        is_sound = (
            bool(audible) and not is_shared and (not self._is_flood or self._may_sound_in_flood(audible, now))
        )
        self._grouped_s.extend([now.s] * (len(shown) - is_sound))
        if is_sound:
            self._sounded_s.append(now.s)
            self._sounds += 1
            self._loudest = max(alarm.severity.rank for alarm in audible)
        if is_sound or is_shared:
            self._groups_s.update(((alarm.key.type, alarm.severity), now.s) for alarm in audible)
        if is_sound or self._ringing:
            self._ringing.update(alarm.number for alarm in audible)

    def silence(self) -> None:
        self._ringing.clear()
        self._loudest = -1

    def load(self, alarms: Iterable[Alarm], now: Moment) -> AlarmLoad:
        waiting = {alarm.number: alarm for alarm in alarms if alarm.is_urgent}
        self._ringing &= {number for number, alarm in waiting.items() if self._may_sound(alarm)}
        oldest_utc = min((alarm.raised_utc for alarm in waiting.values()), default=now.utc)
        return AlarmLoad(
            raised_10min=len(self._shown_s),
            is_flood=self._is_flood,
            flood_more=len(self._grouped_s) if self._is_flood else 0,
            sounds=self._sounds,
            is_ringing=bool(self._ringing),
            longest_unacknowledged_s=round(max(0.0, now.utc - oldest_utc)),
            sources=tuple(self._by_source.most_common(_TOP)),
            by_severity=tuple((s.value, self._by_severity[s]) for s in Severity if self._by_severity[s]),
        )

    def _may_sound(self, alarm: Alarm) -> bool:
        sounding = self._rules.sound[alarm.severity]
        return sounding is Sounding.ALWAYS or (sounding is Sounding.IDLE and not self._is_meeting)

    def _is_covered_by_last_sound(self, audible: list[Alarm], now: Moment) -> bool:
        """Whether a recent sound covers `audible`.

        It does if it was not silenced and was at least as severe as each of them.
        """
        is_recent = bool(self._sounded_s) and now.s - self._sounded_s[-1] < self._rules.sound_share_s
        return is_recent and all(alarm.severity.rank <= self._loudest for alarm in audible)

    def _may_sound_in_flood(self, audible: list[Alarm], now: Moment) -> bool:
        """Whether a flood may sound for `audible`.

        It may for a type and severity that is new to it, while it has sounds left.
        """
        window_s = self._rules.flood_window_s
        known = {kind for kind, at_s in self._groups_s.items() if now.s - at_s < window_s}
        return len(self._sounded_s) < self._rules.flood_sounds and any(
            (alarm.key.type, alarm.severity) not in known for alarm in audible
        )

    def _update_rate(self, now: Moment) -> None:
        """Drop counts that left their window, and begin or end a flood."""
        since_s = now.s - self._rules.flood_window_s
        for times in (self._shown_s, self._sounded_s, self._grouped_s):
            while times and times[0] <= since_s:
                times.popleft()
        while self._of_day and self._of_day[0][0] <= now.s - _DAY_S:
            _, resource, severity = self._of_day.popleft()
            self._by_severity[severity] -= 1
            self._by_source[resource] -= 1
            if not self._by_source[resource]:
                del self._by_source[resource]
        if len(self._shown_s) > self._rules.flood_count:
            self._is_flood = True
        elif self._is_flood and len(self._shown_s) <= self._rules.flood_count // 2:
            self._is_flood = False
