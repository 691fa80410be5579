"""Derives conditions of the console itself: blindness, clock, journal, traps."""

from collections.abc import Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.events import BlindnessBegan, BlindnessEnded, ClockJumped, Event
from gbdt_console.core.journal_events import EntriesLost, JournalReplaced
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Recording


class SelfConditions:
    """Raises and clears conditions of the resource `centre`."""

    def __init__(self, conditions: Conditions, clock: Clock) -> None:
        self._conditions = conditions
        self._clock = clock
        self._replaced: JournalReplaced | None = None
        self._lost: EntriesLost | None = None
        self._samples_lost = 0

    def take(self, event: Event) -> None:
        match event:
            case BlindnessBegan(reason=Blindness.ANCHORS):
                self._conditions.raise_(
                    AlarmKey(CENTRE, AlarmType.MONITOR_BLIND),
                    event.started_utc,
                    params=(("reason", event.reason),),
                )
            case BlindnessEnded(reason=Blindness.ANCHORS):
                self._set(AlarmType.MONITOR_BLIND, is_so=False)
            case BlindnessEnded():
                lasted = ("seconds", f"{event.lasted_s:.0f}")
                self._pulse(AlarmType.MONITOR_BLIND, ("reason", event.reason), lasted)
            case ClockJumped():
                self._pulse(AlarmType.CLOCK_JUMPED, ("seconds", f"{event.by_s:.0f}"))
            case _:
                pass

    def anchors_answer(self) -> None:
        """Clear the blindness of an earlier run.

        Called when an anchor answers, or where none is configured.
        """
        self._set(AlarmType.MONITOR_BLIND, is_so=False)

    def recording(self, recording: Recording) -> None:
        """Judge whether the journal takes entries."""
        self._set(AlarmType.RECORDING_REFUSED, is_so=recording is Recording.REFUSING)

    def journal_replaced(self, replaced: JournalReplaced | None) -> None:
        """Judge whether this journal replaced another one that no alarm has named yet."""
        if replaced is not None and replaced != self._replaced:
            self._pulse(
                AlarmType.JOURNAL_REPLACED,
                ("kept", str(replaced.kept)),
                ("last_good_seq", str(replaced.last_good_seq)),
                ("lost", str(replaced.lost)),
                ("moved_to", replaced.moved_to or "-"),
                ("reason", replaced.reason),
            )
        self._replaced = replaced

    def entries_lost(self, lost: EntriesLost | None) -> None:
        """Judge whether acknowledged entries were missing that no alarm has named yet."""
        if lost is not None and lost != self._lost:
            figures = ("gone", lost.gone), ("missing", lost.shown), ("rewritten", str(lost.rewritten))
            self._pulse(AlarmType.JOURNAL_LOST, *figures)
        self._lost = lost

    def counted(self, counters: Mapping[str, int]) -> None:
        """Judge the counters of the transports and of the records."""
        samples_lost = counters.get("samples.started-anew", 0)
        if samples_lost > self._samples_lost:
            self._pulse(AlarmType.SAMPLES_LOST)
        self._samples_lost = samples_lost
        self._set(AlarmType.TRAPS_UNAVAILABLE, is_so=bool(counters.get("trap.unavailable")))

    def _set(self, alarm_type: str, *, is_so: bool) -> None:
        change = self._conditions.raise_ if is_so else self._conditions.clear
        change(AlarmKey(CENTRE, alarm_type), self._clock.utc())

    def _pulse(self, alarm_type: str, *params: tuple[str, str]) -> None:
        self._conditions.pulse(AlarmKey(CENTRE, alarm_type), self._clock.utc(), params)
