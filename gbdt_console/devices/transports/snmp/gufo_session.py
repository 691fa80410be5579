"""Reading through gufo_snmp, used for what it is best at: making requests and decoding answers.

gufo_snmp reads from its own file descriptor and passes on whatever it can decode. Here that descriptor is
one end of a pair of local sockets, so that the request it made is known and every datagram is judged before
it sees it. docs/decisions/0007-snmp.md has the reasons and the cost.
"""

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

from gufo.snmp import SnmpAuthError
from gufo.snmp._fast import GetIter, SnmpV1ClientSocket, SnmpV2cClientSocket, SnmpV3ClientSocket
from gufo.snmp.utils import format_sock_addr

from gbdt_console.core.sites import SnmpCredential, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpError, SnmpRefused, SnmpSilent
from gbdt_console.devices.transports.snmp.channel import (
    LARGEST_DATAGRAM,
    Channel,
    ChannelCounters,
    Garbled,
    NotOurs,
)
from gbdt_console.devices.transports.snmp.checks import CheckedAnswer, Peer, Report, peer_of
from gbdt_console.devices.transports.snmp.gufo_user import gufo_user
from gbdt_console.devices.transports.snmp.session import (
    PAGE_SIZE,
    GarbledOnly,
    Question,
    Reply,
    StaleSession,
    Verb,
    refusal,
    reply_of,
    settle,
)

Codec = SnmpV1ClientSocket | SnmpV2cClientSocket | SnmpV3ClientSocket
Pairs = Iterable[tuple[str, object] | None]


class _Mailbox(threading.local):
    """A pair of local sockets for all sessions of a thread: each use leaves it empty."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.near.setblocking(False)
        self.far.setblocking(False)


_mailbox = _Mailbox()


class _OutOfTime(Exception):
    """The agent restarted; its Report has told gufo the new boots and time."""


class GufoSession:
    """One gufo socket object as the codec, one channel as the wire."""

    def __init__(self, address: str, port: int, credential: SnmpCredential, tally: ChannelCounters) -> None:
        self._credential = credential
        self._codec = _codec(address, port, credential)
        self._channel = Channel(address, port, tally, self._take, self._refuse)
        os.dup2(_mailbox.far.fileno(), self._codec.get_fd(), inheritable=False)
        self._is_ready = credential.version is not SnmpVersion.V3
        self._peer: Peer | None = None
        self._decode: Callable[[], Pairs] = tuple
        self._question: Question | None = None
        self._made: tuple[Callable[[], None], Callable[[], Pairs]] = (lambda: None, tuple)
        self._reply: asyncio.Future[Reply] | None = None

    async def ask(self, question: Question, timeout_s: float) -> Reply:
        """See Session. A version 3 session first learns the agent's engine id, then its boots and time."""
        if not self._is_ready:
            await self._meet(timeout_s)
        if question is not self._question:
            self._question, self._made = question, self._calls(question)
        send, decode = self._made
        for _ in range(2):
            try:
                return await self._exchange(send, decode, timeout_s)
            except _OutOfTime:
                continue
        raise StaleSession("out of the time window twice")

    @property
    def is_met(self) -> bool:
        """See Session."""
        return self._is_ready

    def close(self) -> None:
        """See Session."""
        self._channel.close()

    async def _meet(self, timeout_s: float) -> None:
        codec = self._codec
        assert isinstance(codec, SnmpV3ClientSocket)
        await self._exchange(codec.send_refresh, _refreshed(codec), timeout_s)
        engine_id = codec.get_engine_id()
        user = gufo_user(self._credential)
        codec.set_keys(
            user.name, user.get_auth_alg(), user.get_auth_key(), user.get_priv_alg(), user.get_priv_key()
        )
        self._peer = peer_of(self._credential, engine_id)
        self._is_ready = True

    def _calls(self, question: Question) -> tuple[Callable[[], None], Callable[[], Pairs]]:
        """What makes the request of that question, and what decodes its answer."""
        codec = self._codec
        names = list(question.names)
        if question.verb is Verb.GET:
            return lambda: codec.send_get_many(names), lambda: codec.recv_get_many().items()
        after = GetIter(names[0], PAGE_SIZE)
        root = GetIter(question.root, PAGE_SIZE)
        if isinstance(codec, SnmpV1ClientSocket):
            return lambda: codec.send_get_next(after), lambda: (codec.recv_get_next(root),)
        return lambda: codec.send_get_bulk(after), lambda: codec.recv_get_bulk(root)

    async def _exchange(
        self, send: Callable[[], None], decode: Callable[[], Pairs], timeout_s: float
    ) -> Reply:
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Reply] = loop.create_future()
        self._reply = reply
        self._decode = decode
        send()
        self._channel.send(_mailbox.near.recv(LARGEST_DATAGRAM), self._peer)
        timer = loop.call_later(timeout_s, self._expire)
        try:
            return await reply
        finally:
            timer.cancel()
            self._channel.forget()

    def _take(self, data: bytes, answer: CheckedAnswer) -> None:
        if answer.report is not None:
            self._settle(self._heed(data, answer.report))
        elif answer.status:
            self._settle(Reply(status=answer.status, culprit=answer.culprit))
        else:
            self._settle(reply_of(answer, self._read(data)))

    def _heed(self, data: bytes, report: Report) -> Reply | SnmpError | _OutOfTime:
        """What a Report means here. To a session that is not ready it is the greeting it waits for."""
        if not self._is_ready:
            self._read(data)
            return Reply()
        if report is Report.NOT_IN_TIME_WINDOW:
            with suppress(NotOurs):
                self._read(data)
            return _OutOfTime()
        return refusal(report)

    def _read(self, data: bytes) -> Pairs:
        """Let gufo decode `data`. What it throws away or cannot read is none of our answers."""
        _mailbox.near.send(data)
        try:
            return self._decode()
        except StopAsyncIteration:
            return (None,)
        except (BlockingIOError, SnmpAuthError) as error:
            raise NotOurs from error
        except (
            Exception
        ) as error:  # gufo raises RuntimeError, ValueError and its own for bytes it cannot read
            raise Garbled from error

    def _refuse(self) -> None:
        self._settle(SnmpRefused("nobody listens on the port"))

    def _expire(self) -> None:
        self._settle(GarbledOnly() if self._channel.is_garbled else SnmpSilent("no answer"))

    def _settle(self, outcome: Reply | Exception) -> None:
        settle(self._reply, outcome)


def _refreshed(codec: SnmpV3ClientSocket) -> Callable[[], Pairs]:
    def decode() -> Pairs:
        codec.recv_refresh()
        return ()

    return decode


def _codec(address: str, port: int, credential: SnmpCredential) -> Codec:
    where = format_sock_addr(address, port)
    if credential.version is SnmpVersion.V3:
        return SnmpV3ClientSocket(where, b"", "", 0, b"", 0, b"", 0, 0, 0, 0)
    community = credential.community.reveal() if credential.community else ""
    if credential.version is SnmpVersion.V1:
        return SnmpV1ClientSocket(where, community, 0, 0, 0, 0)
    return SnmpV2cClientSocket(where, community, 0, 0, 0, 0)
