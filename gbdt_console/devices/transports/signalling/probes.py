"""Asks codecs as SignallingProbes: SIP over UDP by one socket, all else by a short connection each."""

import asyncio
import logging

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.signalling import CallService, Question, ServiceAnswer, SipWire
from gbdt_console.devices.transports.signalling.streams import ANSWER_S, ask_by_stream
from gbdt_console.devices.transports.signalling.udp_options import WAITS_S, UdpOptions

_STREAMS_AT_ONCE = 50
"""Limits the connections under way, so that silent codecs of a whole province hold no thousand of them."""

log = logging.getLogger(__name__)


class SignallingSockets:
    """Opens what it needs with the first question."""

    def __init__(
        self, clock: Clock, waits_s: tuple[float, ...] = WAITS_S, stream_limit_s: float = ANSWER_S
    ) -> None:
        """Take how long is waited for answers, seconds."""
        self._clock = clock
        self._stream_limit_s = stream_limit_s
        self._streams = asyncio.Semaphore(_STREAMS_AT_ONCE)
        self.udp = UdpOptions(clock, waits_s)

    async def ask(self, question: Question) -> ServiceAnswer | None:
        try:
            if question.service is CallService.SIP and question.wire == SipWire.UDP:
                return await self.udp.ask(question)
            async with self._streams:
                return await ask_by_stream(question, self._clock, self._stream_limit_s)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            return None
        except Exception:
            log.exception("%s failed at %s", question, question.address)
            return None

    def close(self) -> None:
        self.udp.close()
