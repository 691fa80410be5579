"""The engine's alarms: gathers conditions, runs the logic over them and gives what the Snapshot shows."""

from collections.abc import Callable, Mapping, Sequence

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmLoad, AlarmState, MaintenanceWindow
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmLife, AlarmType
from gbdt_console.core.alarms.events import AlarmEvent, CauseDecided, evidence_data
from gbdt_console.core.alarms.logic import AlarmLogic
from gbdt_console.core.alarms.rules import AlarmRules, Moment
from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis.verdict_table import Diagnosis
from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger

_PRESSING = {
    AlarmState.UNACKNOWLEDGED: 0,
    AlarmState.RETURNED_UNACKNOWLEDGED: 1,
    AlarmState.ACKNOWLEDGED: 2,
    AlarmState.SUPPRESSED: 3,
    AlarmState.SHELVED: 4,
    AlarmState.OUT_OF_SERVICE: 5,
    AlarmState.NORMAL: 6,
}


class ActiveAlarms:
    """Keeps a book of its own, ahead of the journal by what is being written; `look` several times a second.
    `alarms` are all open ones, the most pressing first, and the same tuple while nothing changed."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        record: Callable[[Event], object],
        rules: AlarmRules | None = None,
    ) -> None:
        self._clock = clock
        self._record = record
        self.logic = AlarmLogic(ledger.alarms.copy(), self._emit, rules)
        self.conditions = Conditions(lambda key: self.logic.book.of(key) is not None, self._active)
        self._is_changed = True
        self._alarms: tuple[Alarm, ...] = ()
        self._worst: dict[str, Alarm] = {}
        self._windows: tuple[MaintenanceWindow, ...] = ()
        self._at_work: dict[str, float] = {}
        self._touched: set[str] = set()

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        self._refresh()
        return self._alarms

    @property
    def windows(self) -> tuple[MaintenanceWindow, ...]:
        self._refresh()
        return self._windows

    def worst_of(self, site_id: str) -> Alarm | None:
        """The most pressing alarm of that site; while a node is lost, the site's own one under it."""
        self._refresh()
        return self._worst.get(site_id)

    def reach(self, site_id: str) -> bool | None:
        """False while the site or its codec is known to be lost; else nothing is said."""
        kinds = (AlarmType.SITE_LOST, AlarmType.CODEC_LOST)
        found = (self.logic.book.of(AlarmKey(site_id, kind)) for kind in kinds)
        return False if any(alarm is not None and alarm.is_active for alarm in found) else None

    def cause(self, site_id: str) -> str:
        """The type of the worst alarm of that site; empty where there is none."""
        worst = self.worst_of(site_id)
        return worst.key.type if worst is not None and worst.is_active else ""

    def maintenance_until(self, site_id: str) -> float | None:
        """When planned work on the whole site ends; None where there is none now."""
        self._refresh()
        return self._at_work.get(site_id)

    def touched(self) -> set[str]:
        """The resources whose worst alarm or planned work changed since the last call."""
        self._refresh()
        touched, self._touched = self._touched, set()
        return touched

    def load(self) -> AlarmLoad:
        return self.logic.load(self._now())

    def poll(self) -> bool:
        """Let the logic take what changed; whether anything about the alarms did."""
        raised, ended = self.conditions.drain()
        self.logic.step(self._now(), raised, ended)
        return self._is_changed

    def set_meeting(self, *, is_meeting: bool) -> None:
        is_over = self.logic.is_meeting and not is_meeting
        self.logic.is_meeting = is_meeting
        self.conditions.set_meeting(is_meeting=is_meeting)
        for kind in _types_of_life(AlarmLife.MEETING) if is_over else ():
            self.conditions.clear_all_but(kind, (), self._clock.utc())

    def take(self, event: AlarmEvent) -> None:
        """What an operator did is in the journal."""
        self._is_changed = True
        self.logic.take(event)

    def decide_on_return(self, site_id: str, finding: Diagnosis) -> None:
        """The boot counters of a site that is back say what its outage was."""
        book, key = self.logic.book, AlarmKey(site_id, AlarmType.SITE_LOST)
        alarm = book.of(key) or book.closed.get(key)
        cause, confidence = finding.verdict.value, finding.confidence.value
        is_known = alarm is not None and (alarm.cause, alarm.confidence) == (cause, confidence)
        if alarm is not None and not (alarm.is_chattering and is_known):
            evidence = evidence_data(finding.evidence)
            event = CauseDecided(alarm.number, site_id, cause, confidence, evidence, is_on_return=True)
            book.apply(event)
            self._emit(event)

    def clock_jumped(self, by_s: float) -> None:
        """What is open keeps its duration."""
        self.logic.book.shift(by_s)
        self._is_changed = True

    def clear_all_but(self, can_be: Callable[[AlarmKey], bool]) -> None:
        """End the alarms of what sites.yaml does not have any more, those of a meeting that is over, and
        those that an earlier run held although they were over as soon as they were said."""
        over = _types_of_life(AlarmLife.MOMENT)
        if not self.logic.is_meeting:
            over |= _types_of_life(AlarmLife.MEETING)
        for key in self._active():
            if key.type in over or not can_be(key):
                self.conditions.clear(key.resource, key.type, self._clock.utc())

    def _active(self) -> list[AlarmKey]:
        return [alarm.key for alarm in self.logic.book.alarms.values() if alarm.is_active]

    def _emit(self, event: AlarmEvent) -> None:
        self._is_changed = True
        self._record(event)

    def _refresh(self) -> None:
        if not self._is_changed:
            return
        self._is_changed = False
        book = self.logic.book
        self._alarms = tuple(sorted(book.alarms.values(), key=most_urgent_first))
        self._windows = tuple(sorted(book.windows.values(), key=lambda window: window.from_utc))
        worst = _worst(self._alarms)
        begun = sorted((w for w in self._windows if w.has_begun), key=lambda window: window.until_utc)
        at_work = {window.resource: window.until_utc for window in begun}
        self._touched |= _differing(self._worst, worst) | _differing(self._at_work, at_work)
        self._worst, self._at_work = worst, at_work

    def _now(self) -> Moment:
        return Moment(self._clock.monotonic(), self._clock.utc())


def _types_of_life(life: AlarmLife) -> set[str]:
    return {definition.type for definition in DEFINITIONS.values() if definition.life is life}


def most_urgent_first(alarm: Alarm) -> tuple[int, int, float, int]:
    """Sorts alarms: what waits for somebody, then how bad it is, then the newest."""
    return (_PRESSING[alarm.state], -alarm.severity.rank, -alarm.raised_utc, -alarm.number)


def _worst(alarms: Sequence[Alarm]) -> dict[str, Alarm]:
    """By site: first what is there, then how bad it is, so that a silent parent does not hide the effect."""
    found: dict[str, Alarm] = {}
    for alarm in alarms:
        best = found.get(alarm.site_id)
        if alarm.site_id and (best is None or _badness(alarm) > _badness(best)):
            found[alarm.site_id] = alarm
    return found


def _differing(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    return {name for name in before.keys() | now.keys() if before.get(name) is not now.get(name)}


def _badness(alarm: Alarm) -> tuple[bool, int]:
    return (alarm.is_active, alarm.severity.rank)
