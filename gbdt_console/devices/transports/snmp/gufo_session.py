"""Reads an agent with gufo_snmp as the encoder.

gufo_snmp writes to and reads from its own file descriptor. This module makes that descriptor one end of a
pair of local sockets, and reads the request there. Answers are judged and decoded here; gufo gets no more of
them than it needs to learn a version 3 agent's time. Reasons: docs/decisions/0007-snmp.md and 0148.
"""

import asyncio
import logging
import os
from contextlib import suppress

from gufo.snmp import SnmpAuthError
from gufo.snmp._fast import GetIter, SnmpV1ClientSocket, SnmpV2cClientSocket, SnmpV3ClientSocket
from gufo.snmp.user import (
    Aes128Key,
    BaseAuthKey,
    KeyType,
    Sha1Key,
    Sha224Key,
    Sha256Key,
    Sha384Key,
    Sha512Key,
    User,
)
from gufo.snmp.utils import format_sock_addr

from gbdt_console.core.native_fault import is_ending
from gbdt_console.core.sites import AuthProtocol, SnmpCredential, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpError, SnmpRefused, SnmpSilent
from gbdt_console.devices.transports.deadlines import Deadlines, deadlines
from gbdt_console.devices.transports.snmp.channel import Channel, ChannelCounters, Garbled, NotOurs
from gbdt_console.devices.transports.snmp.checks import CheckedAnswer, Peer, Report, peer_of
from gbdt_console.devices.transports.snmp.gufo_exchange import Exchange, mailbox
from gbdt_console.devices.transports.snmp.keys import master_key
from gbdt_console.devices.transports.snmp.session import (
    PAGE_SIZE,
    GarbledOnly,
    Question,
    Reply,
    StaleSession,
    Verb,
    refusal,
    resolve,
)

log = logging.getLogger(__name__)
Codec = SnmpV1ClientSocket | SnmpV2cClientSocket | SnmpV3ClientSocket
_KEY_CLASSES: dict[AuthProtocol, type[BaseAuthKey]] = {
    AuthProtocol.SHA1: Sha1Key,
    AuthProtocol.SHA224: Sha224Key,
    AuthProtocol.SHA256: Sha256Key,
    AuthProtocol.SHA384: Sha384Key,
    AuthProtocol.SHA512: Sha512Key,
}
_NOTHING = Question(Verb.PAGE, ())
_GETS_KEPT = 32
"""Limits the questions of which a session keeps what it learned.

A poll asks one or two, of a rack with many outlets six, of an agent with small answers some twenty in turn:
kept must be all of a poll, or none is there when it is asked again. Those that are asked no more go first.
"""
_TIME_OLD_S = 60
"""Limits how far an agent may count on before gufo gets an answer again: it learns the agent's time from
those alone, and an agent refuses requests that are 150 s behind (RFC 3414)."""


class _OutOfTime(Exception):
    """The agent restarted. Gufo has read the new boots and time from its Report."""


class GufoSession:
    """Asks one agent through gufo and a Channel.

    Gufo's socket object encodes and decodes; the Channel sends and receives.
    """

    def __init__(
        self, address: str, port: int, credential: SnmpCredential, counters: ChannelCounters
    ) -> None:
        self._credential = credential
        self._codec = _codec(address, port, credential)
        self._channel = Channel(address, port, counters, self._take, self._refuse)
        os.dup2(mailbox.far.fileno(), self._codec.get_fd(), inheritable=False)
        self._is_ready = credential.version is not SnmpVersion.V3
        self._peer: Peer | None = None
        self._gets: dict[tuple[str, ...], Exchange] = {}
        self._exchange = Exchange(_NOTHING, lambda: None)
        self._time_s = 0
        self._waits: tuple[float, Deadlines] | None = None
        self._reply: asyncio.Future[Reply] | None = None

    async def ask(self, question: Question, timeout_s: float) -> Reply:
        """Ask as SnmpSession does. A version 3 session first learns the agent's engine id, boots and time."""
        if not self._is_ready:
            await self._meet(timeout_s)
        exchange = self._exchange_of(question)
        for _ in range(2):
            try:
                return await self._end(exchange, timeout_s)
            except _OutOfTime:
                continue
        raise StaleSession("out of the time window twice")

    @property
    def knows_engine(self) -> bool:
        return self._is_ready

    def close(self) -> None:
        self._channel.close()

    async def _meet(self, timeout_s: float) -> None:
        codec = self._codec
        assert isinstance(codec, SnmpV3ClientSocket)
        await self._end(Exchange(_NOTHING, codec.send_refresh), timeout_s)
        engine_id = codec.get_engine_id()
        user = _user(self._credential)
        codec.set_keys(
            user.name, user.get_auth_alg(), user.get_auth_key(), user.get_priv_alg(), user.get_priv_key()
        )
        self._peer = peer_of(self._credential, engine_id)
        self._is_ready = True

    def _exchange_of(self, question: Question) -> Exchange:
        """Return the calls that encode a question and decode its answer.

        Those of the last GETs are kept, with what they learned: a device is asked the same at each poll.
        """
        if question.verb is not Verb.GET:
            return self._page(question)
        found = self._gets.pop(question.names, None) or self._get(question)
        self._gets[question.names] = found
        if len(self._gets) > _GETS_KEPT:
            del self._gets[next(iter(self._gets))]
        return found

    def _get(self, question: Question) -> Exchange:
        codec, names = self._codec, list(question.names)
        return Exchange(question, lambda: codec.send_get_many(names))

    def _page(self, question: Question) -> Exchange:
        codec, after = self._codec, GetIter(question.names[0], PAGE_SIZE)
        if isinstance(codec, SnmpV1ClientSocket):
            return Exchange(question, lambda: codec.send_get_next(after))
        return Exchange(question, lambda: codec.send_get_bulk(after))

    async def _end(self, exchange: Exchange, timeout_s: float) -> Reply:
        """Send the request of an exchange and wait for its end."""
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Reply] = loop.create_future()
        self._reply = reply
        self._exchange = exchange
        self._channel.send(*exchange.request(self._peer))
        if self._waits is None or self._waits[0] != timeout_s:
            self._waits = timeout_s, deadlines(loop, timeout_s)
        wait = self._waits[1].start(loop, self._expire)
        try:
            return await reply
        finally:
            wait.cancel()
            self._channel.forget()
            # An error in a future that its own traceback holds would keep the session and its files.
            self._reply = None
            del reply

    def _take(self, data: bytes, answer: CheckedAnswer) -> None:
        if answer.report is not None:
            self._resolve(self._on_report(data, answer.report))
        elif answer.status:
            self._resolve(Reply(status=answer.status, error_index=answer.error_index))
        else:
            known = answer.values
            reply = self._exchange.reply(answer) if known is None else Reply((), known)
            self._keep_time(data, answer)
            self._resolve(reply)

    def _keep_time(self, data: bytes, answer: CheckedAnswer) -> None:
        """Let gufo learn a version 3 agent's time, of an answer without a value that it may fail on."""
        is_safe = all(value is not None for _, value in answer.odd)
        if is_safe and not 0 <= answer.time_s - self._time_s < _TIME_OLD_S:
            self._read(data)
            self._time_s = answer.time_s

    def _on_report(self, data: bytes, report: Report) -> Reply | SnmpError | _OutOfTime:
        """Turn a Report into the outcome. A session that is not ready waits for one."""
        if not self._is_ready:
            self._read(data)
            return Reply()
        if report is Report.NOT_IN_TIME_WINDOW:
            with suppress(NotOurs):
                self._read(data)
            return _OutOfTime()
        return refusal(report)

    def _read(self, data: bytes) -> None:
        """Let gufo learn from a version 3 message. Raises NotOurs for data that gufo drops or cannot decode.

        Gufo panics on some bytes: that is no Exception, and here a malformed answer like any other.
        """
        codec = self._codec
        assert isinstance(codec, SnmpV3ClientSocket)
        mailbox.near.send(data)
        try:
            if self._is_ready:
                codec.recv_get_many()
            else:
                codec.recv_refresh()
        except (BlockingIOError, SnmpAuthError) as error:
            raise NotOurs from error
        except BaseException as error:
            if is_ending(error):
                raise
            log.warning("gufo_snmp cannot read an answer: %s", type(error).__name__)
            raise Garbled from error

    def _refuse(self) -> None:
        self._resolve(SnmpRefused("nobody listens on the port"))

    def _expire(self) -> None:
        self._resolve(GarbledOnly() if self._channel.is_garbled else SnmpSilent("no answer"))

    def _resolve(self, outcome: Reply | Exception) -> None:
        resolve(self._reply, outcome)


def _codec(address: str, port: int, credential: SnmpCredential) -> Codec:
    where = format_sock_addr(address, port)
    if credential.version is SnmpVersion.V3:
        return SnmpV3ClientSocket(where, b"", "", 0, b"", 0, b"", 0, 0, 0, 0)
    community = credential.community.reveal() if credential.community else ""
    if credential.version is SnmpVersion.V1:
        return SnmpV1ClientSocket(where, community, 0, 0, 0, 0)
    return SnmpV2cClientSocket(where, community, 0, 0, 0, 0)


def _user(credential: SnmpCredential) -> User:
    """Make gufo's user from master keys. So gufo need not derive them for every session."""
    if credential.auth is None or credential.auth_password is None:
        return User(credential.user)
    key_class = _KEY_CLASSES[credential.auth]
    auth_key = key_class(master_key(credential.auth, credential.auth_password), KeyType.Master)
    if credential.privacy is None or credential.privacy_password is None:
        return User(credential.user, auth_key=auth_key)
    privacy_key = Aes128Key(master_key(credential.auth, credential.privacy_password), KeyType.Master)
    return User(credential.user, auth_key=auth_key, priv_key=privacy_key)
