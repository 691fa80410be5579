"""Runs the alarm logic over the conditions, and gives the Snapshot its alarms."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmLoad, MaintenanceWindow
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.chatter import Watched
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmLife, AlarmType
from gbdt_console.core.alarms.events import AlarmEvent, CauseDecided
from gbdt_console.core.alarms.logic import AlarmLogic
from gbdt_console.core.alarms.order import most_urgent_first, worst_by_site
from gbdt_console.core.alarms.rules import AlarmRules, Moment
from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis.verdict_table import Diagnosis
from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.book import OutageBook

# A look-up of a member on its enum costs more than one of a name, and these are used per site and poll.
_SITE_LOST, _CODEC_LOST = AlarmType.SITE_LOST, AlarmType.CODEC_LOST


class ActiveAlarms:
    """Keeps the open alarms. Call `poll` several times a second.

    Its book is ahead of the journal by the events being written.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        record: Callable[[Event], object],
        rules: AlarmRules | None = None,
    ) -> None:
        """Continue the alarms of `ledger`."""
        self._clock = clock
        self._record = record
        self.logic = AlarmLogic(
            ledger[AlarmBook].copy(),
            self._emit,
            rules,
            lambda alarm: ledger[OutageBook].expected_utc(alarm.key),
        )
        self.conditions = Conditions(lambda key: self.logic.book.of(key) is not None, self._active)
        self._is_changed = True
        self._alarms: tuple[Alarm, ...] = ()
        self._watched: dict[AlarmKey, Watched] = {}
        self._shown_watched: dict[AlarmKey, Alarm] = {}
        self._worst: dict[str, Alarm] = {}
        self._windows: tuple[MaintenanceWindow, ...] = ()
        self._maintenance: dict[str, float] = {}
        self._touched: set[str] = set()
        self._is_following = False

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Return all open alarms, most urgent first. It is the same tuple while nothing changed."""
        self._refresh()
        return self._alarms

    @property
    def windows(self) -> tuple[MaintenanceWindow, ...]:
        """Return planned and running maintenance in the order of its begin."""
        self._refresh()
        return self._windows

    def worst_of(self, site_id: str) -> Alarm | None:
        """Return the worst alarm of a site. A suppressed one counts, so that its effect is shown."""
        self._refresh()
        return self._worst.get(site_id)

    def reach(self, site_id: str) -> bool | None:
        """Return False while the site or its codec is lost.

        Return None otherwise, for it may be reachable or not.
        """
        return None if self.lost_since_utc(site_id) is None else False

    def lost_since_utc(self, site_id: str) -> float | None:
        """Return since when the site or its codec is lost, UTC seconds; None where neither is."""
        of, watched = self.logic.book.of, self._watched
        keys = (AlarmKey(site_id, _SITE_LOST), AlarmKey(site_id, _CODEC_LOST))
        found = [alarm for key in keys if key not in watched and (alarm := of(key)) is not None]
        return min((alarm.since_utc for alarm in found if alarm.is_active), default=None) if found else None

    def cause(self, site_id: str) -> str:
        """Return the type of the site's worst alarm.

        An empty string where it has none, its fault is gone, or it is about the floor, which explains
        nothing.
        """
        worst = self.worst_of(site_id)
        is_cause = worst is not None and worst.is_present and not DEFINITIONS[worst.key.type].is_of_floor
        return worst.key.type if worst is not None and is_cause else ""

    def maintenance_until(self, site_id: str) -> float | None:
        """Return when running maintenance of the whole site ends, UTC seconds; None without any."""
        self._refresh()
        return self._maintenance.get(site_id)

    def touched(self) -> set[str]:
        """Return the resources with changes since the last call.

        A change is another worst alarm, other maintenance, or a room switched off.
        """
        self._refresh()
        touched, self._touched = self._touched, set()
        return touched

    def load(self) -> AlarmLoad:
        return self.logic.load(self._now())

    def poll(self) -> bool:
        """Pass the changed conditions to the logic; return whether any alarm changed."""
        raised, cleared = self.conditions.drain()
        if self._is_following:
            return self._is_changed
        self.logic.step(self._now(), raised, cleared)
        if (watched := self.logic.watched()) != self._watched:
            self._watched, self._is_changed = watched, True
        return self._is_changed

    def set_meeting(self, *, is_meeting: bool) -> None:
        """Set the severities, and clear alarms that end with a meeting."""
        is_over = self.logic.is_meeting and not is_meeting
        self.logic.is_meeting = is_meeting
        self.conditions.set_meeting(is_meeting=is_meeting)
        for alarm_type in _types_of_life(AlarmLife.MEETING) if is_over else ():
            self.conditions.clear_all_but(alarm_type, (), self._clock.utc())

    def take(self, event: AlarmEvent) -> None:
        self._book_changed()
        self.logic.take(event)

    def follow(self, book: AlarmBook) -> None:
        """Have these alarms from now on, as another PC judges them; nothing is judged here any more."""
        self.logic.book, self._is_following = book.copy(), True
        self._book_changed()

    def decide_on_return(self, site_id: str, finding: Diagnosis) -> None:
        """Record the cause of an outage by the boot counters."""
        book, key = self.logic.book, AlarmKey(site_id, AlarmType.SITE_LOST)
        alarm = book.of(key) or book.closed.get(key)
        cause, confidence = finding.verdict.value, finding.confidence.value
        is_known = alarm is not None and (alarm.cause, alarm.confidence) == (cause, confidence)
        if alarm is not None and not (alarm.is_chattering and is_known) and not self._is_following:
            evidence = finding.evidence
            event = CauseDecided(alarm.number, site_id, cause, confidence, evidence, is_on_return=True)
            book.apply(event)
            self._emit(event)

    def clock_jumped(self, by_s: float) -> None:
        """Move the alarms' times by `by_s` seconds, so that durations stay."""
        self.logic.shift(by_s)
        self._is_changed = True

    def clear_all_but(self, can_be: Callable[[AlarmKey], bool]) -> None:
        """Clear alarms of an earlier run that no observation will clear.

        These are the alarms out of scope, those of a meeting that is over, and momentary ones.

        can_be: whether the network can have the alarm of a key.
        """
        over = _types_of_life(AlarmLife.MOMENT)
        if not self.logic.is_meeting:
            over |= _types_of_life(AlarmLife.MEETING)
        for key in self._active():
            if key.type in over or not can_be(key):
                self.conditions.clear(key, self._clock.utc())

    def _active(self) -> list[AlarmKey]:
        return [alarm.key for alarm in self.logic.book.alarms.values() if alarm.is_active]

    def _emit(self, event: AlarmEvent) -> None:
        self._book_changed()
        self._record(event)

    def _book_changed(self) -> None:
        self._is_changed = True
        self.conditions.changes += 1

    def _refresh(self) -> None:
        if not self._is_changed:
            return
        self._is_changed = False
        book = self.logic.book
        self._shown_watched = dict(self._marked())
        alarms = (self._shown_watched.get(alarm.key, alarm) for alarm in book.alarms.values())
        self._alarms = tuple(sorted(alarms, key=most_urgent_first))
        self._windows = book.work
        worst = worst_by_site(self._alarms)
        begun = sorted((w for w in self._windows if w.has_begun), key=lambda window: window.until_utc)
        maintenance = {window.resource: window.until_utc for window in begun}
        self._touched |= _differing(self._worst, worst) | _differing(self._maintenance, maintenance)
        self._worst, self._maintenance = worst, maintenance

    def _marked(self) -> Iterator[tuple[AlarmKey, Alarm]]:
        """Yield the alarms that are only watched, marked so; the objects before where nothing changed."""
        for key, (ended_utc, until_utc) in self._watched.items():
            alarm, before = self.logic.book.of(key), self._shown_watched.get(key)
            if alarm is not None and alarm.is_active:
                marked = replace(alarm, ended_utc=ended_utc, watched_until_utc=until_utc)
                yield key, before if before is not None and before == marked else marked

    def _now(self) -> Moment:
        return Moment(self._clock.monotonic(), self._clock.utc())


def _types_of_life(life: AlarmLife) -> set[str]:
    return {definition.type for definition in DEFINITIONS.values() if definition.life is life}


def _differing(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    return {name for name in before.keys() | now.keys() if before.get(name) is not now.get(name)}
