"""A camera and its preset over the whole engine in fake time: read back, drift, restart, names."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.commands import LearnPreset, NamePreset, RecallPreset
from gbdt_console.core.rooms.room import PresetStanding
from gbdt_console.core.sites import Network
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.simulator.world.camera import CameraMisbehaviour
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.rooms.camera_wire import CameraStand
from tests.support.rooms.engine_cameras import Scenario, play, recall, with_camera
from tests.support.rooms.engine_rooms import ask, known, meeting, room, rooms_of
from tests.support.rooms.engine_rooms import play as play_codecs
from tests.support.rooms.fake_codec import FakeCodec

DRIFTED = "preset.drifted"


class Kept(NoRecords):
    """Keeps the fold of the entries of an earlier run."""

    def __init__(self, clock: Clock, entries: list[Entry]) -> None:
        super().__init__(clock)
        self._entries = entries

    def ledger(self) -> Ledger:
        folded = Ledger()
        for entry in self._entries:
            folded.apply(entry.event)
        return folded


def standing(bench: Bench) -> tuple[int, PresetStanding] | None:
    view = room(bench).standing
    return None if view is None else (view.preset, view.standing)


async def held_at_3(bench: Bench) -> None:
    """The place of preset 3 is known, and the camera was sent there again."""
    for preset in (3, 5, 3):
        await recall(bench, preset)
    await bench.until(lambda: standing(bench) == (3, PresetStanding.HELD), 2)


def play_twice(first: Scenario, again: Scenario) -> None:
    """Play both scenarios with one camera and one journal; the engine restarts between them."""
    stand = CameraStand()
    entries: list[Entry] = []

    def run(scenario: Scenario) -> None:
        late = CameraStand()
        late.camera.presets, late.camera.place = stand.camera.presets, stand.camera.place

        async def begin(bench: Bench) -> None:
            await bench.until(lambda: known(bench), 60)
            await asyncio.sleep(1)
            await scenario(bench, late)
            stand.camera.place = late.camera.place
            entries.extend(bench.entries)

        run_engine(
            with_camera(), begin, lambda clock: Kept(clock, list(entries)), FakeMcu(),
            lambda clock: {"s2.camera": late.driver},
        )  # fmt: skip

    run(first)
    run(again)


def test_a_preset_is_held_only_where_its_place_was_known_before() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        assert standing(bench) is None
        await recall(bench, 3)
        await bench.until(lambda: standing(bench) == (3, PresetStanding.UNPROVEN), 2)
        await recall(bench, 5)
        await recall(bench, 3)
        await bench.until(lambda: standing(bench) == (3, PresetStanding.HELD), 2)
        assert room(bench).learnt == (3, 5)

    play(scenario)


def test_a_preset_verified_after_silence_is_held() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await held_at_3(bench)
        await recall(bench, 5)
        stand.camera.misbehaviour = CameraMisbehaviour(completes=False)
        await recall(bench, 3)
        await bench.until(lambda: standing(bench) == (3, PresetStanding.HELD), 2)
        await recall(bench, 8)
        await bench.until(lambda: standing(bench) == (8, PresetStanding.UNKNOWN), 2)
        assert bench.events(DRIFTED) == [], "the console turned it itself"

    play(scenario)


def test_a_camera_that_accepts_and_stands_still_stays_where_it_was() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await held_at_3(bench)
        stand.camera.misbehaviour = CameraMisbehaviour(is_obedient=False)
        assert await recall(bench, 5) == (Stage.FAILED, "order.not-obeyed")
        assert standing(bench) == (3, PresetStanding.HELD)

    play(scenario)


@pytest.mark.article("A4.5")
def test_drift_is_told_from_the_first_reading_until_the_camera_is_back() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await held_at_3(bench)
        before_utc = bench.clock.utc()
        stand.camera.place = (500, 0, 0)
        await bench.until(lambda: standing(bench) == (3, PresetStanding.LEFT), 20)
        view = room(bench).standing
        assert view is not None
        assert view.left_utc is not None
        assert before_utc <= view.left_utc <= bench.clock.utc()
        await asyncio.sleep(60)
        assert [entry.data["is_on"] for entry in bench.events(DRIFTED)] == [True]
        stand.camera.place = stand.place_of(3)
        await bench.until(lambda: standing(bench) == (3, PresetStanding.HELD), 20)
        assert [entry.data["is_on"] for entry in bench.events(DRIFTED)] == [True, False]

    play(scenario)


def test_checking_moves_no_camera() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await held_at_3(bench)
        recalled, sent = list(stand.camera.recalled), len(stand.wire.sent)
        stand.camera.place = (500, 0, 0)
        await bench.until(lambda: standing(bench) == (3, PresetStanding.LEFT), 20)
        await ask(bench, LearnPreset("s2", 4))
        await asyncio.sleep(60)
        assert stand.camera.recalled == recalled
        assert stand.camera.place == (500, 0, 0)
        assert all(b"\x81\x09" in message for message in stand.wire.sent[sent:] if b"\x81" in message)

    play(scenario)


def test_a_camera_that_gives_no_position_is_unknown_and_not_ready() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await held_at_3(bench)
        stand.camera.misbehaviour = CameraMisbehaviour(is_off=True)
        await bench.until(lambda: standing(bench) == (3, PresetStanding.UNKNOWN), 20)
        assert bench.events(DRIFTED) == []

    play(scenario)


def test_drift_while_no_engine_ran_is_told_after_the_restart() -> None:
    async def first(bench: Bench, stand: CameraStand) -> None:
        await held_at_3(bench)
        stand.camera.place = (500, 0, 0)

    async def again(bench: Bench, stand: CameraStand) -> None:
        await bench.until(lambda: standing(bench) == (3, PresetStanding.LEFT), 20)
        assert [entry.data["is_on"] for entry in bench.events(DRIFTED)] == [True]
        assert stand.camera.recalled == []
        assert (await ask(bench, RecallPreset("s2", 3))).stage is Stage.VERIFIED

    play_twice(first, again)


def test_a_camera_that_stayed_is_held_after_the_restart() -> None:
    async def again(bench: Bench, stand: CameraStand) -> None:
        assert standing(bench) == (3, PresetStanding.HELD)
        assert stand.camera.recalled == []

    play_twice(lambda bench, stand: held_at_3(bench), again)


def test_a_place_that_an_operator_names_is_known_and_recorded_as_theirs() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        stand.camera.place = stand.place_of(4)
        assert (await ask(bench, LearnPreset("s2", 4))).stage is Stage.RECORDED
        await bench.until(lambda: standing(bench) == (4, PresetStanding.HELD), 20)
        (entry,) = bench.events("preset.reached")
        assert (entry.actor, entry.data["is_learnt"]) == ("duty", True)
        stand.camera.place = (0, 0, 0)
        assert await recall(bench, 4) == (Stage.VERIFIED, "")

    play(scenario)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (LearnPreset("s2", 4), "preset.cannot-learn"),
        (LearnPreset("s1", 4), "room.none"),
        (LearnPreset("s2", 100), "preset.range"),
        (NamePreset("s2", 4, "bục"), "meeting.none"),
    ],
)
def test_a_refusal_says_why(command: LearnPreset | NamePreset, code: str) -> None:
    async def scenario(bench: Bench, codecs: object) -> None:
        ended = await ask(bench, command)
        assert (ended.stage, ended.code) == (Stage.FAILED, code)
        assert bench.events("preset.reached") == []

    play_codecs(scenario)


def test_a_codec_that_tells_no_position_is_never_called_held() -> None:
    async def scenario(bench: Bench, codecs: object) -> None:
        for _ in range(2):
            await ask(bench, RecallPreset("s2", 4))
        await bench.until(lambda: standing(bench) == (4, PresetStanding.NOT_READABLE), 2)
        assert room(bench).learnt is None

    play_codecs(scenario)


def named_network() -> Network:
    plain = rooms_of(3)
    sites = [replace(s, presets=((1, "toàn phòng"), (2, "bục"))) if s.id == "s2" else s for s in plain.sites]
    return replace(plain, sites=tuple(sites))


@pytest.mark.article("A7.2")
def test_a_meetings_own_name_replaces_the_sites_until_the_meeting_ends() -> None:
    async def scenario(bench: Bench, codecs: object) -> None:
        await meeting(bench)
        assert room(bench).preset_called(2) == "2 bục"
        assert (await ask(bench, NamePreset("s2", 2, " bí thư "))).stage is Stage.RECORDED
        await bench.until(lambda: room(bench).preset_called(2) == "2 bí thư", 2)
        assert room(bench).preset_called(1) == "1 toàn phòng"
        assert (await ask(bench, NamePreset("s2", 2, "x" * 25))).code == "preset.name-too-long"
        assert (await ask(bench, NamePreset("s9", 2, "x"))).code == "meeting.site-unknown"
        await ask(bench, EndMeeting())
        await bench.until(lambda: room(bench).preset_called(2) == "2 bục", 2)

    play_codecs(scenario, {2: FakeCodec()}, network=named_network())
