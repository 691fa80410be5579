"""Opens a connection, and names what answers where that is a device of another family.

What is said to find out stands in devices/families.py. It is asked after the driver was refused or had to
wait, on connections of its own, and no account is shown. Whatever greets is sent nothing: to a port that
waits for a password in text every line would be a wrong one, and some devices lock after a few.
"""

import asyncio
import re
from contextlib import suppress
from typing import Protocol

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import Carrier
from gbdt_console.devices.control import ControlError, Reached
from gbdt_console.devices.families import (
    FAMILIES,
    FAMILY_FAULTS,
    RECOGNISED_AT_ROOT,
    VISCA_ANSWER,
    VISCA_ANSWER_OVER_IP,
    VISCA_VERSION,
    VISCA_VERSION_OVER_IP,
    Question,
    greeted,
)
from gbdt_console.devices.registry import control_specs
from gbdt_console.devices.transports.http import PLAIN, UNVERIFIED, HttpPlace, place_of
from gbdt_console.devices.visca.wires import UdpWire

IS_ELSEWHERE = "control.is-elsewhere"
"""Message code of a device that another driver, or another port, fits; the words are that driver and port."""

PATIENT_S = 2.5
"""A device that let nobody in after so long is asked meanwhile, s."""
_CONNECT_S, _GREETS_S, _VISCA_S, _ANSWERS_S = 1.0, 1.0, 0.5, 2.0
"""Limits of a connection, of the wait for who speaks first, of a camera's answer, and of an answer over HTTP
with its connection, s: with PATIENT_S less than ten, and longer than a line over a satellite takes.
"""
_MOST_BYTES = 4_096
_ONLY_HEARD = frozenset({22, 23, 24})
"""Ports of text, where what is sent may count as a wrong password though the prompt is late."""

_UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: device\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    b"Sec-WebSocket-Protocol: obswebsocket.json\r\n\r\n"
)
HOLDS_S = 600.0
"""How long it is believed who answered, s: another device may stand there since, and refuse the login too."""
_LOGIN_REFUSED = frozenset({ControlFault.CREDENTIALS, ControlFault.DENIED})
_IS_PLAIN = re.compile(rb"HTTP/1\.[01] (?:101|2\d\d|40[1-9]|4[1-9]\d) ")
"""Answers that no server gives to who forgot TLS: such are 400, a redirection or an error of its own."""
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")


class Opens(Protocol):
    """What opens a connection; `reached_at` is that of Connects."""

    @property
    def reached_at(self) -> Reached | None: ...

    async def open(self) -> None: ...


class Acquaintance:
    """What answered at one connection's far end when the login was refused, so that it is asked seldom.

    A link that tries a wrong password again and again would else ask the device all over each time. It holds
    for HOLDS_S, until the login is taken or is refused for another reason; new settings make a new link.
    """

    def __init__(self) -> None:
        self._learnt_s = 0.0
        self._refused: ControlFault | None = None
        self._answers: ControlFault | None = None

    def known(self, refused: ControlFault | None) -> ControlFault | None:
        """Return the family that answered when the login was refused so; None where that is not known."""
        holds = asyncio.get_running_loop().time() - self._learnt_s < HOLDS_S
        return self._answers if holds and refused is not None and refused is self._refused else None

    def learn(self, refused: ControlFault | None, answers: ControlFault | None) -> None:
        """Keep what answered; after silence, and where nobody was recognised, it is asked anew."""
        self._refused, self._answers = (refused, answers) if refused in _LOGIN_REFUSED else (None, None)
        self._learnt_s = asyncio.get_running_loop().time()


async def let_in(connection: Opens, met: Acquaintance | None = None, *, is_everywhere: bool = False) -> None:
    """Open a connection. Raises ControlError: one of FAMILY_FAULTS where the device is of another family.

    met: what is known of its far end, and is kept from one call to the next
    is_everywhere: also look at the usual ports of all drivers, and say what is there by IS_ELSEWHERE
    """
    target = connection.reached_at
    if target is None:
        return await connection.open()
    met = met or Acquaintance()
    opening = asyncio.ensure_future(connection.open())
    asking = asyncio.ensure_future(_asked_in_time(opening, target, met, is_everywhere))
    try:
        await asyncio.wait((opening, asking), return_when=asyncio.FIRST_COMPLETED)
        if opening.done() and not opening.cancelled() and opening.exception() is None:
            return met.learn(None, None)
        if (found := await asking) is not None:
            raise found
        return await opening
    finally:
        for task in (opening, asking):
            task.cancel()
        await asyncio.gather(opening, asking, return_exceptions=True)


async def _asked_in_time(
    opening: "asyncio.Future[None]", target: Reached, met: Acquaintance, is_everywhere: bool
) -> ControlError | None:
    """Return the error that names the device, once its driver was refused or waits too long.

    A driver without a family of its own, as other packages have, may be meant for any of them: nobody is
    named before it says itself that it met a stranger.
    """
    has_family = target.control.driver in FAMILIES
    await asyncio.wait((opening,), timeout=PATIENT_S if has_family else None)
    error = opening.exception() if opening.done() and not opening.cancelled() else None
    fault = error.fault if isinstance(error, ControlError) else None
    if fault in FAMILY_FAULTS or (not has_family and fault is not ControlFault.MALFORMED):
        return None
    own = _own_faults(target)
    found = met.known(fault)
    if found is None:
        found = await answering(target.address, target.control.port)
        met.learn(fault, found)
    if found:
        return None if found in own else ControlError(found)
    if is_everywhere and (elsewhere := await _elsewhere(target)):
        return elsewhere
    return None


def _own_faults(target: Reached) -> frozenset[ControlFault]:
    """What the driver of the settings may meet: its own devices, and the protocol of its wire."""
    spec, family = control_specs()[target.control.driver], FAMILIES.get(target.control.driver)
    is_ssh = spec.offer.wires[target.control.wire].over is Carrier.SSH
    return frozenset(({family.fault} if family else set()) | ({ControlFault.IS_SSH} if is_ssh else set()))


async def answering(address: str, port: int) -> ControlFault | None:
    """Name the family of what answers at a port; None where it is not known, or nobody is there."""
    try:
        async with asyncio.timeout(_CONNECT_S):
            reader, writer = await asyncio.open_connection(address, port)
    except TimeoutError:
        return None
    except OSError:
        return await _over_udp(address, port)
    try:
        if said := await _heard(reader, _GREETS_S, is_first=True):
            return greeted(said)
        if port in _ONLY_HEARD:
            return None
        writer.write(VISCA_VERSION)
        if VISCA_ANSWER.match(await _heard(reader, _VISCA_S, VISCA_ANSWER)):
            return ControlFault.IS_VISCA_TCP
    finally:
        writer.transport.abort()
    for place, root in await _roots(address, port):
        if root.startswith(b"HTTP/1."):
            return await _over_http(place, root)
    return None


async def _roots(address: str, port: int) -> list[tuple[HttpPlace, bytes]]:
    """Ask for `/` with TLS and without, side by side; return what each said, with TLS first.

    Who answers without TLS as only such a server does is not asked further: it may never answer TLS at all.
    """
    tls, plain = (place_of(address, port, wire) for wire in (UNVERIFIED, PLAIN))
    secured, open_to_all = (asyncio.ensure_future(_said(place, _UPGRADE)) for place in (tls, plain))
    try:
        await asyncio.wait((secured, open_to_all), return_when=asyncio.FIRST_COMPLETED)
        if not secured.done() and _IS_PLAIN.match(open_to_all.result()):
            return [(plain, open_to_all.result())]
        return [(tls, await secured), (plain, await open_to_all)]
    finally:
        secured.cancel()
        open_to_all.cancel()


async def _over_http(place: HttpPlace, root: bytes) -> ControlFault | None:
    """Ask a web server what each family answers, side by side.

    root: what it said to the first question, at `/`
    """
    for fault, says in RECOGNISED_AT_ROOT.items():
        if says.search(root):
            return fault
    asked = [(family.fault, family.asked) for family in FAMILIES.values() if family.asked]
    asked = [(fault, question) for fault, question in asked if not question.says.search(root)]
    answers = await asyncio.gather(*(_said(place, _written(one), one.says) for _, one in asked))
    fitting = [fault for (fault, one), said in zip(asked, answers, strict=True) if one.says.search(said)]
    return fitting[0] if len(fitting) == 1 else None


def _written(question: Question) -> bytes:
    lines = [f"{question.method} {question.path} HTTP/1.1", "Host: device", "Connection: close"]
    if question.body:
        lines += [f"Content-Type: {question.content_type}", f"Content-Length: {len(question.body)}"]
    return "\r\n".join((*lines, "", "")).encode() + question.body


async def _said(place: HttpPlace, request: bytes, says: re.Pattern[bytes] = _HEAD_ENDS) -> bytes:
    """Return the answer to a request until that is found in it; empty where nobody takes the connection."""
    try:
        async with asyncio.timeout(_ANSWERS_S):
            reader, writer = await asyncio.open_connection(place.host, place.port, ssl=place.tls)
            try:
                writer.write(request)
                return await _heard(reader, _ANSWERS_S, says)
            finally:
                writer.transport.abort()
    except (OSError, TimeoutError):
        return b""


async def _heard(
    reader: asyncio.StreamReader,
    within_s: float,
    says: re.Pattern[bytes] | None = None,
    *,
    is_first: bool = False,
) -> bytes:
    """Return what comes within that time, up to what is looked for.

    is_first: return the first that comes; a refusal (4xx) ends with its head in any case
    """
    said = b""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(within_s):
            while len(said) < _MOST_BYTES and (more := await reader.read(_MOST_BYTES)):
                said += more
                is_refused = said.startswith(b"HTTP/1.") and said[9:10] == b"4"
                if is_first or (says and says.search(said)) or (is_refused and _HEAD_ENDS.search(said)):
                    break
    return said


async def _over_udp(address: str, port: int) -> ControlFault | None:
    wire, said = UdpWire(address, port, 0), b""
    try:
        await wire.open()
        wire.write(VISCA_VERSION_OVER_IP)
        with suppress(TimeoutError):
            async with asyncio.timeout(_CONNECT_S):
                said = await wire.receive()
    except ControlError:
        pass
    finally:
        await wire.close()
    return ControlFault.IS_VISCA_IP if VISCA_ANSWER_OVER_IP.match(said) else None


async def _elsewhere(target: Reached) -> ControlError | None:
    """Look at the usual ports of all drivers, side by side; return the error that names the first found."""
    wires = [wire for spec in control_specs().values() for wire in spec.offer.wires.values()]
    ports = list(dict.fromkeys(wire.port for wire in wires if wire.port != target.control.port))
    found = await asyncio.gather(*(answering(target.address, port) for port in ports))
    names = {family.fault: name for name, family in FAMILIES.items()}
    for port, fault in zip(ports, found, strict=True):
        if fault is not None and fault not in _own_faults(target) | {ControlFault.IS_SSH}:
            return ControlError(fault, f"{names[fault]}, {port}", IS_ELSEWHERE)
    return None
