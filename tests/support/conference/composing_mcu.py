"""An MCU in memory that composes pictures from call legs, for the engine in fake time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gbdt_console.core.conference.state import ConferenceEventKind, ConferenceState
from gbdt_console.core.pictures import (
    Box,
    Bus,
    FrameState,
    Layout,
    Pane,
    PaneKind,
    Picture,
    PictureOrder,
)
from gbdt_console.devices.control import ComposesPictures
from tests.support.conference.fake_mcu import FakeMcu

ALONE = Layout("1", "", (Box(0, 0, 1, 1),))
BY_VOICE = "by voice"
"""Stands for a source that the MCU chooses."""
QUAD = Layout("4", "", tuple(Box(x, y, 0.5, 0.5) for y in (0, 0.5) for x in (0, 0.5)))


@dataclass
class ComposingMcu(FakeMcu, ComposesPictures):
    """Offers a full picture and a quad on both buses; a pane without source stays empty.

    `still` are legs whose picture does not move, `takes` the take requests, `talker` the leg in each pane
    whose source is BY_VOICE.
    """

    still: set[str] = field(default_factory=set)
    talker: str = ""
    takes: list[Mapping[Bus, PictureOrder]] = field(default_factory=list)
    on_air: dict[Bus, PictureOrder] = field(
        default_factory=lambda: dict.fromkeys(Bus, PictureOrder(ALONE.id, ("",)))
    )

    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        await self._work("take", ",".join(sorted({s for p in pictures.values() for s in p.sources if s})))
        self.takes.append(dict(pictures))
        if not self.deaf:
            self.on_air.update(pictures)

    async def conference(self) -> ConferenceState:
        state = await super().conference()
        return replace(state, shown=None, frame=FrameState((ALONE, QUAD), self._programs()))

    def leave(self, leg: str) -> None:
        """Its panes are empty from now on."""
        super().leave(leg)
        for bus, order in self.on_air.items():
            sources = tuple("" if source == leg else source for source in order.sources)
            self.on_air[bus] = replace(order, sources=sources)

    def freeze(self, leg: str, *, is_on: bool = True) -> None:
        """Its picture stands, or moves again."""
        (self.still.add if is_on else self.still.discard)(leg)
        self._say(ConferenceEventKind.CHANGED, leg)

    def _programs(self) -> dict[Bus, Picture]:
        return {
            bus: Picture(order.layout, tuple(self._pane(source) for source in order.sources))
            for bus, order in self.on_air.items()
        }

    def _pane(self, source: str) -> Pane:
        if not source:
            return Pane(PaneKind.EMPTY)
        if source == BY_VOICE:
            return Pane(PaneKind.VOICE, self.talker)
        return Pane(PaneKind.SOURCE, source, source not in self.still)
