"""Defines what is asked of a codec's call service, what it answers, and the interface of what asks.

A codec that answers pings may be hung all the same: only its call service tells whether it can be called.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from gbdt_console.core.quick_dataclass import dataclass


class CallService(StrEnum):
    """Names what is asked.

    SIP: the SIP stack, by OPTIONS; any final answer proves that it is alive (RFC 3261, section 11)
    H323: the H.225 listener, by a connection that is closed at once; nothing is sent, which could ring
    HTTPS: the certificate of the codec's page; it is no way to call
    """

    SIP = "sip"
    H323 = "h323"
    HTTPS = "https"


class SipWire(StrEnum):
    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


PERIOD_S = {CallService.SIP: 10.0, CallService.H323: 60.0, CallService.HTTPS: 3600.0}
"""Seconds between two questions. 1720 rarely: no codec is known to log a missed call, but none was tried."""

_SIP_PORTS = {SipWire.UDP: 5060, SipWire.TCP: 5060, SipWire.TLS: 5061}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask of one codec.

    wire: how SIP is spoken; empty for the others
    """

    service: CallService
    address: str
    port: int
    wire: str = ""

    def __str__(self) -> str:
        match self.service:
            case CallService.SIP:
                return f"SIP OPTIONS {self.wire.upper()} {self.port}"
            case CallService.H323:
                return f"H.323 TCP {self.port}"
            case _:
                return f"HTTPS {self.port}"


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """What the codec answered.

    rtt_ms: round trip; None where a request was sent again, since the answer does not tell which it means
    status: final status of SIP, 200 to 699; 0 for the others
    software: User-Agent or Server of SIP, cleaned; empty where it names none
    certificate_until_utc: end of the certificate's validity; None where there is none, or none readable
    """

    rtt_ms: float | None
    status: int = 0
    software: str = ""
    certificate_until_utc: float | None = None


@dataclass(frozen=True, slots=True)
class Signalling:
    """What sites.yaml says of a codec's call service; nothing named is asked.

    sip: how SIP is spoken; None where it is not asked
    sip_port, h323_port, https_port: ports; None for the usual SIP port, and where the service is not asked
    """

    sip: SipWire | None = None
    sip_port: int | None = None
    h323_port: int | None = None
    https_port: int | None = None

    def questions(self, address: str) -> Iterator[Question]:
        if self.sip is not None:
            port = self.sip_port or _SIP_PORTS[self.sip]
            yield Question(CallService.SIP, address, port, self.sip.value)
        if self.h323_port is not None:
            yield Question(CallService.H323, address, self.h323_port)
        if self.https_port is not None:
            yield Question(CallService.HTTPS, address, self.https_port)


class SignallingProbes(Protocol):
    """Asks codecs, on the engine's event loop."""

    async def ask(self, question: Question) -> ServiceAnswer | None:
        """Return the answer; None where none came in time. Raises nothing."""
        ...

    def close(self) -> None:
        """Free the socket; calling it twice does nothing."""
        ...
