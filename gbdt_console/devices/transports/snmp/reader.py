"""Reads an agent, one request at a time, over a library's session.

It asks again after silence, and opens a new session where the agent changed.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from gbdt_console.core.sites import SnmpVersion
from gbdt_console.devices.snmp.client import (
    SnmpCredentials,
    SnmpMalformed,
    SnmpNotWritable,
    SnmpSilent,
    SnmpValue,
)
from gbdt_console.devices.transports.snmp.channel import ChannelCounters
from gbdt_console.devices.transports.snmp.session import (
    AUTHORIZATION_ERROR,
    NO_ERROR,
    NO_SUCH_NAME,
    GarbledOnly,
    Question,
    Reply,
    SnmpSession,
    Verb,
)


class Reader:
    """Reads one agent as SnmpReader. Opens its session at the first request, on the running loop."""

    def __init__(
        self,
        open_session: Callable[[ChannelCounters], SnmpSession],
        version: SnmpVersion,
        timeout_s: float,
        retries: int,
    ) -> None:
        self._open_session = open_session
        self._version = version
        self._timeout_s = timeout_s
        self._retries = retries
        self._counters = ChannelCounters()
        self._lock = asyncio.Lock()
        self._session: SnmpSession | None = None
        self._has_answered = False
        self._is_proven = False
        self._last_names: tuple[str, ...] = ()
        self._last_question: Question | None = None

    async def get(self, oids: Sequence[str]) -> Mapping[str, SnmpValue]:
        """Read objects as SnmpReader does.

        In version 1 one missing object fails the whole request; the rest is asked again without it.
        """
        async with self._lock:
            question = self._question_of(oids)
            wanted = list(question.names)
            while wanted:
                reply = await self._ask(question)
                if reply.status == NO_SUCH_NAME and self._version is SnmpVersion.V1:
                    del wanted[_missing_index(reply, wanted)]
                    question = Question(Verb.GET, tuple(wanted))
                    continue
                self._check_status(reply)
                return reply.found
        return {}

    def _question_of(self, oids: Sequence[str]) -> Question:
        """Make the question, or reuse the last one. A driver asks the same at every poll."""
        names = tuple(oids)
        if self._last_question is None or self._last_names != names:
            self._last_names = names
            self._last_question = Question(Verb.GET, tuple(dict.fromkeys(names)))
        return self._last_question

    async def walk(self, root: str, limit: int = 1_000) -> Mapping[str, SnmpValue]:
        found: dict[str, SnmpValue] = {}
        last = root
        async with self._lock:
            while len(found) < limit:
                reply = await self._ask(Question(Verb.PAGE, (last,), root))
                if reply.status == NO_SUCH_NAME and self._version is SnmpVersion.V1:
                    break
                self._check_status(reply)
                for oid, value in reply.values[: limit - len(found)]:
                    if _arcs(oid) <= _arcs(last):
                        raise SnmpMalformed("the walk does not move on")
                    found[oid] = value
                    last = oid
                if reply.is_end or not reply.values:
                    break
        return found

    async def set(self, oid: str, value: int) -> None:
        """Write an INTEGER as SnmpWriter does; the session must be pysnmp's."""
        async with self._lock:
            reply = await self._ask(Question(Verb.SET, (oid,), value=value))
        if reply.status != NO_ERROR and reply.status != AUTHORIZATION_ERROR:
            raise SnmpNotWritable(f"error-status {reply.status}")
        self._check_status(reply)

    def counters(self) -> Mapping[str, int]:
        return asdict(self._counters)

    async def close(self) -> None:
        """Close the socket; the next request opens another."""
        self._drop()

    async def _ask(self, question: Question) -> Reply:
        """Ask, and again after silence, and once more with a new session after a refusal.

        Only a session that was good before is replaced.
        """
        tries_left, may_replace = self._retries, self._session is not None and self._has_answered
        while True:
            try:
                session = self._open() if self._session is None else self._session
                reply = await session.ask(question, self._timeout_s)
            except SnmpCredentials:
                self._drop()
                if not may_replace:
                    raise
                may_replace = False
            except (SnmpSilent, GarbledOnly):
                self._counters.timeouts += 1
                if not tries_left:
                    self._give_up()
                    raise
                tries_left -= 1
            else:
                self._has_answered = self._is_proven = True
                return reply

    def _open(self) -> SnmpSession:
        try:
            self._session = self._open_session(self._counters)
        except OSError as error:
            raise SnmpSilent("no route") from error
        self._has_answered = False
        return self._session

    def _give_up(self) -> None:
        """Drop a version 3 session after silence. The agent may have a new engine id.

        Many agents (net-snmp among them) stay silent to a wrong privacy key. Silence after the agent told
        its engine id, to a user that never had an answer, raises SnmpCredentials.
        """
        if self._version is not SnmpVersion.V3 or self._session is None:
            return
        knows_engine = self._session.knows_engine
        self._drop()
        if knows_engine and not self._is_proven:
            raise SnmpCredentials("no answer to this user, but to others")

    def _check_status(self, reply: Reply) -> None:
        if reply.status == AUTHORIZATION_ERROR and self._version is SnmpVersion.V3:
            raise SnmpCredentials("authorizationError")
        if reply.status != NO_ERROR:
            raise SnmpMalformed(f"error-status {reply.status}")

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def _missing_index(reply: Reply, wanted: Sequence[str]) -> int:
    if not 1 <= reply.error_index <= len(wanted):
        raise SnmpMalformed("noSuchName without naming one")
    return reply.error_index - 1


def _arcs(oid: str) -> tuple[int, ...]:
    return tuple(map(int, oid.split(".")))
