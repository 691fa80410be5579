"""Reads an agent with pysnmp, the fallback for up to 50 devices.

Requests and answers go through a Channel and never through pysnmp's own sockets, which take an answer from
any sender.
"""

import asyncio
from collections.abc import Iterable

from gbdt_console.core.sites import SnmpCredential, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpError, SnmpRefused, SnmpSilent
from gbdt_console.devices.transports.snmp.channel import Channel, ChannelCounters, Garbled
from gbdt_console.devices.transports.snmp.checks import (
    CheckedAnswer,
    Peer,
    Report,
    peer_of,
    request_of,
)
from gbdt_console.devices.transports.snmp.message_head import read_head
from gbdt_console.devices.transports.snmp.pysnmp_wire import CommunityMessages, Messages, UserMessages
from gbdt_console.devices.transports.snmp.session import (
    GarbledOnly,
    Question,
    Reply,
    refusal,
    reply_of,
    resolve,
)


class PysnmpSession:
    """Asks one agent: Messages encodes and decodes, a Channel sends and receives."""

    def __init__(
        self, address: str, port: int, credential: SnmpCredential, counters: ChannelCounters
    ) -> None:
        self._credential = credential
        self._channel = Channel(address, port, counters, self._take, self._refuse)
        self._messages: Messages
        if credential.version is SnmpVersion.V3:
            self._messages = UserMessages(credential, self._send)
        else:
            self._messages = CommunityMessages(credential, self._send)
        self._knows_engine = credential.version is not SnmpVersion.V3
        self._peer: Peer | None = None
        self._question: Question | None = None
        self._reply: asyncio.Future[Reply] | None = None

    @property
    def knows_engine(self) -> bool:
        return self._knows_engine

    async def ask(self, question: Question, timeout_s: float) -> Reply:
        """Ask as SnmpSession does. Pysnmp learns the engine id by itself, within the same time."""
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Reply] = loop.create_future()
        self._reply, self._question = reply, question
        timer = loop.call_later(timeout_s, self._expire)
        try:
            self._messages.ask(question)
            return await reply
        finally:
            timer.cancel()
            self._channel.forget()

    def close(self) -> None:
        """Close pysnmp's engine and the socket."""
        self._messages.close()
        self._channel.close()

    def _send(self, data: bytes) -> None:
        self._channel.send(data, request_of(data, self._peer))

    def _take(self, data: bytes, answer: CheckedAnswer) -> None:
        if answer.report is not None:
            self._on_report(data, answer.report)
            return
        if answer.status:
            self._resolve(Reply(status=answer.status, error_index=answer.error_index))
            return
        pairs = self._read(data)
        if pairs is not None:
            assert self._question is not None
            self._resolve(reply_of(answer, self._question, self._question.bounded(pairs)))

    def _on_report(self, data: bytes, report: Report) -> None:
        """Let pysnmp read a Report that it can act on.

        With the engine id, or boots and time, it asks again by itself.
        """
        if report is Report.UNKNOWN_ENGINE and not self._knows_engine:
            self._knows_engine = True
            self._peer = peer_of(self._credential, read_head(data).engine_id)
            self._read(data)
        elif report is Report.NOT_IN_TIME_WINDOW:
            self._read(data)
        else:
            self._resolve(refusal(report))

    def _read(self, data: bytes) -> Iterable[tuple[str, object]] | None:
        try:
            return self._messages.read(data)
        except Exception as error:  # pyasn1 and pysnmp raise many kinds for bytes they cannot read
            raise Garbled from error

    def _refuse(self) -> None:
        self._resolve(SnmpRefused("nobody listens on the port"))

    def _expire(self) -> None:
        self._resolve(GarbledOnly() if self._channel.is_garbled else SnmpSilent("no answer"))

    def _resolve(self, outcome: Reply | SnmpError) -> None:
        resolve(self._reply, outcome)
