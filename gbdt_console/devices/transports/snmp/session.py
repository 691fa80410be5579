"""What the reader asks of a library behind it: one question, one answer, no policy."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple, Protocol

from gbdt_console.devices.snmp.client import SnmpCredentials, SnmpError, SnmpMalformed, SnmpValue
from gbdt_console.devices.transports.snmp.checks import CheckedAnswer, Report

NO_ERROR, NO_SUCH_NAME, AUTHORIZATION_ERROR = 0, 2, 16
PAGE_SIZE = 10
"""Objects a GETBULK: gufo_snmp takes answers of up to 4 096 bytes, and ten strings of 255 fit."""


_VALUE_TYPES = (int, bytes, str, float)


class Verb(Enum):
    GET = auto()
    PAGE = auto()
    """The objects that follow: GETBULK, in version 1 GETNEXT."""


@dataclass(frozen=True, slots=True)
class Question:
    """`names` are what to GET, or for a PAGE the one object after which to go on below `root`."""

    verb: Verb
    names: tuple[str, ...]
    root: str = ""
    asked: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "asked", frozenset(self.names))

    def bounded(self, pairs: Iterable[tuple[str, object]]) -> Iterable[tuple[str, object] | None]:
        """For a PAGE: the pairs up to the first outside `root`, then None."""
        below = self.root + "."
        for pair in pairs:
            if self.verb is Verb.PAGE and not pair[0].startswith(below):
                yield None
                return
            yield pair


class Reply(NamedTuple):
    """`values` in the agent's order, without what it lacks; `is_end` when a PAGE left `root`.

    `status` and `culprit` are the PDU's error-status and error-index; with an error there are no values.
    """

    values: Sequence[tuple[str, SnmpValue]] = ()
    is_end: bool = False
    status: int = NO_ERROR
    culprit: int = 0


class GarbledOnly(SnmpMalformed):
    """In the time for an answer only malformed datagrams came."""


class StaleSession(SnmpCredentials):
    """The agent has another engine id than this session learned."""


class SnmpSession(Protocol):
    """One library's link to one agent. Its socket is open from the start."""

    @property
    def is_met(self) -> bool:
        """Version 3: whether the agent has told its engine id."""
        ...

    async def ask(self, question: Question, timeout_s: float) -> Reply:
        """Send once and wait. Raises SnmpError: SnmpSilent, GarbledOnly, SnmpRefused, SnmpMalformed,
        SnmpCredentials, StaleSession."""
        ...

    def close(self) -> None:
        """Free the socket."""
        ...


def reply_of(answer: CheckedAnswer, pairs: Iterable[tuple[str, object] | None]) -> Reply:
    """The reply that a library's decoded pairs make, without what is no value of the type it claims.

    None among the pairs says that a PAGE left its root."""
    odd = dict(answer.odd)
    values: list[tuple[str, SnmpValue]] = []
    for pair in pairs:
        if pair is None:
            return Reply(values, is_end=True)
        oid, value = pair
        if odd and oid in odd:
            value = odd[oid]
        if isinstance(value, _VALUE_TYPES):
            values.append((oid, value))
    return Reply(values)


def settle(waiting: "asyncio.Future[Reply] | None", outcome: Reply | Exception) -> None:
    """End the wait for a reply; whoever gave up, or was told already, is left alone."""
    if waiting is None or waiting.done():
        return
    if isinstance(outcome, Reply):
        waiting.set_result(outcome)
    else:
        waiting.set_exception(outcome)


def refusal(report: Report) -> SnmpError:
    """The error that a Report stands for."""
    if report is Report.UNKNOWN_ENGINE:
        return StaleSession("unknown engine id")
    if report is Report.OTHER:
        return SnmpMalformed("a Report of no known kind")
    return SnmpCredentials(report.name.lower().replace("_", " "))
