"""Whatever happens to floor, legs, lines and blocks: two polls later title and alarms agree with the MCU."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    ConferenceCommand,
    GiveFloor,
    RestoreFloor,
    SetBreak,
    SetDialogue,
    UnblockMicrophone,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.conference.state import Participant
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.floor_text import FloorText
from tests.support.conference.engine_meetings import ask, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench

pytestmark = pytest.mark.never_again

SEEDS, STEPS = (3, 5, 8), 120
SITES = ("s1", "s2", "s3", "s4")
CHAIR = "s1"
TWO_POLLS_S = 2.5
"""Two polls of a meeting, with the time that their answers and one round of the alarms take."""
DETECTED_S = 12.0
"""Time in which the engine surely knows that a line was cut or is back."""
ACTIONS = (
    ("leave",) * 3 + ("join",) * 5 + ("cut", "mend", "mend") + ("mute",) * 4 + ("open",) * 2 + ("show",) * 4
    + ("give",) * 8 + ("back",) * 2 + ("restore",) * 4 + ("others", "break", "break", "dialogue")
    + ("own mute", "own mute", "own open")
)  # fmt: skip
TEXT = FloorText(appearance_of("vi", "dark", {}, ascii_only=False))


@dataclass
class Walk:
    """Meddles with meeting and MCU, and says from the MCU's own state what must be shown.

    cut: the site whose line is cut; empty where none is
    muted: chair or speaker that an operator here blocked
    was_chair_there, was_shown: whether the meeting saw the chair, and a picture
    met: how often each fault was expected
    """

    bench: Bench
    mcu: FakeMcu
    random: Random
    cut: str = ""
    muted: set[str] = field(default_factory=set)
    was_chair_there: bool = True
    was_shown: bool = False
    met: Counter[str] = field(default_factory=Counter)

    @property
    def floor(self) -> Floor:
        return view(self.bench).floor

    def leg(self, site: str) -> Participant | None:
        return next((leg for leg in self.mcu.legs.values() if leg.number == f"200{site[1]}"), None)

    def is_there(self, site: str) -> bool:
        return self.leg(site) is not None and site != self.cut

    async def step(self) -> None:
        """Do one thing and wait until the engine must know it."""
        action, site = self.random.choice(ACTIONS), self.random.choice(SITES)
        if self.floor.is_break and self.random.random() < 0.3:
            action = "break"
        leg = self.leg(site)
        match action:
            case "leave" if leg:
                self.mcu.leave(leg.id)
            case "join" if not leg:
                self.mcu.join(f"200{site[1]}")
            case "cut" if not self.cut:
                self.cut = site
                self.bench.world.cut(int(site[1]))
                await asyncio.sleep(DETECTED_S)
            case "mend" if self.cut:
                self.bench.world.restore(int(self.cut[1]))
                self.cut = ""
                await asyncio.sleep(DETECTED_S)
            case "mute" | "open" if leg:
                self.mcu.legs[leg.id] = replace(leg, is_blocked=action == "mute")
            case "show":
                self.mcu.shown = leg.id if leg else None
            case _:
                await self._order(action, site)
        await asyncio.sleep(TWO_POLLS_S)
        self.was_chair_there = self.was_chair_there or self.leg(CHAIR) is not None
        self.was_shown = self.was_shown or self.mcu.shown is not None

    async def _order(self, action: str, site: str) -> None:
        floor, main = self.floor, self.floor.speaker or CHAIR
        commands: dict[str, ConferenceCommand] = {
            "give": GiveFloor(site), "back": GiveFloor(), "restore": RestoreFloor(),
            "others": BlockOthers(not floor.is_blocking), "break": SetBreak(not floor.is_break),
            "dialogue": SetDialogue(not floor.is_dialogue), "own mute": BlockMicrophone(main, is_sure=True),
            "own open": UnblockMicrophone(main),
        }  # fmt: skip
        command = commands.get(action)
        if command is None:
            return
        ended: Progress = await ask(self.bench, command)
        if ended.stage is Stage.FAILED:
            return
        if isinstance(command, BlockMicrophone):
            self.muted.add(main)
        elif isinstance(command, UnblockMicrophone):
            self.muted.discard(main)
        elif isinstance(command, GiveFloor):
            holder = command.site_id or CHAIR
            self.muted = (self.muted - {holder}) & {CHAIR, holder}

    def expected(self) -> set[tuple[str, str]]:
        """What is wrong with the floor, by the MCU's own state."""
        floor = self.floor
        found: set[tuple[str, str]] = set()
        if floor.speaker and not self.is_there(floor.speaker):
            found.add((FloorFault.SPEAKER_LOST, floor.speaker))
        if self.was_chair_there and not self.is_there(CHAIR):
            found.add((FloorFault.CHAIR_LOST, CHAIR))
        shown = next((s for s in SITES if (leg := self.leg(s)) and leg.id == self.mcu.shown), "")
        if shown and shown == self.cut and shown not in (floor.speaker, CHAIR):
            found.add((FloorFault.PICTURE_LOST, shown))
        if floor.is_break:
            return found
        roles = ((FloorFault.CHAIR_MUTED, CHAIR), (FloorFault.SPEAKER_MUTED, floor.speaker))
        for fault, site in roles:
            leg = self.leg(site) if site else None
            if leg and leg.is_blocked and site != self.cut and site not in self.muted:
                found.add((fault, site))
        holder = floor.speaker or CHAIR
        allowed = {holder, CHAIR} if floor.is_dialogue else {holder}
        is_without = not shown and self.was_shown and floor.since_utc is not None
        if self.is_there(holder) and (is_without or (shown and shown not in allowed)):
            found.add((FloorFault.PICTURE_OTHER, holder))
        return found

    def check(self) -> None:
        """Compare title, alarms and the MCU."""
        expected = self.expected()
        self.met.update(fault for fault, _ in expected)
        latest, types = self.bench.latest, set(FloorFault)
        active = (a for a in latest.alarms if a.is_active and a.key.type in types)
        alarms = {(a.key.type, a.key.resource): a for a in active}
        held = {key for key, alarm in alarms.items() if alarm.is_chattering}
        assert expected <= alarms.keys(), f"no alarm of {expected - alarms.keys()}"
        assert alarms.keys() - held <= expected, f"alarms without a fault: {alarms.keys() - held - expected}"
        shown = View(latest, self.bench.clock.monotonic())
        assert shown.conference is not None
        title = TEXT.fault(shown, shown.conference, 200, lambda site_id, alarm=None: "")
        assert (title is not None) == bool(expected)
        holder, _ = TEXT.holder(shown, shown.conference)
        speaker = self.floor.speaker
        leg = self.leg(speaker) if speaker else None
        is_heard = leg is not None and not leg.is_blocked and speaker != self.cut
        assert ("đang phát biểu" in holder) == is_heard, holder
        assert bool(holder) == bool(speaker)


def test_title_and_alarms_agree_with_the_mcu_two_polls_later() -> None:
    met: Counter[str] = Counter()
    for seed in SEEDS:

        async def scenario(bench: Bench, mcu: FakeMcu, seed: int = seed) -> None:
            await meeting_of(bench, mcu, 1, 2, 3, 4)
            walk = Walk(bench, mcu, Random(seed))
            for _ in range(STEPS):
                await walk.step()
                walk.check()
            met.update(walk.met)

        play(scenario)
    told = set(FloorFault) - {FloorFault.PICTURE_FROZEN, FloorFault.UPPER_LOST}
    assert met.keys() == told, "every fault came up that an MCU can tell which shows one site"
