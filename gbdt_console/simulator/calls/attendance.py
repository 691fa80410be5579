"""The simulated conference over time: sites call in, talk, drop out when their line fails, and call again."""

import asyncio
import random
from collections.abc import Callable, Iterable

from gbdt_console.simulator.calls.attendees import Attendee, Stranger
from gbdt_console.simulator.calls.mcus import simulated_mcu
from gbdt_console.simulator.tls import own_tls
from gbdt_console.simulator.world.faults import FaultCode
from gbdt_console.simulator.world.plan import PlannedMcu, ProvincePlan
from gbdt_console.simulator.world.world import Facts, World
from gbdt_console.simulator.world.world_clock import WorldClock

SLOWEST_CALL_S = 6.0
_FASTEST_CALL_S = 2.0
"""Bounds of the delay between a site's reaching the MCU and its call."""
_JOINED_BEFORE_S = (1_500.0, 2_700.0)
"""Bounds of how long each site has been in the conference when the world begins."""
_UPDATE_EVERY_S = 0.5
"""Real seconds between two updates; limits how late the conference follows the world."""


class Attendance:
    """Runs on an event loop from `open` to `close`. `update` makes the conference follow the world."""

    def __init__(self, plan: ProvincePlan, mcu: PlannedMcu, world: World, clock: WorldClock) -> None:
        self._planned = mcu
        self._world = world
        self._clock = clock
        self._due: list[tuple[float, Callable[[], None]]] = []
        self._mcu = simulated_mcu(mcu, clock.now, self._call_later)
        self._conference = self._mcu.conference
        self._stranger = Stranger(self._conference)
        self._was_lost = self._was_still = False
        self._timer: asyncio.TimerHandle | None = None
        self._attendees: dict[str, Attendee] = {}
        self._join_all(plan)

    async def open(self) -> None:
        """Let the MCU listen. Raises OSError."""
        tls = own_tls(self._planned.driver) if self._planned.is_tls else None
        await self._mcu.start(self._planned.address, self._planned.port, tls)
        self._world.on_fault.append(self._on_fault)
        self._update_periodically()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._mcu.close()

    def update(self) -> None:
        """Run what is due, and make the conference follow the world."""
        self._world.set_time(self._clock.now())
        self._follow_world()

    def facts(self) -> list[Facts]:
        """Return number, block and talking of every listed member."""
        return [
            {"number": m.number, "is_blocked": m.is_muted, "is_talking": m.is_talking}
            for m in self._conference.listed()
        ]

    def _join_all(self, plan: ProvincePlan) -> None:
        """Put every site with a number into the conference, some time ago."""
        rng = random.Random(plan.seed)  # noqa: S311 - a scenario, not a secret
        for site in plan.sites:
            if site.number:
                delay_s = rng.uniform(_FASTEST_CALL_S, SLOWEST_CALL_S)
                codec = self._world.codec_of(site.id)
                is_chair = site.id == plan.chair_id
                attendee = Attendee(site, self._conference, delay_s, is_chair=is_chair, codec=codec)
                attendee.call()
                assert attendee.leg is not None
                attendee.leg.joined_s -= rng.uniform(*_JOINED_BEFORE_S)
                self._attendees[site.id] = attendee

    def _update_periodically(self) -> None:
        self.update()
        self._timer = asyncio.get_running_loop().call_later(_UPDATE_EVERY_S, self._update_periodically)

    def _on_fault(self, _: Iterable[object]) -> None:
        self._follow_world()

    def _call_later(self, seconds: float, work: Callable[[], None]) -> None:
        self._due.append((self._clock.now() + seconds, work))

    def _follow_world(self) -> None:
        now_s, faults = self._world.now_s, self._world.call_faults
        self._run_due(now_s)
        self._mcu.set_unreachable(faults.is_mcu_lost or self._world.is_blind)
        if faults.is_mcu_lost is not self._was_lost:
            self._was_lost = faults.is_mcu_lost
            self._restart(now_s)
        if faults.is_mcu_lost:
            return
        listed = {member.number: member for member in self._conference.members.values()}
        for attendee in self._attendees.values():
            is_reachable = self._world.can_reach_mcu(attendee.site.id)
            attendee.update(faults, listed, now_s, is_reachable=is_reachable)
            self._set_dial_result(attendee, is_reachable=is_reachable)
        self._stranger.update(faults)
        if faults.is_picture_still is not self._was_still:
            self._was_still = faults.is_picture_still
            self._mcu.still_picture(is_still=self._was_still)
        blocks = faults.blocks.items()
        ignored = {self._number(site) for site, code in blocks if code is FaultCode.BLOCK_IGNORED}
        reverted = {self._number(site) for site, code in blocks if code is FaultCode.BLOCK_REVERTED}
        self._mcu.mistreat_blocks(ignored, reverted)

    def _number(self, site_id: str) -> str:
        """Return the number of a site; empty where it takes no part."""
        attendee = self._attendees.get(site_id)
        return "" if attendee is None else attendee.site.number

    def _run_due(self, now_s: float) -> None:
        due = [work for at_s, work in self._due if at_s <= now_s]
        self._due = [item for item in self._due if item[0] > now_s]
        for work in due:
            work()

    def _restart(self, now_s: float) -> None:
        """Disconnect everybody: the MCU failed, or is back."""
        self._mcu.clear()
        self._stranger = Stranger(self._conference)
        for attendee in self._attendees.values():
            attendee.disconnect(now_s)

    def _set_dial_result(self, attendee: Attendee, *, is_reachable: bool) -> None:
        """Tell the MCU how a call to that site ends now."""
        number = attendee.site.number
        if is_reachable and attendee.leg is None:
            self._mcu.answer_calls(number, attendee.site.name)
        else:
            self._mcu.fail_calls(number, is_busy=attendee.leg is not None)
