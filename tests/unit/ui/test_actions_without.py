"""The keys of what nobody can do here are not offered."""

from dataclasses import replace

from gbdt_console.core.abilities import OF_MCU, Ability, Means
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.ui.actions import without_mcu
from tests.support.screens.meeting_console import SPEAKING, meeting


def test_what_our_mcu_cannot_is_not_offered() -> None:
    snapshot = meeting(floor=SPEAKING)
    assert snapshot.conference is not None
    able = tuple(one for one in OF_MCU if one not in (Ability.LOCK, Ability.BLOCK))
    of_some = replace(snapshot, conference=replace(snapshot.conference, means=Means(able)))
    assert without_mcu(of_some) >= {"conference.lock", "microphone.block", "caller.isolate"}
    assert without_mcu(of_some).isdisjoint({"call.dial", "call.hang-up", "frame.take"})


def test_an_engine_that_does_not_say_hides_only_what_few_can() -> None:
    assert without_mcu(meeting(floor=SPEAKING)) == {"site.message"}


def test_a_line_onto_the_screen_is_offered_where_mcu_or_codec_can() -> None:
    snapshot = meeting(floor=SPEAKING)
    assert snapshot.conference is not None
    means = Means((Ability.MESSAGE,))
    by_mcu = replace(snapshot, conference=replace(snapshot.conference, means=means))
    by_codec = replace(snapshot, rooms=(RoomView("site1", "site1.codec", False, able=(Ability.MESSAGE,)),))
    assert "site.message" not in without_mcu(by_mcu)
    assert "site.message" not in without_mcu(by_codec)


def test_keys_of_a_room_are_offered_where_one_room_can() -> None:
    snapshot = meeting(floor=SPEAKING)
    deaf = RoomView("site1", "site1.codec", False, able=(Ability.MUTE,))
    turning = RoomView("site2", "site2.codec", False, able=(Ability.PRESETS,))
    assert without_mcu(replace(snapshot, rooms=(deaf,))) >= {"room.preset"}
    assert "room.choose" not in without_mcu(replace(snapshot, rooms=(deaf,)))
    assert without_mcu(replace(snapshot, rooms=(deaf, turning))).isdisjoint({"room.preset", "room.choose"})
    assert "room.choose" in without_mcu(replace(snapshot, rooms=(replace(deaf, able=()),)))
    assert "room.preset" not in without_mcu(replace(snapshot, rooms=(replace(deaf, able=None),)))
