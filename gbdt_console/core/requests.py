"""The life of a request: its id, its stages and the steps that are told of it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4


def new_request_id() -> str:
    """A short unique id, so that one request can be followed through journal and screen."""
    return uuid4().hex[:12]


class Stage(StrEnum):
    """A request's life. The last three are its end. RECORDED is the end of a command that no device has
    to obey: the journal has it, durably."""

    REQUESTED = "requested"
    SENT = "sent"
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    RECORDED = "recorded"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def is_final(self) -> bool:
        return self in (Stage.VERIFIED, Stage.RECORDED, Stage.FAILED, Stage.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a request's life. `code` says why (a message code), `detail` the device's own words."""

    request_id: str
    stage: Stage
    code: str = ""
    detail: str = ""
