"""Define the life of a request: its id, stages and steps."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import uuid4

from gbdt_console.core.quick_dataclass import dataclass

SOME_FAILED = "order.some-failed"
"""Code of an end of several orders of which not all ended well."""


def new_request_id() -> str:
    """Return a short unique id, the same in journal and on screen."""
    return uuid4().hex[:12]


def part_ids(request_id: str, count: int) -> tuple[str, ...]:
    """Return the ids of the commands that one verb gives together.

    'ID' for one, 'ID-1-3' for the first of three: the ids alone tell whether all of them were found.
    """
    if count == 1:
        return (request_id,)
    return tuple(f"{request_id}-{place}-{count}" for place in range(1, count + 1))


class Stage(StrEnum):
    """Stages of a request's life.

    RECORDED ends a command that no device has to obey: the journal has it, durably. DOUBTFUL ends nothing:
    the disk does not answer, so nobody knows for now whether the journal has it.
    """

    REQUESTED = "requested"
    SENT = "sent"
    DOUBTFUL = "doubtful"
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
    """One step of a request's life.

    code: message code of the reason; empty without one
    detail: the device's own words, or the number of a record that was made; empty without any
    targets: of several orders, the targets of those that did not end well: ids of sites, numbers or legs of
        callers
    unknown: the target of each of those of which nobody knows how it ended
    """

    request_id: str
    stage: Stage
    code: str = ""
    detail: str = ""
    targets: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def ended_in_part(request_id: str, bad: Sequence[tuple[str, Stage]], count: int) -> Progress:
    """Return the end of `count` orders: FAILED where one failed, else UNKNOWN; its detail is as '2/11'.

    bad: target and end of each that did not end well
    """
    unknown = tuple(target for target, stage in bad if stage is Stage.UNKNOWN)
    stage = Stage.UNKNOWN if len(unknown) == len(bad) else Stage.FAILED
    targets = tuple(dict.fromkeys(target for target, _ in bad))
    return Progress(request_id, stage, SOME_FAILED, f"{len(bad)}/{count}", targets, unknown)
