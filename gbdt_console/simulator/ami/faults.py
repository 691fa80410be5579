"""How the simulated MCU misbehaves, at which action and at whom; set while it runs."""

from dataclasses import dataclass, field
from enum import StrEnum


class AmiFault(StrEnum):
    """What happens to one action."""

    IGNORED = "ignored"
    """Accepted, and nothing is done."""
    REVERTED = "reverted"
    """Accepted and done, and undone by itself after `AmiFaults.revert_after_s`."""
    DENIED = "denied"
    SILENT = "silent"
    SLOW = "slow"
    """Answered after `AmiFaults.slow_s`."""
    TRUNCATED = "truncated"
    """The answer stops within a packet; the next one follows at once."""
    DROPPED = "dropped"
    """The connection ends within the answer."""
    OVERSIZED = "oversized"
    """A packet that never ends."""


class DialEnd(StrEnum):
    """Why nobody came of a call."""

    BUSY = "busy"
    NO_ANSWER = "no-answer"
    """It rings until the Timeout of the action."""
    REJECTED = "rejected"
    CONGESTION = "congestion"
    NO_SUCH = "no-such"
    """There is no such endpoint: no channel ever begins."""
    LOCKED = "locked"
    """Answered, and turned away by the conference."""


class JoinFault(StrEnum):
    """What happens to the event that says that somebody came."""

    LOST = "lost"
    DOUBLED = "doubled"
    EARLY = "early"
    """Said `AmiFaults.early_s` before the member is listed."""


@dataclass(slots=True)
class AmiFaults:
    """Nothing is wrong at first. `actions` is by the action's name as it is written ('ConfbridgeMute');
    `of_number` says whose block is IGNORED or REVERTED, `dials` by channel ('PJSIP/sapa') what comes of a
    call; who takes one does so after `rings_s`."""

    actions: dict[str, AmiFault] = field(default_factory=dict)
    of_number: dict[str, AmiFault] = field(default_factory=dict)
    dials: dict[str, DialEnd] = field(default_factory=dict)
    rings_s: float = 0.0
    joins: JoinFault | None = None
    banner_delay_s: float = 0.0
    refusal_delay_s: float = 1.0
    revert_after_s: float = 1.0
    slow_s: float = 3.0
    early_s: float = 0.5
