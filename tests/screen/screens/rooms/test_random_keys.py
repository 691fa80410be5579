"""Whatever is pressed while the codecs misbehave: a codec is asked for nothing that nobody asked for."""

import pytest

from gbdt_console.screens.actions.rooms.room_actions import RoomActions
from tests.support.screens.keys_over_codecs import ROOM_PHRASES
from tests.support.screens.keys_over_mcu import play

pytestmark = [pytest.mark.painted, pytest.mark.search]

PRESSES = 150


def test_no_key_cuts_a_room_s_call_without_a_yes() -> None:
    shift = play(1, PRESSES, ROOM_PHRASES)
    assert shift.failure is None
    assert shift.faults == []
    assert list(shift.without_key()) == []
    assert list(shift.unasked()) == []
    done = shift.done()
    assert min(done["codec: hang up"], done["codec: mute"], done["codec: preset 3"]) > 0, done


def test_the_judge_sees_a_console_that_does_not_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(self, site_id, command, consequence):  # type: ignore[no-untyped-def]
        self._commands.order(command, site_id)

    monkeypatch.setattr(RoomActions, "_ask_sure", at_once)
    shift = play(1, PRESSES // 2, ROOM_PHRASES)
    assert any("hang up without a yes" in one for one in shift.unasked())
