"""Defines a library's session with one agent, without any policy."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from types import MappingProxyType
from typing import NamedTuple, Protocol

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.snmp.client import SnmpCredentials, SnmpError, SnmpMalformed, SnmpValue
from gbdt_console.devices.transports.snmp.checks import CheckedAnswer, Report

NO_ERROR, NO_SUCH_NAME, AUTHORIZATION_ERROR = 0, 2, 16
PAGE_SIZE = 10
"""Limits the objects of a GETBULK: gufo_snmp takes answers of up to 4 096 bytes; ten strings of 255 fit."""

_VALUE_TYPES = (int, bytes, str, float)


class Verb(Enum):
    """The kind of a request.

    GET: the named objects
    PAGE: the objects that follow, by GETBULK, in version 1 by GETNEXT
    SET: one object gets an INTEGER; by pysnmp alone
    """

    GET = auto()
    PAGE = auto()
    SET = auto()


@dataclass(frozen=True, slots=True)
class Question:
    """One request to an agent.

    names: the objects to GET, or the one object that a PAGE follows or that is SET
    root: the subtree of a PAGE
    value: the INTEGER of a SET
    """

    verb: Verb
    names: tuple[str, ...]
    root: str = ""
    value: int = 0

    def bounded(self, pairs: Iterable[tuple[str, object]]) -> Iterable[tuple[str, object] | None]:
        """Yield the pairs. Those of a PAGE up to the first one outside `root`, then None."""
        below = self.root + "."
        for pair in pairs:
            if self.verb is Verb.PAGE and not pair[0].startswith(below):
                yield None
                return
            yield pair


class Reply(NamedTuple):
    """The answer to a Question.

    values: OIDs and values of a PAGE in the agent's order, without absent objects; empty with an error
    found: the values of the named objects of a GET, without absent ones; empty with an error
    is_end: whether a PAGE left its root
    status: the PDU's error-status
    """

    values: Sequence[tuple[str, SnmpValue]] = ()
    found: Mapping[str, SnmpValue] = MappingProxyType({})
    is_end: bool = False
    status: int = NO_ERROR
    error_index: int = 0


class GarbledOnly(SnmpMalformed):
    """Only malformed datagrams came within the time for an answer."""


class StaleSession(SnmpCredentials):
    """The agent's engine id differs from the one that this session learned."""


class SnmpSession(Protocol):
    """Asks one agent through one library. Its socket is open from the start."""

    @property
    def knows_engine(self) -> bool:
        """Return whether a version 3 agent has told its engine id. True in other versions."""
        ...

    async def ask(self, question: Question, timeout_s: float) -> Reply:
        """Send a request once and wait `timeout_s` seconds for its reply.

        Raises SnmpSilent, GarbledOnly, SnmpRefused, SnmpMalformed, SnmpCredentials or StaleSession.
        """
        ...

    def close(self) -> None: ...


def reply_of(answer: CheckedAnswer, question: Question, pairs: Iterable[tuple[str, object] | None]) -> Reply:
    """Make the reply from a library's decoded pairs. Values of an invalid type are left out.

    pairs: OIDs and values; None means that a PAGE left its root
    """
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
    if question.verb is not Verb.GET:
        return Reply(values)
    given = dict(values)
    return Reply(found={name: given[name] for name in question.names if name in given})


def resolve(waiting: "asyncio.Future[Reply] | None", outcome: Reply | Exception) -> None:
    """End the wait for a reply that is still awaited."""
    if waiting is None or waiting.done():
        return
    if isinstance(outcome, Reply):
        waiting.set_result(outcome)
    else:
        waiting.set_exception(outcome)


def refusal(report: Report) -> SnmpError:
    if report is Report.UNKNOWN_ENGINE:
        return StaleSession("unknown engine id")
    if report is Report.OTHER:
        return SnmpMalformed("a Report of no known kind")
    return SnmpCredentials(report.name.lower().replace("_", " "))
