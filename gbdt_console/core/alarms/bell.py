"""When alarms sound, what a flood is, and the alarm system's report on itself (EEMUA 191, ISA-18.2)."""

from collections import Counter, deque
from collections.abc import Iterable

from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, Severity
from gbdt_console.core.alarms.rules import AlarmRules, Moment, Sounding

_DAY_S = 86_400.0
_TOP = 10


class AlarmBell:
    """Counts alarms and decides which sound. Lives in memory: a restart begins a new count."""

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
        """An alarm began to be shown."""
        self._shown_s.append(now.s)
        self._of_day.append((now.s, resource, severity))
        self._by_source[resource] += 1
        self._by_severity[severity] += 1

    def consider(self, fresh: Iterable[Alarm], now: Moment, *, is_meeting: bool) -> None:
        """Sound for those that just began to wait for somebody: once for all of a moment."""
        self._is_meeting = is_meeting
        self._look_at_rate(now)
        shown = [alarm for alarm in fresh if alarm.is_active]
        heard = [alarm for alarm in shown if self._may_sound(alarm)]
        is_shared = self._shares(heard, now)
        is_sound = bool(heard) and not is_shared and (not self._is_flood or self._is_news(heard, now))
        self._grouped_s.extend([now.s] * (len(shown) - is_sound))
        if is_sound:
            self._sounded_s.append(now.s)
            self._sounds += 1
            self._loudest = max(alarm.severity.rank for alarm in heard)
        if is_sound or is_shared:
            self._groups_s.update(((alarm.key.type, alarm.severity), now.s) for alarm in heard)
        if is_sound or self._ringing:
            self._ringing.update(alarm.number for alarm in heard)

    def silence(self) -> None:
        """Stop ringing for all that rings now; what comes later rings again."""
        self._ringing.clear()
        self._loudest = -1

    def load(self, alarms: Iterable[Alarm], now: Moment) -> AlarmLoad:
        """The report on itself at this moment."""
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

    def _shares(self, heard: list[Alarm], now: Moment) -> bool:
        """Whether the sound of a moment ago stands for these too: it was not silenced, and none is worse."""
        is_recent = bool(self._sounded_s) and now.s - self._sounded_s[-1] < self._rules.sound_share_s
        return is_recent and all(alarm.severity.rank <= self._loudest for alarm in heard)

    def _is_news(self, heard: list[Alarm], now: Moment) -> bool:
        """Whether a flood may sound once more: for a kind that was not heard, and not too often."""
        window_s = self._rules.flood_window_s
        known = {kind for kind, at_s in self._groups_s.items() if now.s - at_s < window_s}
        return len(self._sounded_s) < self._rules.flood_sounds and any(
            (alarm.key.type, alarm.severity) not in known for alarm in heard
        )

    def _look_at_rate(self, now: Moment) -> None:
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
