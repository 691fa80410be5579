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


class JoinFault(StrEnum):
    """What happens to the event that says that somebody came."""

    LOST = "lost"
    DOUBLED = "doubled"
    EARLY = "early"
    """Said `AmiFaults.early_s` before the member is listed."""


@dataclass(slots=True)
class AmiFaults:
    """Nothing is wrong at first. `actions` is by the action's name as it is written ('ConfbridgeMute');
    `of_number` says whose block is IGNORED or REVERTED."""

    actions: dict[str, AmiFault] = field(default_factory=dict)
    of_number: dict[str, AmiFault] = field(default_factory=dict)
    joins: JoinFault | None = None
    banner_delay_s: float = 0.0
    refusal_delay_s: float = 1.0
    revert_after_s: float = 1.0
    slow_s: float = 3.0
    early_s: float = 0.5
