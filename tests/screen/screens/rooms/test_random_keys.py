"""Whatever is pressed while the codecs misbehave: a codec is asked for nothing that nobody asked for."""

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command
from gbdt_console.core.rooms.commands import (
    CallFromRoom,
    DivideScreen,
    HangUpRoom,
    PresentRoom,
    StopPresenting,
)
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.screens.actions.rooms.room_actions import RoomActions
from tests.support.screens.keys_over_codecs import ROOM_PHRASES, LoggingCodec, Truth, unheld
from tests.support.screens.keys_over_mcu import play

pytestmark = [pytest.mark.painted, pytest.mark.search]

PRESSES = 150


def test_no_key_cuts_a_room_s_call_without_a_yes() -> None:
    shift = play(9, PRESSES, ROOM_PHRASES)
    assert shift.failure is None
    assert shift.faults == []
    assert list(shift.without_key()) == []
    assert list(shift.unasked()) == []
    assert list(shift.unheld()) == []
    done = shift.done()
    asked = ("hang up", "mute", "preset 7", "present", "layout equal", "call 2099")
    assert min(done[f"codec: {what}"] for what in asked) > 0, done


def test_the_judge_sees_a_console_that_does_not_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(self, site_id, command, consequence):  # type: ignore[no-untyped-def]
        self._commands.order(command, site_id)

    monkeypatch.setattr(RoomActions, "_ask_sure", at_once)
    shift = play(1, PRESSES // 2, ROOM_PHRASES)
    assert any("hang up without a yes" in one for one in shift.unasked())


@pytest.mark.parametrize(
    ("command", "was", "never_was"),
    [
        (CallFromRoom("s2", "2099"), {"calls": True}, {"calls": False}),
        (HangUpRoom("s2", is_sure=True), {}, {"calls": True}),
        (PresentRoom("s2"), {"content": "2"}, {}),
        (StopPresenting("s2"), {}, {"content": "2"}),
        (DivideScreen("s2", "equal"), {"layout": "equal"}, {"layout": "prominent"}),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Command) else "",
)
def test_the_judge_sees_a_console_that_calls_done_what_never_was(
    command: Command, was: dict[str, object], never_was: dict[str, object]
) -> None:
    codec = LoggingCodec(clock=ManualClock())
    told = [(10.0, 20.0, command)]
    codec.truths = [truth(5.0, was), truth(15.0, never_was), truth(25.0, was)]
    assert len(list(unheld({2: codec}, told))) == 1
    codec.truths.append(truth(16.0, was))
    assert list(unheld({2: codec}, told)) == []


def truth(at_s: float, facts: dict[str, object]) -> Truth:
    """A codec without content; `calls` is whether its only call is connected."""
    calls = (RoomCall("1", "2099", bool(facts["calls"])),) if "calls" in facts else ()
    content, layout = str(facts.get("content", "")), str(facts.get("layout", "full_screen"))
    return Truth(at_s, False, False, calls, content, layout)
