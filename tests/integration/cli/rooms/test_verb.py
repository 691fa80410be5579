"""`room` over an engine whose codecs may misbehave."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.engine.hosting.engine_thread import EngineThread
from tests.support.cli.station import Station
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.places import DOCS
from tests.support.rooms.fake_codec import FakeCodec

DOCUMENTED = (DOCS / "room-json.md").read_text()
PRESET = 7


@contextmanager
def rooms(
    station: Station, codec: FakeCodec, mcu: FakeMcu | None = None, **more: FakeCodec
) -> Iterator[EngineThread]:
    """The codec of site 8, which may be opened and has a floor preset; `more` are by site id. Each has been
    looked at, or cannot be."""
    station.number_sites()
    station.set_up_room(8, PRESET)
    codecs = {f"{site.replace('_', '-')}.codec": fake for site, fake in {"sa_pa": codec, **more}.items()}
    with station.engine(mcu, codecs) as thread:
        until(thread, lambda: all(r.taken_s or r.fault for r in thread.engine.publisher.latest.rooms))
        yield thread


def until(thread: EngineThread, condition: Callable[[], bool]) -> None:
    """Wait until it is so on the engine's loop."""
    changed = asyncio.Event()

    async def wait() -> None:
        leave = thread.engine.publisher.on_snapshot(lambda _: changed.set())
        try:
            while not condition():
                changed.clear()
                await changed.wait()
        finally:
            leave()

    asyncio.run_coroutine_threadsafe(wait(), thread.loop).result(30)


def told(station: Station, exit_code: int = 0) -> dict[str, Any]:
    result = station.run("room", "list", "--json")
    assert result.exit_code == exit_code, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_room_is_closed_and_opened_and_says_so_itself(station: Station) -> None:
    with rooms(station, codec := FakeCodec()):
        closed = station.run("room", "mute", "8")
        assert (closed.exit_code, codec.muted) == (0, True), closed.stderr
        assert closed.stdout.splitlines()[0] == "8 Sa Pa: switch the room's microphone off"
        assert closed.stdout.splitlines()[-1] == "confirmed by the device"
        opened = station.run("room", "open", "sa-pa")
        assert (opened.exit_code, codec.muted) == (0, False), opened.stderr


def test_a_room_that_may_not_be_opened_from_afar_stays_closed_and_no_yes_is_offered(station: Station) -> None:
    with rooms(station, FakeCodec(), bat_xat=(other := FakeCodec(muted=True))):
        refused = station.run("room", "open", "3")
    assert (refused.exit_code, other.asked) == (4, [])
    assert "remote_unmute" in refused.stderr
    assert "--yes" not in refused.stderr


def test_the_chair_s_room_is_closed_only_when_sure(station: Station) -> None:
    with rooms(station, codec := FakeCodec()):
        assert station.run("meeting", "start", "Giao ban", "--chair", "8").exit_code == 0
        asked = station.run("room", "mute", "8")
        assert (asked.exit_code, codec.muted) == (4, False)
        assert "--yes" in asked.stderr
        assert station.run("room", "mute", "8", "--yes").exit_code == 0
        assert codec.muted


def test_a_preset_is_accepted_but_cannot_be_read_back(station: Station) -> None:
    with rooms(station, codec := FakeCodec(), bat_xat=(other := FakeCodec())):
        named = station.run("preset", "recall", "8", "3")
        assert (named.exit_code, codec.preset) == (5, 3)
        assert named.stdout.splitlines() == [
            "8 Sa Pa: recall preset 3", "requested", "sent", "accepted", "outcome unknown",
        ]  # fmt: skip
        assert "cannot be read back" in named.stderr
        station.run("preset", "recall", "8")
        assert codec.preset == PRESET, "the one for its floor"
        unnamed = station.run("preset", "recall", "3")
    assert (unnamed.exit_code, other.preset) == (2, None)
    assert "floor_preset" in unnamed.stderr


def test_a_call_is_ended_or_slept_over_only_when_sure(station: Station) -> None:
    codec = FakeCodec(can_tell_sleep=True, in_calls=[RoomCall("1", "hoinghi", True)])
    with rooms(station, codec):
        for verb in ("hang-up", "sleep"):
            asked = station.run("room", verb, "8")
            assert asked.exit_code == 4
            assert "--yes" in asked.stderr
        assert (codec.in_calls, codec.asleep) == ([RoomCall("1", "hoinghi", True)], False)
        assert station.run("room", "hang-up", "8", "--yes").exit_code == 0
        assert codec.in_calls == []
        assert station.run("room", "sleep", "8", "--yes").exit_code == 0
        assert station.run("room", "wake", "8").exit_code == 0
        assert not codec.asleep


def test_a_refusal_is_exit_code_4_with_the_codec_s_own_words_cleaned(station: Station) -> None:
    with rooms(station, FakeCodec(refuses="error: \x1b[2Jnot now")):
        result = station.run("room", "mute", "8")
    assert result.exit_code == 4
    assert result.stderr == "The device refused. The device says: error: \ufffd[2Jnot now\n"


def test_the_list_names_each_codec_with_what_it_says(station: Station) -> None:
    codec = FakeCodec(is_plain_text=True, in_calls=[RoomCall("1", "hoi\x1b[31mnghi", True)])
    with rooms(station, codec, bat_xat=FakeCodec(fault=ControlFault.CREDENTIALS)):
        result = station.run("room", "list")
    assert result.exit_code == 0, result.stderr
    head, *lines = result.stdout.splitlines()
    assert head == "CONTROLLABLE CODECS: 2"
    (well,) = [line for line in lines if "8 Sa Pa" in line]
    for fact in (
        "mic on",
        "calls: hoi\ufffd[31mnghi (connected)",
        "preset for the floor: 7",
        "telnet",
        "codec report ",
    ):
        assert fact in well
    (lost,) = [line for line in lines if "3 Bát Xát" in line]
    assert "mic unknown" in lost
    assert "refused the user or password" in lost


def test_the_json_has_the_documented_fields_and_repeats_nothing_that_is_not_known(station: Station) -> None:
    codec = FakeCodec(muted=True, refuses="error: \x07no", in_calls=[RoomCall("1", "hoinghi", True)])
    with rooms(station, codec, bat_xat=FakeCodec(fault=ControlFault.SILENT)) as thread:
        assert station.run("room", "wake", "8").exit_code == 4
        until(thread, lambda: any(room.orders for room in thread.engine.publisher.latest.rooms))
        found = told(station)
    lost, well = found["rooms"]
    assert (well["site"], well["number"], well["is_muted"]) == ("sa-pa", 8, True)
    assert (well["floor_preset"], well["may_be_opened"]) == (PRESET, True)
    assert well["calls"] == [
        {"number": "hoinghi", "is_connected": True, "speed_kbps": None, "loss_percent": None}
    ]
    assert (well["orders"][0]["what"], well["orders"][0]["said"]) == ("room.wake", "error: \ufffdno")
    assert (lost["is_known"], lost["fault"]) == (False, "silent")
    assert [lost[field] for field in ("is_muted", "is_asleep", "calls")] == [None, None, None]
    fields: set[str] = set()
    for one in (found, well, well["calls"][0], well["orders"][0]):
        assert isinstance(one, Mapping)
        fields |= one.keys()
    assert {f for f in fields if f"`{f}`" not in DOCUMENTED and f"`{f}[]`" not in DOCUMENTED} == set()


def test_the_roster_and_the_list_tell_both_layers(station: Station) -> None:
    with rooms(station, FakeCodec(), mcu := FakeMcu()) as thread:
        thread.call(lambda: mcu.join("2008"))
        until(thread, lambda: "2008" in {row.number for row in _view(thread).roster})
        assert station.run("mute", "8").exit_code == 0
        (row,) = [line for line in station.run("roster").stdout.splitlines() if "2008" in line]
        assert "muted, mic on" in row
        assert "mic on, muted by the centre" in station.run("room", "list").stdout
        (one,) = told(station)["rooms"]
        assert (one["is_muted"], one["is_blocked"]) == (False, True)


def _view(thread: EngineThread) -> ConferenceView:
    view = thread.engine.publisher.latest.conference
    assert view is not None
    return view


def test_while_no_codec_can_tell_the_list_is_exit_code_5(station: Station) -> None:
    with rooms(station, FakeCodec(fault=ControlFault.SILENT)):
        assert told(station, 5)["rooms"][0]["fault"] == "silent"


@pytest.mark.parametrize(
    "words",
    [
        ("room", "mute", "77"), ("preset", "recall", "8", "100"), ("preset", "recall", "8", "-1"),
        ("preset", "recall"), ("preset", "learn", "8"), ("preset", "learn", "77", "1"),
        ("preset", "name", "77", "1", "bục"), ("room", "hang-up", "77", "--yes"),
    ],
)  # fmt: skip
def test_a_slip_is_exit_code_2_and_asks_for_nothing(words: tuple[str, ...], station: Station) -> None:
    with rooms(station, codec := FakeCodec()):
        result = station.run(*words)
    assert (result.exit_code, codec.asked) == (2, [])
    assert result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("room", "list"), ("room", "mute", "8"), ("room", "hang-up", "8", "--yes"), ("preset", "list"),
        ("preset", "recall", "8", "1"), ("preset", "learn", "8", "1"),
    ],
)  # fmt: skip
def test_without_an_engine_it_is_exit_code_3_and_without_a_codec_4(
    words: tuple[str, ...], station: Station
) -> None:
    assert station.run(*words).exit_code == 3
    with station.engine():
        result = station.run(*words)
    assert result.exit_code == 4
    assert "sites.yaml" in result.stderr
