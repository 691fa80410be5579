"""What an agent itself sees of us: never a second request before it has answered the first."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.readings import DeviceReport
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.transports.snmp.open import open_reader
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.poll_scheduler import PollScheduler
from tests.support.engine.networks import COMMUNITY
from tests.support.snmp.rogue import Answer, Request, Rogue, integer

pytestmark = pytest.mark.real

OIDS = ("1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.7.0")
INTERVAL_S = 0.03
LOOKS = 8


class SlowAgent:
    """Answers each request later than the next look is due, and keeps a log of what overlapped."""

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s
        self.unanswered: set[int] = set()
        self.answered = 0
        self.overlaps = 0
        self.is_done = asyncio.Event()

    def __call__(self, rogue: Rogue, request: Request) -> None:
        self.overlaps += len(self.unanswered - {request.number})
        self.unanswered.add(request.number)
        asyncio.get_running_loop().call_later(self.delay_s, self._answer, rogue, request)

    def _answer(self, rogue: Rogue, request: Request) -> None:
        rogue.say(Answer(request, [(name, integer(7)) for name in request.names]).encode())
        self.unanswered.discard(request.number)
        self.answered += 1
        if self.answered >= LOOKS:
            self.is_done.set()


class TwoRequests:
    """A driver that asks twice in one look, as discovery does."""

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        for oid in OIDS:
            await link.get([oid])
        return DeviceReport(())


async def test_no_agent_ever_has_two_requests_open() -> None:
    agents = [SlowAgent(delay_s) for delay_s in (0.0, 0.01, 0.05, 0.1, 0.2)]
    clock = SystemClock()
    async with AsyncExitStack() as stack, asyncio.timeout(60):
        rogues = [await stack.enter_async_context(Rogue(agent)) for agent in agents]
        coordinators = [
            DevicePoller(
                Device(f"s{n}.router", f"s{n}", DeviceKind.ROUTER, "router", "x", "127.0.0.1", COMMUNITY),
                n,
                TwoRequests(),
                open_reader("127.0.0.1", rogue.port, COMMUNITY),
                clock,
            )
            for n, rogue in enumerate(rogues)
        ]
        looking = PollScheduler(coordinators, clock, lambda: INTERVAL_S, lambda *_: None, lambda *_: None)
        looking.start()
        ticking = asyncio.ensure_future(_tick(looking))
        await asyncio.gather(*(agent.is_done.wait() for agent in agents))
        ticking.cancel()
        await looking.close()
    assert [agent.overlaps for agent in agents] == [0] * len(agents)


async def _tick(looking: PollScheduler) -> None:
    while True:
        looking.poll_due()
        looking.schedule_site(3)
        await asyncio.sleep(0.005)
