"""Makes the simulated MCU that a plan asks for, by the driver that will control it."""

from collections.abc import Callable

from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.ami.simulated_mcu import SimulatedMcu
from gbdt_console.simulator.cms.mcu import CmsMcu
from gbdt_console.simulator.codian.mcu import CodianMcu
from gbdt_console.simulator.world.plan import PlannedMcu
from gbdt_console.simulator.world.world_clock import CallLater


def simulated_mcu(planned: PlannedMcu, clock: Callable[[], float], call_later: CallLater) -> SimulatedMcu:
    """Make the MCU, not yet listening.

    clock: gives the world's time, seconds
    call_later: schedules what it does later, in the world's time
    """
    password = planned.password.reveal()
    if planned.driver == "cisco-codian":
        return CodianMcu(planned.conference, {planned.user: password}, clock, call_later)
    if planned.driver == "cisco-meeting-server":
        return CmsMcu(planned.conference, {planned.user: password}, clock, call_later)
    return AmiMcu(planned.conference, {planned.user: AmiUser(password)}, clock, call_later)
