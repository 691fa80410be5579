"""The connection to the MCU: a look at it is a look at its conference."""

from collections.abc import AsyncIterator, Callable

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ConferenceState, ControlFault
from gbdt_console.devices.control import ListsParticipants
from gbdt_console.engine.control import device_link

McuObservation = device_link.Observation[ConferenceState]


class McuLink(device_link.DeviceLink[ConferenceState]):
    """An MCU tells answers apart, so it is asked as much at once as there is to ask."""

    def __init__(
        self,
        mcu: ListsParticipants,
        clock: Clock,
        period_s: Callable[[], float],
        on_look: Callable[[McuObservation], None],
        on_fault: Callable[[ControlFault | None], None],
    ) -> None:
        super().__init__(_Conference(mcu), clock, period_s, on_look, on_fault)


class _Conference:
    name = "the MCU"

    def __init__(self, mcu: ListsParticipants) -> None:
        self._mcu = mcu

    async def open(self) -> None:
        await self._mcu.open()

    async def close(self) -> None:
        await self._mcu.close()

    async def look(self) -> ConferenceState:
        return await self._mcu.conference()

    def news(self) -> AsyncIterator[object]:
        return self._mcu.events()
