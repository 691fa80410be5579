"""Random ways through the menus by their keys: F5, ':', the roll-call, the codec, outages and the palette.

What must hold is looked at after every key; what asks first is sent only by a yes to the question on the
screen.
"""

from collections.abc import Sequence
from random import Random

import pytest

from gbdt_console.core.checklist.commands import AnswerRoll, CloseChecklist
from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.meetings.commands import ConfirmNotice, RecordDuty
from gbdt_console.core.outages.commands import SetOutageState, TellChair
from gbdt_console.core.rooms.commands import HangUpRoom, OpenRoom
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.screens.numbered import NumberedScreen
from tests.support.screens.after_every_key import Looker
from tests.support.screens.busy_day import everything
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import later

pytestmark = pytest.mark.search

_PHRASES: dict[tuple[str, ...], int] = {
    ("f5", "enter", "4", "1"): 3, ("f5", "enter", "5", "1"): 2, ("f5", "enter", "9", "escape"): 1,
    ("f5", "exclamation_mark", "2"): 3, ("f5", "exclamation_mark", "5", "right", "enter"): 4,
    ("f5", "exclamation_mark", "5", "enter"): 2, ("f5", "end", "enter", "escape"): 1, ("f5", "down"): 1,
    ("f5", "colon", "down", "enter", "1"): 4, ("f5", "colon", "down", "enter", "7", "escape"): 1,
    ("f6", "enter", "1", "1"): 4, ("f6", "enter", "1", "1", "1", "3", "enter", "enter"): 2,
    ("f6", "down", "enter", "2", "enter"): 3, ("f6", "percent_sign", "2"): 1,
    ("f6", "number_sign", "right"): 1, ("f2", "2", "enter", "r", "2"): 4,
    ("f2", "3", "enter", "r", "6", "right", "enter"): 2, ("f2", "2", "r", "1"): 3, ("f2", "2", "p", "3"): 2,
    ("f2", "9", "r"): 1, ("f4", "enter", "2", "1"): 3, ("f4", "enter", "6"): 1,
    ("f2", "3", "g", "0", "1"): 2, ("f2", "4", "t"): 2, ("f2", "3", "h", "1"): 1, ("f2", "3", "t", "2"): 1,
    ("b", "comma"): 1, ("ctrl+p", *"ket"): 1, ("2", "ctrl+p", *"hinh"): 1, ("slash", "8"): 1,
    ("question_mark",): 1, ("dollar_sign",): 1, ("enter",): 6, ("escape",): 12, ("right", "enter"): 3,
    ("1",): 2, ("4",): 2, ("up",): 1, ("q", "escape"): 1, ("c",): 1, ("m",): 1, ("x",): 1, ("space",): 1,
    ("minus", "right", "enter"): 1,
}  # fmt: skip
_PAUSES_S = (0.0, 0.02, 0.35, 0.6, 1.2)
_PHRASES_EACH = 60


def says_yes(c: Console) -> bool:
    focused = c.app.focused
    return isinstance(c.app.screen, ConfirmScreen) and focused is not None and focused.id == "go"


def needs_yes(command: Command) -> bool:
    return isinstance(command, EndMeeting) or bool(getattr(command, "is_sure", False))


async def pressed(c: Console, looker: Looker, phrase: Sequence[str], random: Random) -> None:
    for key in phrase:
        await c.let_pass(random.choice(_PAUSES_S))
        looker.before_key()
        is_yes, before = key == "enter" and says_yes(c), len(c.port.submitted)
        await c.press(key)
        looker.after_key(key)
        sent = [command for command in c.port.submitted[before:] if needs_yes(command)]
        assert is_yes or not sent, f"{sent} without a yes"


async def a_second_later(c: Console) -> None:
    assert c.port.newest is not None
    c.clock.advance(1.0)
    newest = later(c.port.newest, c.clock.monotonic() - c.port.newest.at_s)
    await c.publish(newest)
    assert c.wall.appearance.formats.clock(newest.at_utc) in c.text().splitlines()[0]


@pytest.mark.parametrize(
    ("seed", "size", "reached"),
    [
        (1, (80, 24), {AnswerRoll, ConfirmNotice, RecordDuty, OpenRoom, HangUpRoom, SetOutageState}),
        (3, (120, 40), {AnswerRoll, CloseChecklist, RecordDuty, EndMeeting, TellChair}),
    ],
)
async def test_every_way_through_the_menus_keeps_one_dialog_the_clock_and_what_is_urgent(
    seed: int, size: tuple[int, int], reached: set[type]
) -> None:
    random = Random(seed)
    async with console(everything(), size=size) as c:
        looker = Looker(c.app, c.clock)
        for phrase in random.choices(list(_PHRASES), list(_PHRASES.values()), k=_PHRASES_EACH):
            await pressed(c, looker, phrase, random)
            await a_second_later(c)
        assert looker.faults == []
        assert {type(command) for command in c.port.submitted} >= reached


async def test_the_looker_sees_what_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NumberedScreen, "give_number", lambda _: "")
    monkeypatch.setattr(Dialog, "_keep_in_place", lambda _: None)
    async with console(everything(), size=(80, 24)) as c:
        looker = Looker(c.app, c.clock)
        await pressed(c, looker, ("2", "m", "dollar_sign"), Random(1))
        assert [fault.partition(":")[0] for fault in looker.faults] == ["m", "dollar_sign", "dollar_sign"]
        look = c.wall.appearance
        await c.app.push_screen(ChoiceScreen(look, "Hỏi", [("1", "một", "1")]))
        await c.app.push_screen(ChoiceScreen(look, "Hỏi", [("1", "một", "1")]))
        looker.after_key("enter")
        assert any("two of a kind" in fault for fault in looker.faults)
