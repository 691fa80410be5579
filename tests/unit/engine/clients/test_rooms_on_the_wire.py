"""Rooms over the control socket: a viewer knows them as the engine does, and hears of those that changed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.commands import (
    HangUpRoom,
    MuteRoom,
    OpenRoom,
    RecallPreset,
    SleepCodec,
    WakeCodec,
)
from gbdt_console.core.rooms.room import RoomCall, RoomState, RoomView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients import protocol as wire

ROOMS = 4
MAYBE = st.sampled_from((None, True, False))
RATES, LOSSES = st.none() | st.integers(1, 9_999), st.none() | st.floats(0, 100)
ONE_CALL = st.builds(RoomCall, st.just("1"), st.text(max_size=8), st.booleans(), RATES, LOSSES)
CALLS = st.lists(ONE_CALL, max_size=2).map(tuple)
STATES = st.none() | st.builds(RoomState, MAYBE, MAYBE, CALLS)
ORDERS = st.lists(
    st.builds(OrderView, st.just("room.mute"), st.just("s1"), st.sampled_from(Stage)), max_size=2
).map(tuple)
VIEWS = st.builds(
    RoomView, st.just("s1"), st.just("s1.codec"), st.booleans(), st.none() | st.sampled_from(ControlFault),
    st.none() | st.floats(0, 1e6), st.floats(0, 100), STATES, st.none() | st.integers(0, 99), ORDERS,
)  # fmt: skip
CHANGES = st.lists(st.dictionaries(st.integers(0, ROOMS - 1), VIEWS), max_size=6)


@given(st.lists(VIEWS, min_size=ROOMS, max_size=ROOMS), CHANGES, st.booleans())
def test_a_viewer_knows_the_rooms_as_the_engine_does(
    first: list[RoomView], changes: list[dict[int, RoomView]], is_restarted: bool
) -> None:
    sent, known = None, None
    rooms = list(first)
    for version, changed in enumerate([{}, *changes, {}]):
        for index, view in changed.items():
            rooms[index] = view
        epoch = "b" if is_restarted and version > len(changes) else "a"
        snapshot = Snapshot(epoch, version, 0.0, 0.0, "thử", (), rooms=tuple(rooms))
        update = wire.update_since(sent, snapshot)
        if sent is not None and sent.epoch == epoch:
            assert set(update.indexes["rooms"]) == changed.keys()
        answer = wire.read_answer(wire.answer_line(update))
        assert isinstance(answer, wire.Update)
        known = wire.apply_update(known, answer)
        assert known.rooms == snapshot.rooms
        sent = snapshot


def test_a_room_that_did_not_change_stays_the_same_object() -> None:
    views = tuple(RoomView(f"s{n}", f"s{n}.codec", False) for n in (1, 2))
    before = Snapshot("a", 1, 0.0, 0.0, "thử", (), rooms=views)
    after = replace(before, version=2, rooms=(views[0], replace(views[1], preset=3)))
    known = wire.apply_update(before, wire.update_since(before, after))
    assert known.rooms[0] is views[0]
    assert known.rooms[1].preset == 3


SITE = st.text(max_size=12)
COMMANDS = st.one_of(
    st.builds(MuteRoom, SITE, st.booleans()),
    st.builds(OpenRoom, SITE),
    st.builds(RecallPreset, SITE, st.integers()),
    st.builds(SleepCodec, SITE, st.booleans()),
    st.builds(WakeCodec, SITE),
    st.builds(HangUpRoom, SITE, st.booleans()),
)


@given(COMMANDS)
def test_what_is_asked_of_a_room_arrives_as_it_was_asked(command: Command) -> None:
    request = wire.read_request(wire.request_line(wire.submit_of("r", command)))
    assert isinstance(request, wire.Submit)
    assert wire.command_of(request, {type(command).__name__: type(command)}) == command
