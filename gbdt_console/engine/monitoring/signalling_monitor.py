"""Asks the codecs' call services in turn: one question under way for each at most."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.signalling import PERIOD_S, ServiceAnswer, SignallingProbes
from gbdt_console.core.monitoring.watched_service import AsksServices, WatchedService
from gbdt_console.core.sites import Network
from gbdt_console.engine.monitoring.schedule import Schedule

_AGAIN_S = 10.0
"""A call service that answered before and is silent is asked this often, so that its return is seen soon."""

_FIRST_ROUND_S = 10.0


class SignallingMonitor(AsksServices):
    """Owns the questions under way."""

    def __init__(
        self,
        network: Network,
        probes: SignallingProbes | None,
        clock: Clock,
        called: Mapping[str, Collection[str]],
        can_judge: Callable[[str], bool],
    ) -> None:
        """Continue an earlier run.

        called: names of the services that ever answered, by device id.
        can_judge: tells of a device's id whether its silence counts: it answers pings, and has for a while.
        """
        self._probes = probes
        self._clock = clock
        self._can_judge = can_judge
        self.on_answer = lambda service, is_first: None
        self.on_silence = lambda service: None
        self.on_asked = lambda index: None
        self._services = [
            WatchedService(d.id, index, asked, has_answered=asked.service in called.get(d.id, ()))
            for index, site in enumerate(network.sites if probes is not None else ())
            for d in site.devices
            for asked in (d.signalling.questions(d.address) if d.signalling is not None else ())
        ]
        self._of_device = _by_device(self._services)
        self._schedule = Schedule(
            len(self._services), lambda item: PERIOD_S[self._services[item].question.service]
        )
        self._asking: dict[int, asyncio.Task[None]] = {}
        self._is_blind = False

    def continue_from(self, before: AsksServices) -> None:
        """Go on with the services of the same devices and questions; a question under way is asked again."""
        if not isinstance(before, SignallingMonitor):
            return
        known = {(one.device_id, one.question): (item, one) for item, one in enumerate(before._services)}
        moved: dict[int, int] = {}
        for item, service in enumerate(self._services):
            old, same = known.get((service.device_id, service.question), (None, service))
            if old is not None:
                moved[old], self._services[item] = item, same
                same.site_index = service.site_index
        self._of_device = _by_device(self._services)
        self._is_blind = before._is_blind
        self._schedule.continue_from(before._schedule, moved, self._clock.monotonic())
        before.on_answer = lambda service, is_first: None
        before.on_silence = lambda service: None
        before.on_asked = lambda index: None

    def start(self) -> None:
        self._schedule.start(self._clock.monotonic(), _FIRST_ROUND_S)

    @property
    def due_s(self) -> float:
        return self._schedule.due_s

    def ask_due(self, *, is_blind: bool) -> None:
        if is_blind and not self._is_blind:
            for service in self._services:
                service.doubt()
        self._is_blind = is_blind
        for item in self._schedule.due(self._clock.monotonic()):
            if not is_blind and item not in self._asking:
                self._asking[item] = asyncio.get_running_loop().create_task(self._ask(item))

    def of_device(self, device_id: str) -> Sequence[WatchedService]:
        return self._of_device.get(device_id, ())

    async def close(self) -> None:
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)
        if self._probes is not None:
            self._probes.close()

    async def _ask(self, item: int) -> None:
        assert self._probes is not None
        service, asked_s = self._services[item], self._clock.monotonic()
        try:
            answer = await self._probes.ask(service.question)
        finally:
            del self._asking[item]
        if answer is not None:
            self._answered(service, answer)
        elif not self._is_blind and self._can_judge(service.device_id):
            self._stayed_silent(item, asked_s)
        self.on_asked(service.site_index)

    def _answered(self, service: WatchedService, answer: ServiceAnswer) -> None:
        is_first = not service.has_answered
        service.answered(answer, self._clock.monotonic(), self._clock.utc())
        self.on_answer(service, is_first)

    def _stayed_silent(self, item: int, asked_s: float) -> None:
        service = self._services[item]
        before = service.state
        service.stayed_silent(asked_s, self._clock.monotonic())
        if service.is_for_calls and service.has_answered:
            self._schedule.schedule_by(item, asked_s + _AGAIN_S)
        if service.state is not before:
            self.on_silence(service)


def _by_device(services: Sequence[WatchedService]) -> dict[str, list[WatchedService]]:
    found: dict[str, list[WatchedService]] = {}
    for service in services:
        found.setdefault(service.device_id, []).append(service)
    return found
