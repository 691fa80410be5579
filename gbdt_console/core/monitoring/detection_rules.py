"""Sets the limits at which a target changes its state (docs/decisions/0005-detection.md)."""

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class DetectionRules:
    """Holds the limits at which a target changes its state.

    suspect_losses: losses in a row that make a target SUSPECT.
    down_losses: losses in a row that DOWN needs, beside the time below.
    down_span_s: seconds between the sending of the first and of the last lost probe that DOWN needs, so that
        neither quick probes nor a short cut make a target DOWN.
    up_replies: good replies in a row that end DOWN.
    quick_interval_s: seconds between probes while a target is in doubt.
    overdue_least_s: a probe is never overdue before this; the answer of a busy router may take so long.
    overdue_most_s: a probe is overdue after this at the latest; the contract's second.
    loss_window: the number of probes in the loss ratio.
    loss_window_least: the loss ratio divides by at least this many probes.
    degraded_loss: a target above this loss ratio is DEGRADED.
    improve_after_s: seconds within all limits after which DEGRADED ends.
    unknown_periods: poll periods without an outcome after which a target is UNKNOWN.
    rtt_limit_ms: a smoothed round trip above this is DEGRADED; from the line's contract.
    jitter_limit_ms: a jitter above this is DEGRADED; from the line's contract.
    """

    suspect_losses: int = 2
    down_losses: int = 8
    down_span_s: float = 4.0
    up_replies: int = 3
    quick_interval_s: float = 0.25
    overdue_least_s: float = 0.3
    overdue_most_s: float = 1.0
    loss_window: int = 300
    loss_window_least: int = 100
    degraded_loss: float = 0.01
    improve_after_s: float = 5.0
    unknown_periods: int = 3
    rtt_limit_ms: float = 300.0
    jitter_limit_ms: float = 30.0
