"""What may happen to two PCs and a witness in a lab: a PC takes over by itself, or must not.

Each kind is a method of TrialOfThree. `took_s` are the times from the fault to the wall that commands.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from gbdt_console.core.conference.commands import LockConference
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.standby.view import Role
from gbdt_console.engine.clients.socket_port import SocketPort
from tests.support.standby.lab_of_two import ADDRESSES, WITNESS, LabPc
from tests.support.standby.look import LEVEL_S, LOOK_EVERY_S, look, until_follows
from tests.support.standby.person import stage_of
from tests.support.standby.trial import Trial
from tests.support.wait import until


class TrialOfThree(Trial):
    """Proves more than with two machines: no order overlaps, and no acknowledged record is put apart."""

    def settle(self, after: str) -> None:
        super().settle(after)
        assert not any(self.proof.overlapping()), f"two commanders: {self.proof.overlapping()}"
        apart = {place: count for place, count in self.proof.places.items() if place.startswith("apart")}
        assert not apart, f"two machines had it, and it is apart: {apart}"

    # What ends with the other PC as the one that commands.

    def power(self) -> None:
        """The power of the PC that commands is gone, its nats-server with it."""
        before = self.commands
        self._taken_over(lambda: self.lab.power_off(before))
        self.lab.power_on(before)

    def engine(self) -> None:
        """Its engine is killed, and its nats-server goes on."""
        before = self.commands
        self._taken_over(before.kill)
        before.start()

    def cable(self) -> None:
        """Its cable is out, while it lives."""
        before = self.commands
        self._taken_over(lambda: self.lab.unplug(before))
        self._dwell(0.0, 3.0)
        self.lab.plug(before)
        until_follows(before)

    def out_of_reach(self) -> None:
        """It reaches no other machine, and goes on to reach the MCU, where somebody goes on giving orders."""
        before = self.commands
        self._until_ordered(before, self.proof.turns[-1][0])
        with ExitStack() as ended:
            self._taken_over(lambda: ended.enter_context(self._parted(before.name)))
            self._until_ordered(self.commands, self.proof.turns[-1][0])
            assert asyncio.run(_lock_at(before)) is Stage.FAILED, f"{before.name} goes on giving orders"
        until_follows(before)

    # What leaves the role where it is.

    def follower_out_of_reach(self) -> None:
        self._kept(self.follows.name)

    def witness_out_of_reach(self) -> None:
        self._kept(WITNESS)

    # What may do either.

    def all_out_of_reach(self) -> None:
        """Nobody has a majority; of both PCs one is the first to write afterwards."""
        began_s = time.monotonic()
        with self._parted(self.commands.name), self._parted(self.follows.name):
            self._dwell(2.0, 18.0)
        self._see_who_commands(began_s)

    def flap_out_of_reach(self) -> None:
        """The one that commands, again and again."""
        began_s, name = time.monotonic(), self.commands.name
        for _ in range(self._luck.randint(2, 5)):
            with self._parted(name):
                self._dwell(0.2, 4.0)
            self._dwell(0.2, 1.5)
        self._see_who_commands(began_s)

    def _kept(self, parted: str) -> None:
        with self._parted(parted):
            self._dwell(2.0, 18.0)
        self._until_level(f"{parted} was out of reach")
        assert self._commanding() == [self.commands], "it took over from one that had a majority"

    def _see_who_commands(self, began_s: float) -> None:
        self._until_level("nobody had a majority")
        self._now_commands(*self._commanding(), began_s)

    def _until_ordered(self, pc: LabPc, since_s: float) -> None:
        """Until the MCU got an order of that PC, by its own log."""

        def is_so() -> bool:
            return any(one.source == pc.address and one.at_s > since_s for one in self.lab.told())

        until(is_so, f"a person gives an order at {pc.name}", LEVEL_S, LOOK_EVERY_S)

    def _taken_over(self, fault: Callable[[], object]) -> None:
        """Let it happen, and wait until the other PC commands by itself; the persons go there."""
        after, began_s = self.follows, time.monotonic()
        fault()
        until(lambda: _commands(after), f"{after.name} commands by itself", LEVEL_S, LOOK_EVERY_S)
        self.took_s.append(time.monotonic() - began_s)
        self._now_commands(after, began_s)
        self.proof.after_a_takeover()

    @contextmanager
    def _parted(self, name: str) -> Iterator[None]:
        """That machine and the two others do not hear each other; all hear the MCU."""
        machines = {pc.name: pc for pc in (*self.lab.pcs.values(), self.lab.witness) if pc is not None}
        parted = machines.pop(name)
        with ExitStack() as ended:
            ended.enter_context(self.lab.deaf(parted, *(ADDRESSES[other] for other in machines)))
            for other in machines.values():
                ended.enter_context(self.lab.deaf(other, ADDRESSES[name]))
            yield


async def _lock_at(pc: LabPc) -> Stage:
    """Order at that PC that nobody comes in any more; return how that ended."""
    port = await SocketPort.connect(pc.engine.state / "engine.sock", ClientKind.VERB, "person who stays")
    try:
        return await stage_of(port, new_request_id(), LockConference(True))
    finally:
        await port.close()


def _commands(pc: LabPc) -> bool:
    view = look(pc)
    return view is not None and view.role is Role.COMMANDING
