"""Tells by name which control driver fits a device that does not answer the one in its settings.

The probes are what any client says first, and questions that need no account: nothing changes on the device,
and no account is shown to it. Drivers of MCUs tell some families apart by themselves (who_answers.py);
this asks for every driver, and on the usual ports too.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.registry import control_specs
from gbdt_console.devices.transports.http import UNVERIFIED, tls_of
from gbdt_console.devices.transports.tcp_stream import TcpStream, Wire
from gbdt_console.devices.visca.wires import UdpWire
from gbdt_console.devices.who_answers import CODIAN_ASKED

IS_ANOTHER = "control.is-another"
"""Message code of a device that another driver fits; the words are that driver's name."""

PATIENT_S = 3.0
"""A device that let nobody in after so long is probed, s."""
_PROBED_S = 6.0
"""Limits all probes of one device, s."""
_SAYS_WITHIN_S = 1.0
"""Limits the wait for the answer to one probe, s; a greeting comes within a round trip."""

_INQUIRY = bytes.fromhex("81090002ff")
_INQUIRY_OVER_IP = bytes.fromhex("0110000500000001") + _INQUIRY
_TIME = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetSystemDateAndTime '
    b'xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>'
)
_UPGRADE = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: obswebsocket.json\r\n"
)

_GREETINGS: Mapping[str, re.Pattern[bytes]] = {
    "asterisk-confbridge": re.compile(rb"^Asterisk Call Manager/"),
    "polycom-text": re.compile(rb"(?i)^\s*(?:\xff[\xfb-\xfe].)*(?:password:|hi, my name is)"),
}
"""What a device says unasked."""

T = TypeVar("T")


async def named(work: Coroutine[Any, Any, T], address: str, control: DeviceControl) -> T:
    """Await what lets us in. Raises ControlError with IS_ANOTHER where the device is of another family.

    A device that neither lets us in nor refuses for PATIENT_S is probed meanwhile.
    """
    letting_in = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait((letting_in,), timeout=PATIENT_S)
        if done and letting_in.exception() is None:
            return letting_in.result()
        found = await _fitting(address, control)
        if found not in ("", control.driver):
            raise ControlError(ControlFault.MALFORMED, found, IS_ANOTHER)
        return await letting_in
    finally:
        letting_in.cancel()
        await asyncio.gather(letting_in, return_exceptions=True)


async def _fitting(address: str, control: DeviceControl) -> str:
    """Name the driver that fits what answers; empty where none is known to. Its own port is tried first."""
    usual = [
        (wire.port, wire.over) for spec in control_specs().values() for wire in spec.offer.wires.values()
    ]
    own = control_specs()[control.driver].offer.wires[control.wire].over
    places = dict.fromkeys([(control.port, own), *usual])
    ports = list(dict.fromkeys(port for port, over in places if over is not Carrier.UDP))
    datagrams = [port for port, over in places if over is Carrier.UDP]
    with suppress(TimeoutError):
        async with asyncio.timeout(_PROBED_S):
            if found := await _on_port(address, control.port):
                return found
            others = [_on_port(address, port) for port in ports if port != control.port]
            others += [_over_udp(address, port) for port in dict.fromkeys((control.port, *datagrams))]
            return next(filter(None, await asyncio.gather(*others)), "")
    return ""


async def _on_port(address: str, port: int) -> str:
    said = await _exchange(lambda: TcpStream(address, port), b"")
    if said is None:
        return ""
    for driver, greeting in _GREETINGS.items():
        if greeting.match(said):
            return driver
    for wire in ("http", UNVERIFIED):
        if found := await _over_http(address, port, wire):
            return found
    answer = await _exchange(lambda: TcpStream(address, port), _INQUIRY)
    return "visca-tcp" if answer and answer[0] & 0xF0 == 0x90 and answer.endswith(b"\xff") else ""


async def _over_http(address: str, port: int, wire: str) -> str:
    """Ask what needs no account, of each family that speaks HTTP."""

    async def asked(request: bytes) -> bytes:
        return await _exchange(lambda: TcpStream(address, port, tls_of(wire)), request) or b""

    upgraded = await asked(_request("GET", "/", _UPGRADE))
    if not upgraded.startswith(b"HTTP/1."):
        return ""
    if b"obsWebSocketVersion" in upgraded or b"obswebsocket" in upgraded:
        return "obs-websocket"
    if b"<methodResponse" in await asked(
        _request("POST", "/RPC2", b"Content-Type: text/xml\r\n", CODIAN_ASKED)
    ):
        return "cisco-codian"
    soap = b"Content-Type: application/soap+xml\r\n"
    if b"GetSystemDateAndTimeResponse" in await asked(_request("POST", "/onvif/device_service", soap, _TIME)):
        return "onvif"
    status = await asked(_request("GET", "/api/v1/system/status", b""))
    return "cisco-meeting-server" if re.search(rb'(?i)realm="?acano', status) else ""


def _request(method: str, path: str, headers: bytes, body: bytes = b"") -> bytes:
    size = b"Content-Length: %d\r\n" % len(body) if body else b""
    return b"%b %b HTTP/1.1\r\nHost: device\r\n%b%b\r\n%b" % (
        method.encode(), path.encode(), headers, size, body,
    )  # fmt: skip


async def _over_udp(address: str, port: int) -> str:
    answer = await _exchange(lambda: UdpWire(address, port, 0), _INQUIRY_OVER_IP)
    return "visca-ip" if answer and answer[:2] in (b"\x01\x11", b"\x02\x01") else ""


async def _exchange(make: Callable[[], Wire], request: bytes) -> bytes | None:
    """Say something, or nothing, and return what comes; None where nobody listens."""
    wire, said = make(), b""
    try:
        await wire.open()
        if request:
            wire.write(request)
        with suppress(TimeoutError):
            async with asyncio.timeout(_SAYS_WITHIN_S):
                while data := await wire.receive():
                    said += data
    except ControlError:
        return None
    finally:
        await wire.close()
    return said
