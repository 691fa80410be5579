"""Says of a site whom its call is held by: two technicians share one list and call no site twice."""

from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Utc

CALL_LASTS_S = 300.0
"""Seconds without an answer after which a call holds its site no more: its console may have crashed."""


class CallStep(StrEnum):
    """Says how far a call is.

    CALLING: a person calls the site, or asks its questions
    BACK: the site is called again later, as it asked for
    ENDED: it is over, with or without answers
    """

    CALLING = "calling"
    BACK = "back"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Call:
    """Holds the newest call of a site.

    client: id of the console or verb that calls
    at_utc: when this step began
    heard_utc: when its last answer was entered; the begin before the first
    """

    step: CallStep
    by: ActorName
    client: str
    at_utc: Utc
    heard_utc: Utc

    def holds_at(self, now_utc: Utc) -> bool:
        """Tell whether the site is being called at `now_utc`, so that nobody else calls it."""
        return self.step is CallStep.CALLING and now_utc - self.heard_utc < CALL_LASTS_S
