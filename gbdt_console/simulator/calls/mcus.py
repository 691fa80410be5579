"""Makes the simulated MCU that a plan asks for, by the driver that will control it."""

from collections.abc import Callable
from typing import Protocol

from gbdt_console.simulator.ami.conference import AmiConference
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.codian.mcu import CodianMcu
from gbdt_console.simulator.world.plan import PlannedMcu

CallLater = Callable[[float, Callable[[], None]], object]


class SimulatedMcu(Protocol):
    """An MCU as the world treats it.

    conference: its one conference
    """

    conference: AmiConference

    async def start(self, host: str, port: int) -> int: ...

    def close(self) -> None: ...

    def clear(self) -> None: ...

    def set_unreachable(self, is_unreachable: bool) -> None: ...

    def answer_calls(self, number: str, name: str) -> None: ...

    def fail_calls(self, number: str, *, is_busy: bool) -> None: ...

    def mistreat_blocks(self, ignored: set[str], reverted: set[str]) -> None: ...

    def still_picture(self, *, is_still: bool) -> None: ...


def simulated_mcu(planned: PlannedMcu, clock: Callable[[], float], call_later: CallLater) -> SimulatedMcu:
    """Make the MCU, not yet listening.

    clock: gives the world's time, seconds
    call_later: schedules what it does later, in the world's time
    """
    password = planned.password.reveal()
    if planned.driver == "cisco-codian":
        return CodianMcu(planned.conference, {planned.user: password}, clock, call_later)
    return AmiMcu(planned.conference, {planned.user: AmiUser(password)}, clock, call_later)
