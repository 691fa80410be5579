"""The simulated conference in time: sites call in, speak, fall out when their line is gone, come back."""

import asyncio
import random
from collections.abc import Callable, Iterable

from gbdt_console.simulator.ami.attendees import Attendee, Stranger
from gbdt_console.simulator.ami.faults import AmiFault, DialEnd
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.world.faults import FaultCode
from gbdt_console.simulator.world.plan import PlannedMcu, ProvincePlan
from gbdt_console.simulator.world.world import Facts, World
from gbdt_console.simulator.world.world_clock import WorldClock

SLOWEST_CALL_S = 6.0
_FASTEST_CALL_S = 2.0
_BEGAN_BEFORE_S = (1_500.0, 2_700.0)
"""So long everybody is in the conference when the world begins."""
_LOOK_EVERY_S = 0.5
_LIES = {FaultCode.BLOCK_IGNORED: AmiFault.IGNORED, FaultCode.BLOCK_REVERTED: AmiFault.REVERTED}


class Attendance:
    """Lives on an event loop from `open` to `close`; `look` brings it up to date with the world."""

    def __init__(self, plan: ProvincePlan, mcu: PlannedMcu, world: World, pace: WorldClock) -> None:
        self._planned = mcu
        self._world = world
        self._pace = pace
        self._due: list[tuple[float, Callable[[], None]]] = []
        users = {mcu.user: AmiUser(mcu.password.reveal())}
        self._mcu = AmiMcu(mcu.conference, users, clock=pace.now, later=self._later)
        self._conference = self._mcu.conference
        self._stranger = Stranger(self._conference)
        self._was_lost = False
        self._timer: asyncio.TimerHandle | None = None
        self._seats: dict[str, Attendee] = {}
        self._begin(plan)

    async def open(self) -> None:
        """Listen. Raises OSError."""
        await self._mcu.start(self._planned.address, self._planned.port)
        self._world.on_struck.append(self._struck)
        self._go_on()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._mcu.close()

    def look(self) -> None:
        """Let happen what is due by now."""
        self._world.look(self._pace.now())
        self._bring_up_to_date()

    def facts(self) -> list[Facts]:
        """Who is listed, by number, and how."""
        return [
            {"number": m.number, "is_blocked": m.is_muted, "is_talking": m.is_talking}
            for m in self._conference.listed()
        ]

    def _begin(self, plan: ProvincePlan) -> None:
        rng = random.Random(plan.seed)  # noqa: S311 - a scenario, not a secret
        for site in plan.sites:
            if site.number:
                delay_s = rng.uniform(_FASTEST_CALL_S, SLOWEST_CALL_S)
                codec = self._world.codec_of(site.id)
                is_chair = site.id == plan.chair_id
                seat = Attendee(site, self._conference, delay_s, is_chair=is_chair, codec=codec)
                seat.call()
                assert seat.leg is not None
                seat.leg.joined_s -= rng.uniform(*_BEGAN_BEFORE_S)
                self._seats[site.id] = seat

    def _go_on(self) -> None:
        self.look()
        self._timer = asyncio.get_running_loop().call_later(_LOOK_EVERY_S, self._go_on)

    def _struck(self, _: Iterable[object]) -> None:
        self._bring_up_to_date()

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        self._due.append((self._pace.now() + seconds, work))

    def _bring_up_to_date(self) -> None:
        now_s, calls = self._world.now_s, self._world.calls
        self._do_due(now_s)
        self._mcu.set_away(calls.is_mcu_lost or self._world.is_blind)
        if calls.is_mcu_lost is not self._was_lost:
            self._was_lost = calls.is_mcu_lost
            self._begin_anew(now_s)
        if calls.is_mcu_lost:
            return
        listed = {member.number: member for member in self._conference.members.values()}
        for seat in self._seats.values():
            is_there = self._world.is_calling(seat.site.id)
            seat.attend(calls, listed, now_s, is_there=is_there)
            self._let_pick_up(seat, is_there=is_there)
        self._stranger.attend(calls)
        lies = ((self._seats.get(site), _LIES[code]) for site, code in calls.lying.items())
        self._mcu.faults.of_number = {seat.site.number: lie for seat, lie in lies if seat is not None}

    def _do_due(self, now_s: float) -> None:
        due = [work for at_s, work in self._due if at_s <= now_s]
        self._due = [item for item in self._due if item[0] > now_s]
        for work in due:
            work()

    def _begin_anew(self, now_s: float) -> None:
        """The MCU died, or is there again: nobody is connected."""
        self._conference.clear()
        self._stranger = Stranger(self._conference)
        for seat in self._seats.values():
            seat.forget(now_s)

    def _let_pick_up(self, seat: Attendee, *, is_there: bool) -> None:
        channel = f"PJSIP/{seat.site.number}"
        if is_there and seat.leg is None:
            self._mcu.dialable[channel] = (seat.site.number, seat.site.name)
            self._mcu.faults.dials.pop(channel, None)
        else:
            self._mcu.dialable.pop(channel, None)
            self._mcu.faults.dials[channel] = DialEnd.NO_ANSWER if seat.leg is None else DialEnd.BUSY
