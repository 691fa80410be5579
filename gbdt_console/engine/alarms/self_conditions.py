"""Derives conditions of the console itself: blindness, clock, journal, traps."""

from collections.abc import Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.events import BlindnessBegan, BlindnessEnded, ClockJumped, Event
from gbdt_console.core.journal_events import EntriesLost, JournalReplaced
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Blindness, Recording


class SelfConditions:
    """Raises and clears conditions of the resource `centre`."""

    def __init__(self, conditions: Conditions, clock: Clock) -> None:
        self._conditions = conditions
        self._clock = clock
        self._replaced: JournalReplaced | None = None
        self._lost: EntriesLost | None = None
        self._samples_lost = 0

    def take(self, event: Event) -> None:
        """Judge an event of the SelfMonitor."""
        match event:
            case BlindnessBegan(reason=Blindness.ANCHORS):
                self._conditions.raise_(
                    AlarmKey(CENTRE, AlarmType.MONITOR_BLIND),
                    event.started_utc,
                    params=(("reason", event.reason),),
                )
            case BlindnessEnded(reason=Blindness.ANCHORS):
                self._conditions.clear(AlarmKey(CENTRE, AlarmType.MONITOR_BLIND), self._clock.utc())
            case BlindnessEnded():
                lasted = (("reason", event.reason), ("seconds", f"{event.lasted_s:.0f}"))
                self._conditions.pulse(AlarmKey(CENTRE, AlarmType.MONITOR_BLIND), self._clock.utc(), lasted)
            case ClockJumped():
                moved = (("seconds", f"{event.by_s:.0f}"),)
                self._conditions.pulse(AlarmKey(CENTRE, AlarmType.CLOCK_JUMPED), self._clock.utc(), moved)
            case _:
                pass

    def anchors_answer(self) -> None:
        """Clear the blindness of an earlier run.

        Called when an anchor answers, or where none is configured.
        """
        self._conditions.clear(AlarmKey(CENTRE, AlarmType.MONITOR_BLIND), self._clock.utc())

    def recording(self, recording: Recording) -> None:
        """Judge whether the journal takes entries."""
        if recording is Recording.REFUSING:
            self._conditions.raise_(AlarmKey(CENTRE, AlarmType.RECORDING_REFUSED), self._clock.utc())
        else:
            self._conditions.clear(AlarmKey(CENTRE, AlarmType.RECORDING_REFUSED), self._clock.utc())

    def journal_replaced(self, replaced: JournalReplaced | None) -> None:
        """Judge whether this journal replaced another one that no alarm has named yet."""
        if replaced is not None and replaced != self._replaced:
            params = (
                ("kept", str(replaced.kept)),
                ("last_good_seq", str(replaced.last_good_seq)),
                ("lost", str(replaced.lost)),
                ("moved_to", replaced.moved_to or "-"),
                ("reason", replaced.reason),
            )
            self._conditions.pulse(AlarmKey(CENTRE, AlarmType.JOURNAL_REPLACED), self._clock.utc(), params)
        self._replaced = replaced

    def entries_lost(self, lost: EntriesLost | None) -> None:
        """Judge whether acknowledged entries were missing that no alarm has named yet."""
        if lost is not None and lost != self._lost:
            params = (
                ("gone", lost.gone),
                ("missing", lost.shown),
                ("rewritten", str(lost.rewritten)),
            )
            self._conditions.pulse(AlarmKey(CENTRE, AlarmType.JOURNAL_LOST), self._clock.utc(), params)
        self._lost = lost

    def counted(self, counters: Mapping[str, int]) -> None:
        """Judge the counters of the transports and of the records."""
        samples_lost = counters.get("samples.started-anew", 0)
        if samples_lost > self._samples_lost:
            self._conditions.pulse(AlarmKey(CENTRE, AlarmType.SAMPLES_LOST), self._clock.utc(), ())
        self._samples_lost = samples_lost
        if counters.get("trap.unavailable"):
            self._conditions.raise_(AlarmKey(CENTRE, AlarmType.TRAPS_UNAVAILABLE), self._clock.utc())
        else:
            self._conditions.clear(AlarmKey(CENTRE, AlarmType.TRAPS_UNAVAILABLE), self._clock.utc())
