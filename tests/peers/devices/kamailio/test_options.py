"""OPTIONS against a SIP stack that nobody here wrote: Kamailio."""

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.signalling import Signalling, SipWire
from gbdt_console.devices.transports.signalling.probes import SignallingSockets
from tests.support.drivers.evidence import Against, proves
from tests.support.lab.kamailio import HOST, Registrar


@proves("sip", Against.REAL_PEER, "Debian 13's Kamailio 6.0 over UDP, TCP and TLS")
async def test_kamailio_answers_options_over_udp_tcp_and_tls(registrar: Registrar) -> None:
    sockets = SignallingSockets(SystemClock())
    try:
        for wire in SipWire:
            port = registrar.tls if wire is SipWire.TLS else registrar.sip
            answer = await sockets.ask(next(Signalling(wire, port).questions(HOST)))
            assert answer is not None
            assert (answer.status, "kamailio" in answer.software) == (200, True)
            assert (answer.certificate_until_utc is not None) == (wire is SipWire.TLS)
    finally:
        sockets.close()
