"""From single probe outcomes to the state of a point: the detector's pure step.

Numbers and reasons: docs/decisions/0005-detection.md. One Detector per target; it never reads a clock.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class PointState(StrEnum):
    """UNKNOWN means no fresh sample, and is never drawn like UP."""

    UP = "up"
    SUSPECT = "suspect"
    DOWN = "down"
    DEGRADED = "degraded"
    UNKNOWN = "unknown"


class Outcome(IntEnum):
    """How one probe ended. LATE cancels the LOST that was reported before for the same probe."""

    REPLY = 0
    LOST = 1
    LATE = 2


@dataclass(frozen=True, slots=True)
class DetectionRules:
    """When a point changes its state; RTT and jitter limits come from the line's contract."""

    suspect_losses: int = 2
    down_losses: int = 5
    down_silence_s: float = 5.0
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
    """`started_s` is when the new state really began (DOWN: the last good reply), `decided_s` when it was
    decided; both monotonic. `is_blip` marks a cut that ended before it was DOWN."""

    before: PointState
    after: PointState
    started_s: float
    decided_s: float
    is_blip: bool = False


_SMOOTHING = 1 / 16


class Detector:
    """The state of one target. Call `step` for every outcome and `tick` about once a second.

    Mutable and slotted, because a fresh frozen state per probe costs ten times as much.
    """

    __slots__ = (
        "_bits", "_calm_since_s", "_losses", "_losses_in_row", "_replies_in_row", "_samples", "_seen_s",
        "_sighted_s", "jitter_ms", "last_good_s", "rtt_ms", "rules", "since_s", "state",
    )  # fmt: skip

    def __init__(self, rules: DetectionRules, started_s: float) -> None:
        self.rules = rules
        self.state = PointState.UNKNOWN
        self.since_s = started_s
        self.last_good_s: float | None = None
        self.rtt_ms: float | None = None
        self.jitter_ms = 0.0
        self._sighted_s = started_s
        self._seen_s = started_s
        self._bits = 0
        self._samples = 0
        self._losses = 0
        self._losses_in_row = 0
        self._replies_in_row = 0
        self._calm_since_s: float | None = None

    @property
    def loss_ratio(self) -> float | None:
        """Lost probes among the last `loss_window`, outages left out; None before the first sample."""
        if not self._samples:
            return None
        return self._losses / max(self._samples, self.rules.loss_window_least)

    def step(self, at_s: float, outcome: Outcome, rtt_ms: float | None = None) -> StateChange | None:
        """Take one outcome, known at `at_s` (monotonic), and return the change it makes, if any."""
        self._seen_s = at_s
        if outcome is Outcome.LOST:
            return self._lost(at_s)
        if outcome is Outcome.LATE:
            self._uncount_loss()
        return self._replied(at_s, rtt_ms, is_late=outcome is Outcome.LATE)

    def tick(self, at_s: float, period_s: float) -> StateChange | None:
        """Without any outcome for `unknown_periods` periods (and the probe's own second) nothing is known."""
        if (
            self.state is PointState.UNKNOWN
            or at_s - self._seen_s <= self.rules.unknown_periods * period_s + 1
        ):
            return None
        return self.blind(at_s, self._seen_s)

    def blind(self, at_s: float, started_s: float | None = None) -> StateChange | None:
        """The console could not see: nothing is known, and silence is counted anew from `at_s`."""
        self._losses_in_row = self._replies_in_row = 0
        self._sighted_s = self._seen_s = at_s
        if self.state is PointState.UNKNOWN:
            return None
        return self._enter(PointState.UNKNOWN, at_s if started_s is None else started_s, at_s)

    def _lost(self, at_s: float) -> StateChange | None:
        self._replies_in_row = 0
        if self.state is PointState.DOWN:
            return None
        self._losses_in_row += 1
        self._count(1)
        rules = self.rules
        silent_since_s = max(self.last_good_s or 0.0, self._sighted_s)
        if self._losses_in_row >= rules.down_losses and at_s - silent_since_s >= rules.down_silence_s:
            self._forget_outage()
            return self._enter(PointState.DOWN, silent_since_s, at_s)
        is_seen = self.state in (PointState.UP, PointState.DEGRADED)
        if is_seen and self._losses_in_row >= rules.suspect_losses:
            return self._enter(PointState.SUSPECT, silent_since_s, at_s)
        return None

    def _replied(self, at_s: float, rtt_ms: float | None, *, is_late: bool) -> StateChange | None:
        before = self.state
        if not is_late:
            self._replies_in_row += 1
            self._count(0)
            if rtt_ms is not None:
                self._measure(rtt_ms)
        self._losses_in_row = 0
        blip_started_s = self.last_good_s
        self.last_good_s = at_s
        if before is PointState.DOWN and self._replies_in_row < self.rules.up_replies:
            return None
        after = self._quality(at_s)
        if after is before:
            return None
        is_blip = before is PointState.SUSPECT
        change = self._enter(after, at_s, at_s, is_blip=is_blip)
        if is_blip and blip_started_s is not None:
            return StateChange(before, after, blip_started_s, at_s, is_blip=True)
        return change

    def _quality(self, at_s: float) -> PointState:
        """UP or DEGRADED; it gets worse at once and better only after a calm while."""
        rules = self.rules
        is_poor = (
            (self.loss_ratio or 0.0) > rules.degraded_loss
            or (self.rtt_ms or 0.0) > rules.rtt_limit_ms
            or self.jitter_ms > rules.jitter_limit_ms
        )
        if is_poor:
            self._calm_since_s = None
            return PointState.DEGRADED
        if self.state is not PointState.DEGRADED:
            return PointState.UP
        if self._calm_since_s is None:
            self._calm_since_s = at_s
        is_calm = at_s - self._calm_since_s >= rules.improve_after_s
        return PointState.UP if is_calm else PointState.DEGRADED

    def _enter(
        self, after: PointState, started_s: float, at_s: float, *, is_blip: bool = False
    ) -> StateChange:
        change = StateChange(self.state, after, started_s, at_s, is_blip)
        self.state = after
        self.since_s = started_s
        self._calm_since_s = None
        return change

    def _measure(self, rtt_ms: float) -> None:
        """Smoothed round trip and RFC 3550 jitter (gain 1/16)."""
        if self.rtt_ms is None:
            self.rtt_ms = rtt_ms
            return
        self.jitter_ms += (abs(rtt_ms - self.rtt_ms) - self.jitter_ms) * _SMOOTHING
        self.rtt_ms += (rtt_ms - self.rtt_ms) * _SMOOTHING

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
        """The newest loss was none after all."""
        if self._bits:
            self._bits &= self._bits - 1
            self._losses -= 1

    def _forget_outage(self) -> None:
        """Loss is a figure of a line that works: the outage's own seconds are not in it."""
        row = min(self._losses_in_row, self._samples)
        self._bits >>= row
        self._samples -= row
        self._losses -= row
        self._losses_in_row = 0
