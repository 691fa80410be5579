"""What a reply makes of its probe."""

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import EchoOutcome
from gbdt_console.devices.transports.icmp.ring import ProbeAnswer, ProbeRing


def test_a_reply_stamped_before_its_request_took_no_time() -> None:
    """The kernel's clock and ours may differ by a moment; a round trip below zero fits no figure or file."""
    ring, ended = ProbeRing(), list[EchoOutcome]()
    sequence, cookie = ring.start(7, 100.0)
    assert ring.answer(sequence, cookie, 7, 99.9995, ended) is ProbeAnswer.REPLY
    assert ended == [EchoOutcome(7, 100.0, 99.9995, Outcome.REPLY, 0.0)]
