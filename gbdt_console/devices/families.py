"""Lists the families of controlled devices with what each is known by, without any account.

Everything here changes nothing on a device: what it says unasked, and questions that it answers to anybody.
"""

import re
from collections.abc import Mapping

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question over HTTP.

    says: what the answer holds, its head too; where `/` is answered by the same, it proves nothing
    """

    method: str
    path: str
    says: re.Pattern[bytes]
    body: bytes = b""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """The devices of one driver, or of a protocol that several drivers speak.

    fault: what is said where such a device answers in place of the one that was expected
    greeting: how a line begins that only these say unasked
    prompt: what these say first and nothing beside; in company, as at a router, it is anybody's
    asked: what they are asked over HTTP
    """

    fault: ControlFault
    greeting: re.Pattern[bytes] | None = None
    prompt: re.Pattern[bytes] | None = None
    asked: Question | None = None


def _begins(text: bytes) -> re.Pattern[bytes]:
    """Match the beginning of a line, behind what telnet negotiates (IAC WILL to DONT).

    It goes back over no blank: of a line of blanks alone each would be tried with each.
    """
    return re.compile(rb"\s*+(?:\xff[\xfb-\xfe].)*+\s*+(?:" + text + rb")", re.IGNORECASE | re.DOTALL)


_LOGIN_WANTED = re.compile(rb"^HTTP/1\.[01] 401 ")
_CODIAN_QUERY = (
    b"<?xml version='1.0'?><methodCall><methodName>device.query</methodName><params><param><value><struct/>"
    b"</value></param></params></methodCall>"
)
"""A Codian answers it without an account by a fault."""
_ONVIF_TIME = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetSystemDateAndTime '
    b'xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>'
)
"""Every ONVIF device answers it without an account (ONVIF Core Specification, access classes)."""

_KAMAILIO_VERSION = b'{"jsonrpc": "2.0", "method": "core.version", "id": 1}'

FAMILIES: Mapping[str, Family] = {
    "asterisk-confbridge": Family(ControlFault.IS_ASTERISK, _begins(rb"asterisk call manager/")),
    "cisco-codian": Family(
        ControlFault.IS_CODIAN,
        asked=Question("POST", "/RPC2", re.compile(rb"<methodResponse"), _CODIAN_QUERY, "text/xml"),
    ),
    "cisco-meeting-server": Family(
        ControlFault.IS_MEETING_SERVER, asked=Question("GET", "/api/v1/system/status", _LOGIN_WANTED)
    ),
    "obs-websocket": Family(ControlFault.IS_OBS),
    "polycom-text": Family(
        ControlFault.IS_POLYCOM,
        _begins(rb"hi, my name is\b|here is what i know about myself"),
        prompt=_begins(rb"password:\s*"),
    ),
    "cisco-xapi": Family(
        ControlFault.IS_CISCO_CODEC,
        _begins(rb"(?:cisco|tandberg) codec release|\*r login successful"),
        asked=Question("GET", "/getxml?location=/Status/SystemUnit", _LOGIN_WANTED),
    ),
    "visca-ip": Family(ControlFault.IS_VISCA_IP),
    "visca-tcp": Family(ControlFault.IS_VISCA_TCP),
    "onvif": Family(
        ControlFault.IS_ONVIF,
        asked=Question(
            "POST", "/onvif/device_service", re.compile(rb"GetSystemDateAndTimeResponse"), _ONVIF_TIME,
            "application/soap+xml",
        ),
    ),
    "kamailio": Family(
        ControlFault.IS_KAMAILIO,
        asked=Question(
            "POST", "/RPC", re.compile(rb'"result"\s*:\s*"kamailio', re.IGNORECASE), _KAMAILIO_VERSION,
            "application/json",
        ),
    ),
    "ssh": Family(ControlFault.IS_SSH, _begins(rb"ssh-\d")),
}  # fmt: skip
"""By the name of the driver; `ssh` is behind no driver alone: which family it is, only an account tells."""

RECOGNISED_AT_ROOT: Mapping[ControlFault, re.Pattern[bytes]] = {
    ControlFault.IS_OBS: re.compile(rb"obs-?websocket", re.IGNORECASE)
}
"""What the answer to a WebSocket's opening at `/` holds, which every web server is asked first."""

VISCA_VERSION = bytes.fromhex("81090002ff")
"""Asks a camera for its version (CAM_VersionInq)."""
VISCA_VERSION_OVER_IP = bytes.fromhex("0110000500000001") + VISCA_VERSION
VISCA_ANSWER = re.compile(rb"^[\x90-\x9f].*\xff$", re.DOTALL)
VISCA_ANSWER_OVER_IP = re.compile(rb"^(?:\x01\x11|\x02\x01)", re.DOTALL)

FAMILY_FAULTS = frozenset(family.fault for family in FAMILIES.values())


def greeted(said: bytes | str) -> ControlFault | None:
    """Name the family that greets so; None for what nobody knows."""
    octets = said.encode() if isinstance(said, str) else said
    for family in FAMILIES.values():
        if family.prompt is not None and family.prompt.fullmatch(octets):
            return family.fault
    for line in octets.splitlines():
        for family in FAMILIES.values():
            if family.greeting is not None and family.greeting.match(line):
                return family.fault
    return None
