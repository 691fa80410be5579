"""A mixer for the engine in fake time: a full picture and a split of two, misbehaving on demand."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import Box, Bus, FrameState, Layout, Pane, PaneKind, Picture, PictureOrder
from gbdt_console.devices.control import ControlError, Mixer

REQUEST_S = 0.02
FULL = Layout("full", "", (Box(0, 0, 1, 1),))
SPLIT = Layout("split", "", (Box(0, 0.25, 0.5, 0.5), Box(0.5, 0.25, 0.5, 0.5)))


@dataclass
class FakeMixer(Mixer):
    """`fault` is why it cannot be reached, `takes` what it was asked to show, `on_air` what it shows, `blank`
    the sources without a picture."""

    on_air: PictureOrder = field(default_factory=lambda: PictureOrder(FULL.id, ("",)))
    fault: ControlFault | None = None
    takes: list[PictureOrder] = field(default_factory=list)
    blank: set[str] = field(default_factory=set)
    is_recording: bool | None = None
    recorded_to: str = ""
    _events: "asyncio.Queue[str | None]" = field(default_factory=asyncio.Queue)

    def die(self, fault: ControlFault = ControlFault.REFUSED) -> None:
        """It closes the connection and lets nobody in until `fault` is None again."""
        self.fault = fault
        self._events.put_nowait(None)

    async def open(self) -> None:
        await self._work()
        self._events = asyncio.Queue()

    async def close(self) -> None:
        return

    async def changes(self) -> AsyncIterator[str]:
        while (event := await self._events.get()) is not None:
            yield event

    async def frame(self) -> FrameState:
        await self._work()
        panes = tuple(
            Pane(PaneKind.SOURCE, source) if source and source not in self.blank else Pane(PaneKind.EMPTY)
            for source in self.on_air.sources
        )
        picture = Picture(self.on_air.layout, panes)
        return FrameState(
            (FULL, SPLIT),
            {Bus.BRANCHES: picture},
            blank=frozenset(self.blank),
            is_recording=self.is_recording,
            recorded_to=self.recorded_to,
        )

    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        await self._work()
        self.on_air = pictures[Bus.BRANCHES]
        self.takes.append(self.on_air)

    async def _work(self) -> None:
        await asyncio.sleep(REQUEST_S)
        if self.fault is not None:
            raise ControlError(self.fault)
