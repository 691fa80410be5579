"""Collects the outcomes of pings and hands whole minutes to the records."""

from array import array
from collections.abc import Callable, Iterable, Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.echo import EchoOutcome
from gbdt_console.core.sample_seals import HOUR_S
from gbdt_console.engine.records.records import Records
from gbdt_console.journal.sample_recorder import SECONDS, MinuteOfSamples, SampleRecorder

PINNED_AROUND_MEETING_S = 30 * 60
"""Limits the seconds before and after a meeting that are kept for replay (ARCHITECTURE, decision 5)."""


class Samples:
    """Collects for the targets `ids`, in their order; call `tick` about once a second."""

    def __init__(self, ids: Sequence[str], clock: Clock, records: Records) -> None:
        self._clock = clock
        self._records = records
        self._listeners: list[Callable[[MinuteOfSamples], None]] = []
        self._recorder = SampleRecorder(self._pass_on)
        self._numbers: list[int] = []
        self._number_of: dict[str, int] = {}
        self.follow(ids)
        self._offset_s = clock.utc() - clock.monotonic()

    def follow(self, ids: Sequence[str]) -> None:
        """Collect for these targets from now on, and for listeners that register from now on.

        What is collected of the others stays.
        """
        self._listeners.clear()
        self._numbers = [self._recorder.series(target_id) for target_id in ids]
        self._number_of = dict(zip(ids, self._numbers, strict=True))

    def put(self, item: int, report: EchoOutcome) -> None:
        """Keep the outcome of a ping, at the second it was sent."""
        sent_utc_s = int(report.sent_s + self._offset_s)
        self._recorder.put(self._numbers[item], sent_utc_s, report.outcome, report.rtt_ms)

    def tick(self) -> None:
        now_utc = self._clock.utc()
        self._offset_s = now_utc - self._clock.monotonic()
        self._recorder.tick(now_utc)

    def overlay(self, target_id: str, from_utc_s: int, codes: "array[int]") -> None:
        """Put the seconds that are not on disk yet into `codes`."""
        if target_id in self._number_of:
            self._recorder.overlay(self._number_of[target_id], from_utc_s, codes)

    def flush(self) -> None:
        """Hand over the unfinished minute to the records alone, since the engine ends."""
        self._listeners.clear()
        self._recorder.flush()

    def on_minute(self, listener: Callable[[MinuteOfSamples], None]) -> None:
        """Register a listener that gets each complete minute, in order but for a wall clock set back."""
        self._listeners.append(listener)

    def recorded(self, from_utc_s: int, until_utc_s: int) -> Iterable[MinuteOfSamples]:
        """Yield the minutes on disk in order. Waits for the disk."""
        return self._records.minutes(from_utc_s // SECONDS, until_utc_s // SECONDS)

    def pin(self, meeting: Meeting, ended_utc: float = 0.0) -> None:
        """Keep every second around the meeting for replay, in whole hours, as they are sealed.

        ended_utc: the real end where that is known; the later one counts
        """
        begins = (meeting.opening_utc - PINNED_AROUND_MEETING_S) // HOUR_S * HOUR_S
        ends = max(meeting.end_utc, ended_utc) + PINNED_AROUND_MEETING_S
        last_s = -(-ends // HOUR_S) * HOUR_S - 1
        self._records.pin_samples(begins, last_s, f"meeting {meeting.id}")

    def _pass_on(self, minute: MinuteOfSamples) -> None:
        self._records.keep_samples(minute)
        for listener in self._listeners:
            listener(minute)
