"""Reading all devices: starts each look when it is due and reports what it changed."""

import asyncio
from collections.abc import Callable, Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.schedule import Schedule

OnFault = Callable[[DevicePoller, DeviceFault | None], None]
OnReport = Callable[[DevicePoller, DeviceReport], None]
_FIRST_ROUND_PER_S = 400
_HURRY_GAP_S = 1.0
"""Seconds between two looks that a device's own traps bring about: many traps are no reason to press it."""


class PollScheduler:
    """A device that is still answering when its turn comes is left alone until it has ended."""

    def __init__(
        self,
        coordinators: Sequence[DevicePoller],
        clock: Clock,
        interval_s: Callable[[], float],
        on_fault: OnFault,
        on_report: OnReport,
    ) -> None:
        self.coordinators = coordinators
        self._clock = clock
        self._interval_s = interval_s
        self._on_fault = on_fault
        self._on_report = on_report
        self._schedule = Schedule(len(coordinators), lambda item: coordinators[item].pause_s(interval_s()))
        self._of_site: dict[int, list[int]] = {}
        for item, coordinator in enumerate(coordinators):
            self._of_site.setdefault(coordinator.site_index, []).append(item)
        self._of_device = {coordinator.device.id: item for item, coordinator in enumerate(coordinators)}
        self._began_s = [-_HURRY_GAP_S] * len(coordinators)
        self._again: set[int] = set()
        self._looks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Plan the first round, spread so that it is no burst."""
        spread_s = min(self._interval_s(), 0.2 + len(self.coordinators) / _FIRST_ROUND_PER_S)
        self._schedule.start(self._clock.monotonic(), spread_s)

    def begin_due(self) -> None:
        """Start a look at every device whose turn it is."""
        for item in self._schedule.due(self._clock.monotonic()):
            if not self.coordinators[item].is_busy:
                task = asyncio.get_running_loop().create_task(self._look(item))
                self._looks.add(task)
                task.add_done_callback(self._looks.discard)

    def hurry_site(self, site_index: int) -> None:
        """The site's line is back: look at its devices at once, or again when the look under way, which the
        cut may have spoilt, has ended."""
        now_s = self._clock.monotonic()
        for item in self._of_site.get(site_index, ()):
            self._hurry(item, now_s)

    def hurry_device(self, device_id: str) -> None:
        """The device has news: look at it now, or again when the look under way has ended. A device that is
        only pinged is passed over."""
        item = self._of_device.get(device_id)
        if item is not None:
            self._hurry(item, max(self._clock.monotonic(), self._began_s[item] + _HURRY_GAP_S))

    def hurry_all(self) -> None:
        """The interval got shorter: nobody waits for the end of the longer one."""
        now_s, interval_s = self._clock.monotonic(), self._interval_s()
        for item, coordinator in enumerate(self.coordinators):
            if coordinator.fault is None:
                self._schedule.hasten(item, now_s + interval_s * (item + 1) / len(self.coordinators))

    def begin_anew(self) -> None:
        """The console was blind: no silence of that time counts, and every device is looked at soon, spread
        over a few seconds."""
        now_s = self._clock.monotonic()
        for item, coordinator in enumerate(self.coordinators):
            coordinator.forgive()
            self._hurry(item, now_s + item / _FIRST_ROUND_PER_S)

    def _hurry(self, item: int, due_s: float) -> None:
        coordinator = self.coordinators[item]
        coordinator.hope()
        if coordinator.is_busy:
            self._again.add(item)
        else:
            self._schedule.hasten(item, due_s)

    async def close(self) -> None:
        """End what is under way and free the links."""
        for task in self._looks:
            task.cancel()
        await asyncio.gather(*self._looks, return_exceptions=True)
        await asyncio.gather(*(c.close() for c in self.coordinators), return_exceptions=True)

    async def _look(self, item: int) -> None:
        coordinator = self.coordinators[item]
        before = coordinator.fault
        self._began_s[item] = began_s = self._clock.monotonic()
        report = await coordinator.poll()
        pause_s = _HURRY_GAP_S if item in self._again else coordinator.pause_s(self._interval_s())
        self._again.discard(item)
        self._schedule.defer(item, began_s + pause_s)
        if coordinator.fault is not before:
            self._on_fault(coordinator, coordinator.fault)
        if report is not None:
            self._on_report(coordinator, report)
