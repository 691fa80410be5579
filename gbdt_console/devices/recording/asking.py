"""Asks a device all that its driver can read, and changes nothing, so that a recording has every answer."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices import control, room_control
from gbdt_console.devices.control import Connects, ControlError
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.registry import control_specs

_PAUSE_S = 1.0
"""Separates two rounds of questions, s: as often as the console asks in a meeting."""

_READS: tuple[tuple[type, str], ...] = (
    (control.ListsParticipants, "conference"),
    (control.ListsRegistered, "registered"),
    (control.Mixer, "frame"),
    (control.HasMicrophone, "is_muted"),
    (control.HasCalls, "calls"),
    (control.ReportsLoss, "packet_loss"),
    (control.ReportsPosition, "position"),
    (control.ReportsContent, "content_source"),
    (control.ReportsScreen, "screen_layout"),
    (room_control.DividesScreen, "screen_layouts"),
    (control.ReportsRegistration, "registrations"),
    (control.ReportsParts, "lost_parts"),
    (control.Sleeps, "is_asleep"),
)


async def ask_all(control: DeviceControl, address: str, is_over: Callable[[], bool]) -> None:
    """Connect by the driver and ask until it is enough, at least twice. Raises ControlError where it is lost.

    What the device refuses to tell belongs into the recording too. No host key is kept.
    """
    with TemporaryDirectory() as folder:
        target = ControlTarget(address, control, SystemClock(), Path(folder) / "known_hosts")
        device = control_specs()[control.driver].build(target)
        try:
            await device.open()
            rounds = 0
            while rounds < 2 or not is_over():
                for question in _questions(device):
                    await _asked(question)
                rounds += 1
                await asyncio.sleep(_PAUSE_S)
        finally:
            await device.close()


def _questions(device: Connects) -> Iterator[Callable[[], Awaitable[object]]]:
    for capability, name in _READS:
        if isinstance(device, capability):
            yield getattr(device, name)


async def _asked(question: Callable[[], Awaitable[object]]) -> None:
    try:
        await question()
    except ControlError as error:
        if error.fault is ControlFault.CLOSED:
            raise
