"""Whatever is loaded, taken, undone, lost and comes back: a plain model says what must be on air."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from gbdt_console.core.conference.commands import BlockOthers, PrepareFloor
from gbdt_console.core.frame.commands import (
    FrameCommand,
    LinkBuses,
    LoadPreview,
    SetPreviewLayout,
    SetSeat,
    TakeFrame,
    UndoTake,
)
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.core.requests import Progress, Stage
from tests.support.conference.composing_mcu import ALONE, QUAD, ComposingMcu
from tests.support.conference.engine_meetings import ask, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench

pytestmark = pytest.mark.search

STEPS = 120
SITES = ("s1", "s2", "s3", "s4")
STEPS_OF = (
    ("load",) * 4 + ("prepare",) * 3 + ("quad", "seat", "seat") + ("take",) * 8 + ("take one",) * 4
    + ("undo",) * 7 + ("refuse take", "refuse undo", "refuse undo") * 2 + ("leave",) * 3 + ("join",) * 4
    + ("meddle", "meddle", "mute")
)  # fmt: skip
UNLINKED_STEPS = (*STEPS_OF, *("link",) * 3)
"""Also parts and links the two pictures; loads and takes then name one of them, or none."""
Pictures = dict[Bus, tuple[str, tuple[str, ...]]]
"""By bus the id of the layout and one site a pane."""


@dataclass
class Model:
    """What operators asked for, kept without the product's code.

    undo: pictures, previews and floor's site before each take, and whom it gave the floor
    is_linked: a take moves both pictures
    """

    previews: Pictures = field(default_factory=dict)
    floor_site: str = ""
    wanted: Pictures = field(default_factory=dict)
    undo: list[tuple[Pictures, Pictures, str, str]] = field(default_factory=list)
    is_linked: bool = True

    def moved(self, bus: str) -> tuple[Bus, ...]:
        return tuple(Bus) if self.is_linked else (Bus(bus or "branches"),)


@dataclass
class Walk:
    bench: Bench
    mcu: ComposingMcu
    random: Random
    model: Model = field(default_factory=Model)
    met: Counter[str] = field(default_factory=Counter)
    steps: tuple[str, ...] = STEPS_OF

    def site(self, leg: str) -> str:
        return f"s{leg.split('-')[0][-1]}" if leg in self.mcu.legs else ""

    def leg(self, site: str) -> str:
        return next((leg for leg in self.mcu.legs if site and f"/200{site[1]}-" in leg), "")

    def on_air(self) -> Pictures:
        return {
            bus: (order.layout, tuple(map(self.site, order.sources)))
            for bus, order in self.mcu.on_air.items()
        }

    def opened(self) -> set[str]:
        return {leg for leg, seen in self.mcu.legs.items() if not seen.is_blocked}

    async def step(self) -> None:
        action, site = self.random.choice(self.steps), self.random.choice(SITES)
        takes, before, opened = len(self.mcu.takes), self.on_air(), self.opened()
        match action:
            case "leave" if self.leg(site):
                self.mcu.leave(self.leg(site))
                before = self.on_air()
            case "join" if not self.leg(site):
                self.mcu.join(f"200{site[1]}")
            case "meddle":
                self.mcu.on_air[Bus.BRANCHES] = PictureOrder(ALONE.id, (self.leg(site),))
                before = self.on_air()
            case "mute" if leg := self.leg(site):
                self.mcu.legs[leg] = replace(self.mcu.legs[leg], is_blocked=True)
                opened = self.opened()
            case "leave" | "join" | "mute":
                pass
            case _:
                await self._ask(action, site, before)
                if action == "undo":
                    assert self.opened() <= opened, "an undo opens nobody"
        await asyncio.sleep(3.0)
        if self.mcu.refuses:
            self.mcu.refuses = ""
            assert self.on_air() == before
        if action not in ("take", "take one", "undo"):
            self._only_seated(takes, before)
        self._agrees()

    def _only_seated(self, takes: int, before: Pictures) -> None:
        """Without a take only a site that came back moves, to its own seat of a picture of several."""
        for asked in self.mcu.takes[takes:]:
            for bus, order in asked.items():
                assert order.layout == QUAD.id
                assert self.model.wanted[bus][0] == QUAD.id
                self.met["seated"] += 1
        for bus, (layout, sites) in self.on_air().items():
            assert layout == before[bus][0]
            pairs = zip(sites, before[bus][1], strict=True)
            moved = [place for place, (now, was) in enumerate(pairs) if now != was]
            for place in moved:
                assert layout == QUAD.id
                assert sites[place] == self.model.wanted[bus][1][place]

    def _agrees(self) -> None:
        """Previews, floor's site and the number of undos are those of the model."""
        frame = self.bench.latest.frame
        assert frame is not None
        shown = {b.bus: (b.preview.layout, b.preview.seats) for b in frame.buses if b.preview is not None}
        assert shown == self.model.previews
        wanted = {b.bus: (b.wanted.layout, b.wanted.seats) for b in frame.buses if b.wanted is not None}
        assert wanted == self.model.wanted
        assert frame.floor_site_id == self.model.floor_site
        assert frame.is_linked == self.model.is_linked
        assert len(frame.undo) == len(self.model.undo)

    async def _ask(self, action: str, site: str, before: Pictures) -> None:
        model = self.model
        bus = "" if model.is_linked else self.random.choice(("", "branches", "chair"))
        alone: Pictures = dict.fromkeys(model.moved(bus), (ALONE.id, (site,)))
        self.met[f"{action} {bus}".strip()] += 1
        if action == "load":
            await self._recorded(LoadPreview(site, bus))
            model.previews = {**model.previews, **alone}
            model.floor_site = "" if Bus.BRANCHES in alone else model.floor_site
        elif action == "prepare" and site != "s1":
            assert (await ask(self.bench, PrepareFloor(site))).stage is Stage.RECORDED
            model.previews = {**model.previews, **dict.fromkeys(model.moved(""), (ALONE.id, (site,)))}
            model.floor_site = site
        elif action == "quad":
            await self._recorded(SetPreviewLayout(QUAD.id, bus))
            kept = {one: model.previews.get(one, ("", ()))[1] for one in alone}
            quads = {one: (QUAD.id, (*seats, "", "", "", "")[:4]) for one, seats in kept.items()}
            model.previews = {**model.previews, **quads}
        elif action == "link":
            await self._recorded(LinkBuses(not model.is_linked))
            model.is_linked = not model.is_linked
        elif action == "seat" and Bus.CHAIR in model.previews:
            place = self.random.randrange(len(model.previews[Bus.CHAIR][1]))
            ended = await ask(self.bench, SetSeat(place, site, "chair"))
            if ended.stage is Stage.RECORDED:
                layout, seats = model.previews[Bus.CHAIR]
                model.previews = {**model.previews, Bus.CHAIR: (layout, _with(seats, place, site))}
        else:
            await self._change_air(action, site, bus, before)

    async def _change_air(self, action: str, site: str, bus: str, before: Pictures) -> None:
        model, moved = self.model, self.model.moved(bus)
        if action == "take":
            loaded = {one: model.previews[one] for one in moved if one in model.previews}
            await self._take(TakeFrame(is_sure=self.random.random() < 0.5, bus=bus), loaded, before)
        elif action == "take one":
            await self._take(TakeFrame(site, bus=bus), dict.fromkeys(moved, (ALONE.id, (site,))), before)
        elif action == "undo":
            await self._undo()
        elif action == "refuse take" or (action == "refuse undo" and model.undo):
            await self._refused(TakeFrame(site) if action == "refuse take" else UndoTake())

    async def _recorded(self, command: FrameCommand) -> None:
        assert (await ask(self.bench, command)).stage is Stage.RECORDED

    async def _refused(self, command: TakeFrame | UndoTake) -> None:
        """What the MCU refuses leaves the model as it is, but for the floor that an undo takes back."""
        takes, model, is_undo = len(self.mcu.takes), self.model, isinstance(command, UndoTake)
        self.mcu.refuses = "no"
        ended = await ask(self.bench, command)
        assert ended.stage is Stage.FAILED
        assert len(self.mcu.takes) == takes
        if ended.code != "control.refused":
            return
        self.met["undo refused" if is_undo else "take refused"] += 1
        if is_undo:
            pictures, previews, floor_site, _ = model.undo[0]
            model.undo[0] = pictures, previews, floor_site, ""

    async def _take(self, command: TakeFrame, pictures: Pictures, before: Pictures) -> None:
        """A take that the engine refuses changes nothing at all."""
        model, takes = self.model, len(self.mcu.takes)
        gives = "" if command.site_id or Bus.BRANCHES not in model.moved(command.bus) else model.floor_site
        ended = await ask(self.bench, command)
        self.met[f"take {ended.stage}"] += 1
        if ended.stage is Stage.FAILED:
            assert len(self.mcu.takes) == takes
            assert self.on_air() == before
            return
        step = (
            {b: self._before(b, before[b]) for b in pictures},
            dict(model.previews),
            model.floor_site,
            gives,
        )
        model.undo = [step, *model.undo][:20]
        model.wanted = {**model.wanted, **pictures}
        if not command.site_id:
            kept = model.floor_site if Bus.BRANCHES not in model.moved(command.bus) else ""
            model.previews, model.floor_site = {**model.previews, **step[0]}, kept
        self._shows(pictures)
        assert all(self.on_air()[bus] == before[bus] for bus in before if bus not in pictures)
        assert view(self.bench).floor.speaker == (gives or view(self.bench).floor.speaker)

    def _before(self, bus: Bus, seen: tuple[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
        """What was on air; a pane that only lost its site keeps the site."""
        layout, sites = seen
        wanted = self.model.wanted.get(bus)
        if wanted is None or wanted[0] != layout:
            return seen
        return layout, tuple(now or was for now, was in zip(sites, wanted[1], strict=True))

    async def _undo(self) -> None:
        model = self.model
        floor = view(self.bench).floor.speaker
        ended: Progress = await ask(self.bench, UndoTake())
        self.met[f"undo {ended.stage}"] += 1
        if ended.stage is Stage.FAILED:
            is_gone = model.undo and not any(
                self.leg(s) for _, seats in model.undo[0][0].values() for s in seats if s
            )
            assert ended.code == ("frame.undo-absent" if is_gone else "frame.nothing-to-undo")
            return
        pictures, model.previews, model.floor_site, gave = model.undo.pop(0)
        model.wanted = {**model.wanted, **pictures}
        self._shows(pictures)
        assert view(self.bench).floor.speaker == ("" if gave and gave == floor else floor)

    def _shows(self, pictures: Pictures) -> None:
        """Each site that is there has its seat."""
        shown = self.on_air()
        for bus, (layout, sites) in pictures.items():
            there = tuple(site if self.leg(site) else "" for site in sites)
            assert shown[bus] == (layout, there)


def _with(seats: tuple[str, ...], place: int, site: str) -> tuple[str, ...]:
    return (*seats[:place], site, *seats[place + 1 :])


def walked(seed: int, steps: tuple[str, ...]) -> Counter[str]:
    """Walk so many steps and return what was met."""
    mcu = ComposingMcu()
    met: Counter[str] = Counter()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        await ask(bench, BlockOthers())
        walk = Walk(bench, mcu, Random(seed), met=met, steps=steps)
        for _step in range(STEPS):
            await walk.step()

    play(scenario, mcu)
    return met


ENDS = {f"{what} {end}" for what in ("take", "undo") for end in ("verified", "failed", "refused")}


@pytest.mark.parametrize("seed", [3, 7, 11])
def test_on_air_changes_only_by_takes_and_undo_restores_exactly(seed: int) -> None:
    met = walked(seed, STEPS_OF)
    assert met.keys() >= ENDS, met


@pytest.mark.parametrize("seed", [4, 8, 15])
def test_unlinked_pictures_move_alone_and_undo_restores_exactly(seed: int) -> None:
    met = walked(seed, UNLINKED_STEPS)
    assert met.keys() >= {*ENDS, "take chair", "take branches", "load chair"}, met
