"""Derives the state of a target from its single probe outcomes.

docs/decisions/0005-detection.md gives the numbers and reasons. A Detector reads no clock.
"""

from bisect import insort
from enum import IntEnum, StrEnum

from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.quick_dataclass import dataclass


class PointState(StrEnum):
    """Names the states of a target. UNKNOWN means no fresh sample and is never drawn like UP."""

    UP = "up"
    SUSPECT = "suspect"
    DOWN = "down"
    DEGRADED = "degraded"
    UNKNOWN = "unknown"


class Outcome(IntEnum):
    """Says how one probe ended.

    OVERDUE: no answer within the line's own time-out; any other outcome may follow for the same probe.
    LOST: no answer within the contract's second.
    LATE: an answer after LOST, which it cancels.
    """

    REPLY = 0
    LOST = 1
    LATE = 2
    OVERDUE = 3


@dataclass(frozen=True, slots=True)
class StateChange:
    """Holds one change of state; times are monotonic seconds.

    started_s: when the new state began: the last good reply for DOWN and SUSPECT, the first good one for
        the end of DOWN, and the begin of the cut for a blip.
    is_blip: whether a cut ended before it was DOWN.
    """

    before: PointState
    after: PointState
    started_s: float
    decided_s: float
    is_blip: bool = False


_SMOOTHING = 1 / 16
"""The weight of a new sample in the smoothed round trip and jitter (RFC 3550 section 6.4.1)."""

# RFC 6298 section 2: the gains of the smoothed round trip and of its variation, and how many variations an
# answer may be late by.
_SRTT_GAIN, _RTTVAR_GAIN, _VARIATIONS = 1 / 8, 1 / 4, 4.0

# Reading a member from its enum costs 0.1 us in Python 3.11, and a step needs several.
_UP, _SUSPECT, _DOWN, _DEGRADED, _UNKNOWN = PointState
_REPLY, _LOST, _OVERDUE = Outcome.REPLY, Outcome.LOST, Outcome.OVERDUE


class Detector:
    """Holds the state of one target. Call `step` for every outcome and `tick` about once a second.

    The class is mutable and slotted, because a new frozen state per probe costs ten times as much.

    last_good_s: the last reply, monotonic seconds; None before the first.
    lost_sent_s: when the newest lost probe was sent, monotonic seconds; the start before the first.
    rtt_ms: the smoothed round trip; None before the first reply and after a cut.
    overdue_s: how long an answer may take before it is overdue, seconds (RFC 6298 section 2).
    """

    __slots__ = (
        "_answered_sent_s", "_back_since_s", "_bits", "_calm_since_s", "_counted_lost_s", "_counts_from_s",
        "_is_poor", "_last_rtt_ms", "_losses", "_replies_in_row", "_row", "_rttvar_ms", "_samples", "_seen_s",
        "_sighted_s", "_srtt_ms", "jitter_ms", "last_good_s", "lost_sent_s", "overdue_s", "rtt_ms", "rules",
        "since_s", "state",
    )  # fmt: skip

    def __init__(self, rules: DetectionRules, started_s: float) -> None:
        self.rules = rules
        self.state = _UNKNOWN
        self.since_s = self.lost_sent_s = started_s
        self.last_good_s: float | None = None
        self.rtt_ms: float | None = None
        self.jitter_ms = 0.0
        self.overdue_s = rules.overdue_most_s
        self._last_rtt_ms = 0.0
        self._srtt_ms: float | None = None
        self._rttvar_ms = 0.0
        self._sighted_s = self._seen_s = self._back_since_s = started_s
        self._bits = 0
        self._samples = 0
        self._losses = 0
        self._counts_from_s = self._answered_sent_s = float("-inf")
        # The lost probes since the newest answered one, by the time of sending; those in the loss window.
        self._row: list[float] = []
        self._counted_lost_s: list[float] = []
        self._replies_in_row = 0
        self._is_poor = False
        self._calm_since_s: float | None = None

    @property
    def loss_ratio(self) -> float | None:
        """Return the share of lost probes in the window, outages left out; None before the first sample."""
        if not self._samples:
            return None
        return self._losses / max(self._samples, self.rules.loss_window_least)

    @property
    def is_silent(self) -> bool:
        """Whether the last probes were lost. True also for a target that never answered and is not DOWN."""
        return self.state is _DOWN or len(self._row) >= self.rules.suspect_losses

    @property
    def is_in_doubt(self) -> bool:
        """Whether quick probes would decide something: a cut or its end is not yet sure."""
        return self._replies_in_row > 0 if self.state is _DOWN else bool(self._row)

    def step(
        self,
        sent_s: float,
        at_s: float,
        outcome: Outcome,
        rtt_ms: float | None = None,
        is_quick: bool = False,
    ) -> StateChange | None:
        """Take one outcome and return the change it makes, if any.

        sent_s: when the probe was sent, monotonic seconds.
        at_s: when the outcome became known, monotonic seconds.
        rtt_ms: the round trip; None for a loss, and for a reply that says nothing about delay.
        is_quick: whether the probe was sent because of a doubt; the loss ratio leaves such probes out.
        """
        self._seen_s = at_s
        if outcome is _OVERDUE or outcome is _LOST:
            change = self._missed(sent_s, at_s)
            if outcome is _LOST and not is_quick:
                self._count_loss(sent_s)
            return change
        if rtt_ms is not None and self.state is not _DOWN:
            self._measure(rtt_ms)
        if sent_s > self._answered_sent_s:
            self._answered_sent_s = sent_s
        if outcome is _REPLY:
            if not self._replies_in_row:
                self._back_since_s = at_s
            self._replies_in_row += 1
            if not is_quick and (self._bits or self._samples < self.rules.loss_window):
                self._count(0)
        elif not is_quick:
            self._uncount_loss(sent_s)
        if self._row or self._counted_lost_s:
            self._take_back(sent_s)
        return self._replied(at_s)

    def tick(self, at_s: float, period_s: float) -> StateChange | None:
        """Enter UNKNOWN after too long without an outcome.

        That is `unknown_periods` periods and a probe's own second.

        period_s: the interval between probes, seconds.
        """
        if self.state is _UNKNOWN or at_s - self._seen_s <= self.rules.unknown_periods * period_s + 1:
            return None
        return self.blind(at_s, self._seen_s)

    def blind(self, at_s: float, started_s: float | None = None) -> StateChange | None:
        """Enter UNKNOWN because the console was blind. Drop its losses and count silence from `at_s`.

        started_s: since when the state is unknown; `at_s` where it is None.
        """
        self._forget_losses()
        self._sighted_s = self._seen_s = self._counts_from_s = at_s
        if self.state is _UNKNOWN:
            return None
        return self._enter(_UNKNOWN, at_s if started_s is None else started_s, at_s)

    def stalled(self, at_s: float) -> StateChange | None:
        """Drop the losses before a stall of the console; keep a state that was sure.

        A SUSPECT target becomes UNKNOWN, since its losses are not believed.
        """
        if self.state is _SUSPECT or self.state is _UNKNOWN:
            return self.blind(at_s)
        self._forget_losses()
        self._replies_in_row = 0
        self._sighted_s = self._seen_s = self._counts_from_s = at_s
        return None

    def _take_back(self, sent_s: float) -> None:
        """End the doubts about the probes sent no later than an answered one."""
        self._row = [lost_s for lost_s in self._row if lost_s > sent_s]
        self._counted_lost_s = [lost_s for lost_s in self._counted_lost_s if lost_s > sent_s]

    def _missed(self, sent_s: float, at_s: float) -> StateChange | None:
        """Take that a probe has no answer, once a probe.

        A probe sent before an answered one says nothing about the state now.
        """
        row = self._row
        if sent_s <= self._answered_sent_s or sent_s in row:
            return None
        self._replies_in_row = 0
        self.lost_sent_s = max(self.lost_sent_s, sent_s)
        if self.state is _DOWN:
            return None
        insort(row, sent_s)
        rules = self.rules
        silent_since_s = max(self.last_good_s or 0.0, self._sighted_s)
        if len(row) >= rules.down_losses and row[-1] - row[0] >= rules.down_span_s:
            self._forget_losses()
            self._measure_anew()
            return self._enter(_DOWN, silent_since_s, at_s)
        is_seen = self.state is _UP or self.state is _DEGRADED
        if is_seen and len(row) >= rules.suspect_losses:
            return self._enter(_SUSPECT, silent_since_s, at_s)
        return None

    def _replied(self, at_s: float) -> StateChange | None:
        """Take a reply. A LATE one proves life but does not count towards the end of an outage."""
        self.last_good_s = at_s
        before = self.state
        if before is _DOWN:
            if self._replies_in_row < self.rules.up_replies:
                return None
            self._counts_from_s = self._back_since_s
            return self._enter(self._quality(at_s), self._back_since_s, at_s)
        after = self._quality(at_s)
        if after is before:
            return None
        if before is not _SUSPECT:
            return self._enter(after, at_s, at_s)
        cut_started_s = self.since_s
        self._enter(after, at_s, at_s)
        return StateChange(before, after, cut_started_s, at_s, is_blip=True)

    def _quality(self, at_s: float) -> PointState:
        """Return UP or DEGRADED.

        A target is DEGRADED at once, and UP only after `improve_after_s`, also through blips.
        """
        rules = self.rules
        if (
            self.jitter_ms > rules.jitter_limit_ms
            or (self.rtt_ms or 0.0) > rules.rtt_limit_ms
            or self._losses > max(self._samples, rules.loss_window_least) * rules.degraded_loss
        ):
            self._is_poor = True
            self._calm_since_s = None
        elif self._is_poor:
            if self._calm_since_s is None:
                self._calm_since_s = at_s
            self._is_poor = at_s - self._calm_since_s < rules.improve_after_s
        return _DEGRADED if self._is_poor else _UP

    def _enter(self, after: PointState, started_s: float, at_s: float) -> StateChange:
        change = StateChange(self.state, after, started_s, at_s)
        self.state = after
        self.since_s = started_s
        if after is not _UP and after is not _DEGRADED:
            self._calm_since_s = None
            self._is_poor = self._is_poor and after is _SUSPECT
        return change

    def _measure(self, rtt_ms: float) -> None:
        """Smooth round trip and jitter (RFC 3550 section 6.4.1), and what the time-out needs (RFC 6298)."""
        if self.rtt_ms is None:
            self.rtt_ms = rtt_ms
        else:
            self.jitter_ms += (abs(rtt_ms - self._last_rtt_ms) - self.jitter_ms) * _SMOOTHING
            self.rtt_ms += (rtt_ms - self.rtt_ms) * _SMOOTHING
        self._last_rtt_ms = rtt_ms
        if self._srtt_ms is None:
            self._srtt_ms, self._rttvar_ms = rtt_ms, rtt_ms / 2
        else:
            off_ms = rtt_ms - self._srtt_ms
            self._rttvar_ms += (abs(off_ms) - self._rttvar_ms) * _RTTVAR_GAIN
            self._srtt_ms += off_ms * _SRTT_GAIN
        limit_s = (self._srtt_ms + _VARIATIONS * self._rttvar_ms) / 1_000
        rules = self.rules
        if limit_s < rules.overdue_least_s:
            limit_s = rules.overdue_least_s
        self.overdue_s = limit_s if limit_s < rules.overdue_most_s else rules.overdue_most_s

    def _count(self, lost: int) -> None:
        window = self.rules.loss_window
        if self._samples == window:
            self._losses -= (self._bits >> (window - 1)) & 1
            self._bits &= (1 << (window - 1)) - 1
        else:
            self._samples += 1
        self._bits = (self._bits << 1) | lost
        self._losses += lost

    def _count_loss(self, sent_s: float) -> None:
        """Count a loss of the contract; those of an outage or of blind time are left out."""
        if self.state is _DOWN or sent_s < self._counts_from_s:
            return
        self._count(1)
        if sent_s > self._answered_sent_s:
            self._counted_lost_s.append(sent_s)

    def _uncount_loss(self, sent_s: float) -> None:
        """Take a counted loss back: the newest one beside those that were sent after it."""
        if self.state is _DOWN or sent_s < self._counts_from_s:
            return
        bits, kept = self._bits, 0
        for lost_s in self._counted_lost_s:
            if lost_s > sent_s:
                kept |= bits & -bits
                bits &= bits - 1
        if bits:
            self._bits = (bits & (bits - 1)) | kept
            self._losses -= 1

    def _measure_anew(self) -> None:
        """Forget round trip, jitter and time-out.

        The first replies after a cut waited for address resolution.
        """
        self.rtt_ms = self._srtt_ms = None
        self.overdue_s = self.rules.overdue_most_s
        self.jitter_ms = 0.0

    def _forget_losses(self) -> None:
        """Drop the losses in a row, also from the window. The loss ratio describes a working line."""
        row = min(len(self._counted_lost_s), self._samples)
        self._bits >>= row
        self._samples -= row
        self._losses -= row
        self._row = []
        self._counted_lost_s = []
