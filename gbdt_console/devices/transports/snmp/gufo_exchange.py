"""Keeps what a session learned of one question: the bytes of its request and the form of its answer.

In versions 1 and 2c only the request id differs from one request to the next, so gufo_snmp encodes a question
once. A version 3 request is encrypted and signed anew each time, by gufo.
"""

import os
import socket
import threading
from collections.abc import Callable

from gbdt_console.devices.transports.snmp import ber
from gbdt_console.devices.transports.snmp.answer_form import ID_BYTES, AnswerForm, form_of
from gbdt_console.devices.transports.snmp.channel import LARGEST_DATAGRAM
from gbdt_console.devices.transports.snmp.checks import (
    CheckedAnswer,
    CommunityRequest,
    Peer,
    Request,
    request_of,
)
from gbdt_console.devices.transports.snmp.message_head import HeadForm
from gbdt_console.devices.transports.snmp.session import Question, Reply, Verb, reply_of

_FIRST_ID = 1 << 30
"""The least request id of ours; those from here to 2^31 - 1 take four bytes."""


class _Mailbox(threading.local):
    """A pair of local sockets that all sessions of a thread share. Each use leaves it empty."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.near.setblocking(False)
        self.far.setblocking(False)


mailbox = _Mailbox()


class Exchange:
    """Makes the requests of one question, and reads their answers."""

    def __init__(self, question: Question, send: Callable[[], None]) -> None:
        """Take the call of gufo that sends the question to the mailbox."""
        self.question = question
        self._send = send
        self._head = HeadForm()
        self._form: AnswerForm | None = None
        self._opening = self._before = self._after = b""

    def request(self, peer: Peer | None) -> tuple[bytes, Request]:
        """Make a request with an id of its own; `peer` is that of a version 3 session."""
        if self._after:
            number = _FIRST_ID | int.from_bytes(os.urandom(ID_BYTES), "big") % _FIRST_ID
            data = b"".join((self._before, number.to_bytes(ID_BYTES, "big"), self._after))
            return data, CommunityRequest(self._opening, number, self._form)
        data = self._encoded()
        request = request_of(data, peer, self._head, self._form)
        if self.question.verb is Verb.GET and isinstance(request, CommunityRequest):
            self._keep_request(data, request)
        return data, request

    def reply(self, answer: CheckedAnswer) -> Reply:
        """Decode a judged answer, and keep its form. Raises NotSnmp."""
        question = self.question
        reply = reply_of(answer, question, question.bounded(ber.values(answer.body, answer.id_end)))
        if question.verb is Verb.GET and answer.body:
            self._form = form_of(answer.body, answer.id_end, reply.found)
        return reply

    def _encoded(self) -> bytes:
        self._send()
        return mailbox.near.recv(LARGEST_DATAGRAM)

    def _keep_request(self, data: bytes, request: CommunityRequest) -> None:
        start, end = ber.span(data, 0, len(data), ber.SEQUENCE)
        start += len(request.opening)
        start, _ = ber.span(data, start, end, data[start])
        start, stop = ber.span(data, start, end, ber.INTEGER)
        if stop - start == ID_BYTES:
            self._opening, self._before, self._after = request.opening, data[:start], data[stop:]
