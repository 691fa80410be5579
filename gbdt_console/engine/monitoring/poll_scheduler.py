"""Polls all devices: starts each poll when it is due, and reports its result."""

import asyncio
from collections.abc import Callable, Sequence
from math import ceil

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.schedule import Schedule

OnFault = Callable[[DevicePoller, DeviceFault | None], None]
OnReport = Callable[[DevicePoller, DeviceReport], None]
_FIRST_ROUND_PER_S = 400
"""The first round, and the one after blindness, starts at most so many polls a second."""
_LINES_FIRST_S, _LINES_FIRST_PER_S = 1.0, 1_000
"""The first round waits so long, or less where there are fewer devices: until all lines are known nobody
looks at a reading, and its polls, which cost most at first, held up the first picture."""
_STEP_S, _LONGEST_STEP_S = 0.02, 0.25
"""Seconds between two steps in which polls begin, where many are due; on a busy machine the longer one."""
_TOGETHER_S, _TOGETHER = 0.5, 64
"""Seconds of the interval whose devices are polled together, or fewer where those are more than so many: a
turn of the loop for each poll cost as much as the poll, but hundreds at once hold up what else is due."""

LONGEST_POLL_S = 120.0
"""A poll that takes longer is ended, and counts as silence."""

_REPEAT_GAP_S = 1.0
"""Seconds between two polls that a device's traps cause, so that many traps do not load the device."""


class PollScheduler:
    """Starts polls. A device whose poll is still under way when it is due is passed over.

    pollers: one for each device that gives readings.
    """

    def __init__(
        self,
        pollers: Sequence[DevicePoller],
        clock: Clock,
        interval_s: Callable[[], float],
        on_fault: OnFault,
        on_report: OnReport,
        on_earlier: Callable[[], None] = lambda: None,
    ) -> None:
        """Start with nothing scheduled.

        interval_s: gives the interval between polls, seconds.
        on_fault: called when a device stops giving readings or gives them again.
        on_report: called with each good report.
        on_earlier: called when a poll is due earlier than all others.
        """
        self._clock = clock
        self._interval_s = interval_s
        self._on_earlier = on_earlier
        self._on_fault = on_fault
        self._on_report = on_report
        self._schedule = self._new_schedule(len(pollers))
        self._take_pollers(pollers)
        self._started_s: dict[DevicePoller, float] = {}
        self._begun_s = self._looked_s = 0.0
        self._repeat: set[DevicePoller] = set()
        self._polls: dict[asyncio.Task[None], float] = {}
        self._overdue: set[asyncio.Task[None]] = set()

    def follow(self, pollers: Sequence[DevicePoller]) -> None:
        """Poll these devices from now on; what stays keeps its next time, and polls under way go on."""
        now_s = self._clock.monotonic()
        moved = {
            item: place for place, poller in enumerate(pollers)
            if (item := self._items.get(poller)) is not None
        }  # fmt: skip
        scheduled, self._schedule = self._schedule, self._new_schedule(len(pollers))
        self._schedule.continue_from(scheduled, moved, now_s)
        self._take_pollers(pollers)
        self._started_s = {poller: at_s for poller, at_s in self._started_s.items() if poller in self._items}
        self._repeat &= set(pollers)

    def _new_schedule(self, count: int) -> Schedule:
        return Schedule(count, lambda item: self.pollers[item].pause_s(self._interval_s()), self._on_earlier)

    def _take_pollers(self, pollers: Sequence[DevicePoller]) -> None:
        self.pollers = pollers
        self._items = {poller: item for item, poller in enumerate(pollers)}
        self._of_site: dict[int, list[int]] = {}
        for item, poller in enumerate(pollers):
            self._of_site.setdefault(poller.site_index, []).append(item)
        self._of_device = {poller.device.id: item for item, poller in enumerate(pollers)}

    def start(self) -> None:
        """Schedule the first round, spread over time, behind the lines."""
        count = len(self.pollers)
        spread_s = min(self._interval_s(), 0.2 + count / _FIRST_ROUND_PER_S)
        behind_s = min(_LINES_FIRST_S, count / _LINES_FIRST_PER_S)
        self._begun_s = self._clock.monotonic() + behind_s
        self._schedule.start(self._begun_s, spread_s)

    @property
    def due_s(self) -> float:
        """When to call `poll_due` again, monotonic seconds."""
        return self._schedule.due_s

    def poll_due(self) -> None:
        """Begin the polls that are due; after a standstill, when most are, so many at a time.

        All at once they left 3 MB of memory behind.
        """
        now_s = self._clock.monotonic()
        self._end_overdue(now_s)
        due = [item for item in self._schedule.due(now_s) if not self.pollers[item].is_busy]
        at_once = self._at_once(now_s)
        loop = asyncio.get_running_loop()
        for item in due[:at_once]:
            self._polls[loop.create_task(self._poll(self.pollers[item]))] = now_s
        for place, item in enumerate(due[at_once:], at_once):
            self._schedule.schedule_at(item, now_s + place // at_once * _STEP_S)

    def _end_overdue(self, now_s: float) -> None:
        """End the polls that take too long; the oldest stands first. A timer for each cost 5 % of a poll."""
        for task, begun_s in self._polls.items():
            if now_s - begun_s < LONGEST_POLL_S:
                return
            if task not in self._overdue:
                self._overdue.add(task)
                task.cancel()

    def _at_once(self, now_s: float) -> int:
        """Return how many polls begin together: twice what comes in usual times since the last look."""
        since_s = min(max(now_s - self._looked_s, _STEP_S), _LONGEST_STEP_S)
        self._looked_s = now_s
        usual_per_s = len(self.pollers) / max(self._interval_s(), _STEP_S)
        return ceil(max(_FIRST_ROUND_PER_S, 2 * usual_per_s) * since_s)

    def schedule_site(self, site_index: int) -> None:
        """Poll the devices of a site now, since its line is back.

        A poll under way may fail by the cut, so its device is polled again when it ends.
        """
        now_s = self._clock.monotonic()
        for item in self._of_site.get(site_index, ()):
            self._schedule_item(item, now_s)

    def schedule_device(self, device_id: str) -> None:
        """Poll a device now, or again when the poll under way ends. Ignore a device that is only pinged."""
        item = self._of_device.get(device_id)
        if item is not None:
            started_s = self._started_s.get(self.pollers[item], float("-inf"))
            self._schedule_item(item, max(self._clock.monotonic(), started_s + _REPEAT_GAP_S))

    def schedule_all(self) -> None:
        """Schedule all answering devices within one interval, since the interval became shorter."""
        now_s, interval_s = self._clock.monotonic(), self._interval_s()
        for item, poller in enumerate(self.pollers):
            if poller.fault is None:
                self._schedule.schedule_by(item, now_s + interval_s * (item + 1) / len(self.pollers))

    def restart(self) -> None:
        """Forget silence while the console was blind; poll all devices soon."""
        self.forget_silence()
        now_s = self._clock.monotonic()
        for item in range(len(self.pollers)):
            self._schedule_item(item, now_s + item / _FIRST_ROUND_PER_S)

    def forget_silence(self) -> None:
        """Forget silence while the loop stood still: to poll all anew would make a busy machine stand."""
        for poller in self.pollers:
            poller.forget_silence()

    def _schedule_item(self, item: int, due_s: float) -> None:
        poller = self.pollers[item]
        poller.reset_backoff()
        if poller.is_busy:
            self._repeat.add(poller)
        else:
            self._schedule.schedule_by(item, due_s)

    async def close(self) -> None:
        """Cancel the polls under way and close the links."""
        for task in self._polls:
            task.cancel()
        await asyncio.gather(*self._polls, return_exceptions=True)
        await asyncio.gather(*(c.close() for c in self.pollers), return_exceptions=True)

    def _pause_s(self, item: int, started_s: float) -> float:
        """Return the seconds from a poll to the next. Each device has its own place in the interval.

        The first round, and each one that had to hurry, would else come as one burst for ever.
        """
        interval_s = self._interval_s()
        pause_s = self.pollers[item].pause_s(interval_s)
        if pause_s != interval_s:
            return pause_s
        place_s = interval_s * item / len(self.pollers)
        place_s -= place_s % min(_TOGETHER_S, interval_s * _TOGETHER / len(self.pollers))
        late_s = (started_s - self._begun_s - place_s) % interval_s
        return interval_s - late_s if late_s <= interval_s / 2 else 2 * interval_s - late_s

    async def _poll(self, poller: DevicePoller) -> None:
        before = poller.fault
        self._started_s[poller] = started_s = self._clock.monotonic()
        report = await self._report_of(poller)
        place = self._items.get(poller)
        if place is None:
            return  # the device was taken out of sites.yaml meanwhile
        pause_s = _REPEAT_GAP_S if poller in self._repeat else self._pause_s(place, started_s)
        self._repeat.discard(poller)
        self._schedule.schedule_at(place, started_s + pause_s)
        if poller.fault is not before:
            self._on_fault(poller, poller.fault)
        if report is not None:
            self._on_report(poller, report)

    async def _report_of(self, poller: DevicePoller) -> DeviceReport | None:
        task = asyncio.current_task()
        assert task is not None
        try:
            return await poller.poll()
        except asyncio.CancelledError:
            if task not in self._overdue:
                raise
            task.uncancel()
            poller.gave_up()
            return None
        finally:
            # As the task's callback this took a turn of the loop for each poll.
            del self._polls[task]
            self._overdue.discard(task)
