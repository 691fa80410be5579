"""The faults of the simulated MCU, by action and by call; tests and scenarios set them while it runs."""

from dataclasses import field
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass


class AmiFault(StrEnum):
    """The ways in which the MCU mishandles one action."""

    IGNORED = "ignored"
    """The MCU accepts the action and does nothing."""
    REVERTED = "reverted"
    """The MCU accepts and does it, and undoes it after `AmiFaults.revert_after_s`."""
    DENIED = "denied"
    """The MCU refuses with 'Permission denied'."""
    SILENT = "silent"
    """The MCU sends no response."""
    SLOW = "slow"
    """The MCU responds after `AmiFaults.slow_s`."""
    TRUNCATED = "truncated"
    """The response stops within a packet; the next one follows at once."""
    DROPPED = "dropped"
    """The connection ends within the response."""
    OVERSIZED = "oversized"
    """The response is a packet of 300 kB without an end."""


class DialEnd(StrEnum):
    """How a call fails that the MCU places."""

    BUSY = "busy"
    """The far end is in another call."""
    NO_ANSWER = "no-answer"
    """The far end rings until the Timeout of the action."""
    REJECTED = "rejected"
    """The far end declines."""
    CONGESTION = "congestion"
    """The trunk has no free circuit."""
    NO_SUCH = "no-such"
    """There is no such endpoint: no channel begins."""
    LOCKED = "locked"
    """The far end answers, and the locked conference turns it away."""


class JoinFault(StrEnum):
    """The faults of the event that a member joined."""

    LOST = "lost"
    """The MCU does not send it."""
    DOUBLED = "doubled"
    """The MCU sends it twice."""
    EARLY = "early"
    """The MCU sends it `AmiFaults.early_s` before it lists the member."""


@dataclass(slots=True)
class AmiFaults:
    """The faults in force; none at first.

    actions: by the action's name as clients write it ('ConfbridgeMute')
    blocks: by number: the MCU ignores or reverts a block of that member
    dials: by channel ('PJSIP/sapa'): how a call to it fails
    rings_s: how long a far end rings before it answers, seconds
    joins: what goes wrong with join events
    banner_delay_s: between connection and banner, seconds
    refusal_delay_s: between a wrong password and its response, seconds
    revert_after_s: between an action and its undoing, seconds
    slow_s: delay of a SLOW response, seconds
    early_s: between an EARLY join event and the listing, seconds
    """

    actions: dict[str, AmiFault] = field(default_factory=dict)
    blocks: dict[str, AmiFault] = field(default_factory=dict)
    dials: dict[str, DialEnd] = field(default_factory=dict)
    rings_s: float = 0.0
    joins: JoinFault | None = None
    banner_delay_s: float = 0.0
    refusal_delay_s: float = 1.0
    revert_after_s: float = 1.0
    slow_s: float = 3.0
    early_s: float = 0.5
