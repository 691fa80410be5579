"""Define the life of a request: its id, stages and steps."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4


def new_request_id() -> str:
    """Return a short unique id, the same in journal and on screen."""
    return uuid4().hex[:12]


class Stage(StrEnum):
    """Stages of a request's life.

    RECORDED ends a command that no device has to obey: the journal has it, durably.
    """

    REQUESTED = "requested"
    SENT = "sent"
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    RECORDED = "recorded"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def is_final(self) -> bool:
        """Whether the request has ended."""
        return self in (Stage.VERIFIED, Stage.RECORDED, Stage.FAILED, Stage.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a request's life.

    request_id: id of the request
    stage: the stage it reached
    code: message code of the reason; empty without one
    detail: the device's own words, or the number of a record that was made; empty without any
    targets: of several orders, the targets of those that did not end well: ids of sites, numbers or legs of
        callers
    """

    request_id: str
    stage: Stage
    code: str = ""
    detail: str = ""
    targets: tuple[str, ...] = ()
