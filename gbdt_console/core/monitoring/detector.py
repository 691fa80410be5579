"""Derives the state of a target from its single probe outcomes.

docs/decisions/0005-detection.md gives the numbers and reasons. A Detector reads no clock.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class PointState(StrEnum):
    """Names the states of a target.

    UNKNOWN means no fresh sample and is never drawn like UP.
    """

    UP = "up"
    SUSPECT = "suspect"
    DOWN = "down"
    DEGRADED = "degraded"
    UNKNOWN = "unknown"


class Outcome(IntEnum):
    """Says how one probe ended.

    LATE cancels the LOST reported before for the same probe.
    """

    REPLY = 0
    LOST = 1
    LATE = 2


@dataclass(frozen=True, slots=True)
class DetectionRules:
    """Holds the limits at which a target changes its state.

    suspect_losses: losses in a row that make a target SUSPECT.
    down_losses: losses in a row that DOWN needs, beside the two times below.
    down_silence_s: seconds since the last good reply that DOWN needs.
    down_span_s: seconds between the first and the last lost probe that DOWN needs; the time before the
        first lost probe is not known to be a cut, nor is a probe's own second of waiting.
    up_replies: good replies in a row that end DOWN.
    loss_window: the number of probes in the loss ratio.
    loss_window_least: the loss ratio divides by at least this many probes.
    degraded_loss: a target above this loss ratio is DEGRADED.
    improve_after_s: seconds within all limits after which DEGRADED ends.
    unknown_periods: poll periods without an outcome after which a target is UNKNOWN.
    suspect_interval_s: seconds between probes while a target is SUSPECT.
    rtt_limit_ms: a smoothed round trip above this is DEGRADED; from the line's contract.
    jitter_limit_ms: a jitter above this is DEGRADED; from the line's contract.
    """

    suspect_losses: int = 2
    down_losses: int = 5
    down_silence_s: float = 5.0
    down_span_s: float = 4.95
    up_replies: int = 3
    loss_window: int = 300
    loss_window_least: int = 100
    degraded_loss: float = 0.01
    improve_after_s: float = 5.0
    unknown_periods: int = 3
    suspect_interval_s: float = 0.5
    rtt_limit_ms: float = 300.0
    jitter_limit_ms: float = 30.0


@dataclass(frozen=True, slots=True)
class StateChange:
    """Holds one change of state; times are monotonic seconds.

    before: the state before.
    after: the state from now on.
    started_s: when the new state began: the last good reply for DOWN and SUSPECT, the first good one for
        the end of DOWN, and the begin of the cut for a blip.
    decided_s: when the detector decided it.
    is_blip: whether a cut ended before it was DOWN.
    """

    before: PointState
    after: PointState
    started_s: float
    decided_s: float
    is_blip: bool = False


_SMOOTHING = 1 / 16
"""The weight of a new sample in the smoothed round trip and jitter (RFC 3550 section 6.4.1)."""

# Reading a member from its enum costs 0.1 us in Python 3.11, and a step needs several.
_UP, _SUSPECT, _DOWN, _DEGRADED, _UNKNOWN = PointState
_LOST, _LATE = Outcome.LOST, Outcome.LATE


class Detector:
    """Holds the state of one target.

    Call `step` for every outcome and `tick` about once a second.

    The class is mutable and slotted, because a new frozen state per probe costs ten times as much.

    rules: the limits.
    state: the state now.
    since_s: since when, monotonic seconds.
    last_good_s: the last reply, monotonic seconds; None before the first.
    last_lost_s: when the last loss became known, monotonic seconds; the start before the first.
    rtt_ms: the smoothed round trip; None before the first reply and after a cut.
    jitter_ms: the smoothed jitter.
    """

    __slots__ = (
        "_back_since_s", "_bits", "_calm_since_s", "_is_poor", "_last_rtt_ms", "_losses", "_losses_in_row",
        "_lost_since_s", "_replies_in_row", "_samples", "_seen_s", "_sighted_s", "jitter_ms", "last_good_s",
        "last_lost_s", "rtt_ms", "rules", "since_s", "state",
    )  # fmt: skip

    def __init__(self, rules: DetectionRules, started_s: float) -> None:
        self.rules = rules
        self.state = _UNKNOWN
        self.since_s = started_s
        self.last_good_s: float | None = None
        self.rtt_ms: float | None = None
        self.jitter_ms = 0.0
        self._last_rtt_ms = 0.0
        self._sighted_s = started_s
        self._seen_s = started_s
        self._back_since_s = started_s
        self._bits = 0
        self._samples = 0
        self._losses = 0
        self._losses_in_row = 0
        self._lost_since_s = started_s
        self.last_lost_s = started_s
        self._replies_in_row = 0
        self._is_poor = False
        self._calm_since_s: float | None = None

    @property
    def loss_ratio(self) -> float | None:
        """Return the share of lost probes in the window, outages left out.

        None before the first sample.
        """
        if not self._samples:
            return None
        return self._losses / max(self._samples, self.rules.loss_window_least)

    @property
    def is_silent(self) -> bool:
        """Whether the last probes were lost.

        True also for a target that never answered and is not DOWN.
        """
        return self.state is _DOWN or self._losses_in_row >= self.rules.suspect_losses

    def step(self, at_s: float, outcome: Outcome, rtt_ms: float | None = None) -> StateChange | None:
        """Take one outcome and return the change it makes, if any.

        at_s: when the outcome became known, monotonic seconds.
        rtt_ms: the round trip; None for a loss.
        """
        self._seen_s = at_s
        if outcome is _LOST:
            return self._lost(at_s)
        if rtt_ms is not None and self.state is not _DOWN:
            self._measure(rtt_ms)
        self._losses_in_row = 0
        if outcome is _LATE:
            self._uncount_loss()
        else:
            if not self._replies_in_row:
                self._back_since_s = at_s
            self._replies_in_row += 1
            if self._bits or self._samples < self.rules.loss_window:
                self._count(0)
        return self._replied(at_s)

    def overtaken(self) -> None:
        """Count the loss of a probe sent before an answered one.

        It says nothing about the state now.
        """
        if self.state is not _DOWN:
            self._count(1)

    def tick(self, at_s: float, period_s: float) -> StateChange | None:
        """Enter UNKNOWN after too long without an outcome.

        That is `unknown_periods` periods and a probe's own second.

        period_s: the interval between probes, seconds.
        """
        if self.state is _UNKNOWN or at_s - self._seen_s <= self.rules.unknown_periods * period_s + 1:
            return None
        return self.blind(at_s, self._seen_s)

    def blind(self, at_s: float, started_s: float | None = None) -> StateChange | None:
        """Enter UNKNOWN because the console was blind.

        Drop its losses and count silence from `at_s`.

        started_s: since when the state is unknown; `at_s` where it is None.
        """
        self._forget_outage()
        self._sighted_s = self._seen_s = at_s
        if self.state is _UNKNOWN:
            return None
        return self._enter(_UNKNOWN, at_s if started_s is None else started_s, at_s)

    def _lost(self, at_s: float) -> StateChange | None:
        self._replies_in_row = 0
        self.last_lost_s = at_s
        if self.state is _DOWN:
            return None
        if not self._losses_in_row:
            self._lost_since_s = at_s
        self._losses_in_row += 1
        self._count(1)
        rules = self.rules
        silent_since_s = max(self.last_good_s or 0.0, self._sighted_s)
        is_long = (
            at_s - silent_since_s >= rules.down_silence_s and at_s - self._lost_since_s >= rules.down_span_s
        )
        if self._losses_in_row >= rules.down_losses and is_long:
            self._forget_outage()
            self._measure_anew()
            return self._enter(_DOWN, silent_since_s, at_s)
        is_seen = self.state is _UP or self.state is _DEGRADED
        if is_seen and self._losses_in_row >= rules.suspect_losses:
            return self._enter(_SUSPECT, silent_since_s, at_s)
        return None

    def _replied(self, at_s: float) -> StateChange | None:
        """Take a reply.

        A LATE one proves life but does not count towards the end of an outage.
        """
        self.last_good_s = at_s
        before = self.state
        if before is _DOWN:
            if self._replies_in_row < self.rules.up_replies:
                return None
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
        """Smooth round trip and jitter (RFC 3550 section 6.4.1)."""
        if self.rtt_ms is None:
            self.rtt_ms = rtt_ms
        else:
            self.jitter_ms += (abs(rtt_ms - self._last_rtt_ms) - self.jitter_ms) * _SMOOTHING
            self.rtt_ms += (rtt_ms - self.rtt_ms) * _SMOOTHING
        self._last_rtt_ms = rtt_ms

    def _count(self, lost: int) -> None:
        window = self.rules.loss_window
        if self._samples == window:
            self._losses -= (self._bits >> (window - 1)) & 1
            self._bits &= (1 << (window - 1)) - 1
        else:
            self._samples += 1
        self._bits = (self._bits << 1) | lost
        self._losses += lost

    def _uncount_loss(self) -> None:
        """Take the newest loss back.

        The losses of an outage are not counted in the first place.
        """
        if self._bits and self.state is not _DOWN:
            self._bits &= self._bits - 1
            self._losses -= 1

    def _measure_anew(self) -> None:
        """Forget round trip and jitter.

        The first replies after a cut waited for address resolution.
        """
        self.rtt_ms = None
        self.jitter_ms = 0.0

    def _forget_outage(self) -> None:
        """Drop the losses in a row from the window.

        The loss ratio describes a working line.
        """
        row = min(self._losses_in_row, self._samples)
        self._bits >>= row
        self._samples -= row
        self._losses -= row
        self._losses_in_row = 0
