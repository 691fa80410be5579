"""A newcomer to the console: the meeting of the day by a number and a verb, Space, z, g, h, t, c, Enter,
Esc, the arrows and F1 alone. What a task costs is counted."""

import re
from dataclasses import dataclass, field, replace

import pytest

from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.conference.commands import BlockOthers, GiveFloor, IsolateCaller, SetBreak
from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.outages.commands import DecideCause, EstimateRepair, TellChair
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.conference.snapshots import conferring, rows_of, stranger
from tests.support.outages.records import lost
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import SPEAKING, meeting, network
from tests.support.screens.scripted_port import AT_UTC, Fault, later

KNOWN = {*"0123456789zghtc", "space", "enter", "escape", "up", "down", "left", "right", "f1"}
_TYPED = {"plus": "+"}
"""What is typed into a field, which is no key to know."""


@dataclass
class Stranger:
    """Presses keys that a newcomer knows, and counts them by task."""

    c: Console
    cost: dict[str, int] = field(default_factory=dict)
    task: str = ""

    async def begin(self, task: str) -> None:
        self.task, self.cost[task] = task, 0
        self.c.port.submitted.clear()
        await self.a_moment()

    async def a_moment(self) -> None:
        """As long as a person needs to see what came; the next Snapshot comes with it."""
        await self.c.let_pass(1.2)
        assert self.c.port.newest is not None
        newest = self.c.port.newest
        await self.c.publish(later(newest, self.c.clock.monotonic() - newest.at_s))

    async def press(self, *keys: str) -> None:
        for key in keys:
            assert key in KNOWN | set(_TYPED), key
            self.cost[self.task] += 1
            await self.c.press(key)
            await self.c.let_pass(0.4)

    async def choose(self, label: str) -> None:
        """Choose in the menu by the number that stands before what it says."""
        await self.press("f1")
        found = re.search(rf"(\d+) {re.escape(label)}", self.c.text())
        assert found is not None, f"the menu does not say {label}:\n{self.c.text()}"
        await self.press(*found[1], "enter")
        await self.c.let_pass(0.1)

    def asked(self) -> list[Command]:
        return list(self.c.port.submitted)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_newcomer_works_a_meeting_with_ten_keys_and_the_menu(size: tuple[int, int]) -> None:
    async with console(meeting(floor=SPEAKING), size=size) as c:
        hand = Stranger(c)
        await hand.begin("a wrong site on air")
        await hand.press("5", "space")
        assert hand.asked() == [TakeFrame("site5")]
        await hand.begin("undo it")
        await hand.press("z")
        assert hand.asked() == [GiveFloor()]
        await hand.begin("mute the others")
        await hand.choose("chặn tiếng các")
        assert hand.asked() == [BlockOthers()]
        await hand.begin("a stranger")
        await c.publish(
            conferring(replace(network(), version=900), (*rows_of(11), stranger()), floor=SPEAKING)
        )
        await hand.a_moment()
        await hand.choose("cách ly")
        assert hand.asked() == [IsolateCaller("0214000999")]

        await hand.begin("the speaker is lost")
        made = conferring(network(f6=Fault.DOWN), rows_of(11, away=(6,)), floor=SPEAKING)
        made = replace(
            with_alarms(made, [make_alarm(1, 6, AT_UTC)]), outages=(lost(7, 6, AT_UTC),), version=1_000
        )
        await c.publish(made)
        await hand.a_moment()
        await hand.press("z")
        assert hand.asked() == [GiveFloor()]
        await hand.begin("its cause")
        await hand.press("6", "h", "1", "plus", "2", "0", "enter", "1")
        assert [type(one) for one in hand.asked()] == [DecideCause, EstimateRepair]
        await hand.begin("tell the chair")
        await hand.press("6", "t", "1")
        assert [type(one) for one in hand.asked()] == [TellChair]

        await hand.begin("a break")
        await hand.choose("nghỉ giải lao")
        assert hand.asked() == [SetBreak(True)]
        await hand.begin("the end")
        await hand.choose("kết thúc họp")
        await hand.press("right", "enter")
        assert hand.asked() == [EndMeeting()]
    assert hand.cost == {
        "a wrong site on air": 2, "undo it": 1, "mute the others": 4, "a stranger": 4,
        "the speaker is lost": 1,
        "its cause": 8, "tell the chair": 3, "a break": 4, "the end": 6,
    }  # fmt: skip
