"""The picture of a room is fetched while its site is on air, the meeting is open and somebody looks."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.commands import SetClosed
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.frame.still import OLD_AFTER_S, STILL_EVERY_S, Still
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage
from gbdt_console.devices.control import ControlError, PhotographsRoom
from gbdt_console.devices.stills.bitmap import Small
from gbdt_console.devices.stills.reader import PhotoReader
from gbdt_console.engine.frame import room_photos
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.mixer.movies import bitmap
from tests.support.rooms.engine_rooms import ask, meeting, play
from tests.support.rooms.fake_codec import FakeCodec

COLOUR = (200, 40, 80)


@dataclass
class Photographer(FakeCodec, PhotographsRoom):
    """A codec with a camera that can be looked through; `shots` are the moments at which somebody did."""

    picture: bytes = bitmap(96, 54, COLOUR, 95)
    no_picture: Exception | None = None
    shots: list[float] = field(default_factory=list)

    async def photo(self) -> bytes:
        self.shots.append(asyncio.get_running_loop().time())
        await asyncio.sleep(0.1)
        if self.no_picture is not None:
            raise self.no_picture
        return self.picture


Scenario = Callable[[Bench, Photographer, Photographer], Awaitable[None]]


def on_air(scenario: Scenario) -> None:
    """The scenario begins in a meeting that shows s2; s3 can be looked at too, and is not on air."""
    mcu = FakeMcu()

    async def begin(bench: Bench, codecs: dict[int, FakeCodec]) -> None:
        await meeting(bench)
        legs = {number: mcu.join(f"200{number}") for number in (2, 3)}
        mcu.shown = legs[2]
        await bench.until(
            lambda: bench.latest.frame is not None and bench.latest.frame.buses[0].panes != (), 30
        )
        seen, other = codecs[2], codecs[3]
        assert isinstance(seen, Photographer)
        assert isinstance(other, Photographer)
        await scenario(bench, seen, other)

    play(begin, {2: Photographer(), 3: Photographer()}, mcu=mcu)


async def look(bench: Bench, since_s: float = -1.0, *, seconds: float = 0.0) -> tuple[Still, ...]:
    """Look as a console does, every 2 s, and return the last answer."""
    session = bench.engine.join(ClientKind.OBSERVER, "tty")
    found = await session.stills(since_s)
    for _ in range(round(seconds / STILL_EVERY_S)):
        await asyncio.sleep(STILL_EVERY_S)
        found = await session.stills(since_s)
    session.leave()
    return found


def test_the_room_on_air_is_seen_small_as_its_camera_sees_it_and_no_other_is_looked_into() -> None:
    async def scenario(bench: Bench, seen: Photographer, other: Photographer) -> None:
        await asyncio.sleep(20)
        assert seen.shots == [], "nobody looks yet"
        (still,) = await look(bench, seconds=4)
        assert (still.site_id, still.is_of_room, still.width, len(still.rows())) == ("s2", True, 48, 27)
        assert tuple(still.rows()[0][:3]) == COLOUR
        assert other.shots == []

        (unchanged,) = await look(bench, still.taken_s, seconds=4)
        assert (unchanged.pixels, unchanged.taken_s > still.taken_s) == ("", True)
        seen.picture = bitmap(96, 54, (1, 2, 3), 95)
        (changed,) = await look(bench, unchanged.taken_s, seconds=4)
        assert tuple(changed.rows()[0][:3]) == (1, 2, 3)

    on_air(scenario)


def test_nothing_is_fetched_once_nobody_looks_and_nothing_is_kept() -> None:
    async def scenario(bench: Bench, seen: Photographer, other: Photographer) -> None:
        assert await look(bench, seconds=4) != ()
        await asyncio.sleep(room_photos.LOOKED_AT_S + STILL_EVERY_S)
        count = len(seen.shots)
        await asyncio.sleep(60)
        assert len(seen.shots) == count
        assert await look(bench) == ()

    on_air(scenario)


def test_a_closed_meeting_and_none_at_all_show_no_room_from_that_moment_on() -> None:
    async def scenario(bench: Bench, seen: Photographer, other: Photographer) -> None:
        assert await look(bench, seconds=4) != ()
        assert (await ask(bench, SetClosed(True))).stage is Stage.VERIFIED
        count = len(seen.shots)
        assert await look(bench, seconds=20) == ()
        assert len(seen.shots) == count

        assert (await ask(bench, SetClosed(False, is_sure=True))).stage is Stage.RECORDED
        assert await look(bench, seconds=4) != ()
        await ask(bench, EndMeeting())
        count = len(seen.shots)
        assert await look(bench, seconds=20) == ()
        assert len(seen.shots) == count

    on_air(scenario)


FAILURES = (ControlError(ControlFault.SILENT), ControlError(ControlFault.DENIED), ValueError("of a driver"))


@pytest.mark.parametrize("failure", FAILURES)
def test_a_camera_that_fails_leaves_its_last_picture_to_grow_old_and_is_asked_less_often(
    failure: Exception,
) -> None:
    async def scenario(bench: Bench, seen: Photographer, other: Photographer) -> None:
        (still,) = await look(bench, seconds=4)
        seen.no_picture, count = failure, len(seen.shots)
        (old,) = await look(bench, seconds=40)
        assert bench.clock.monotonic() - old.taken_s > OLD_AFTER_S
        assert old.taken_s - still.taken_s <= STILL_EVERY_S
        assert 3 <= len(seen.shots) - count <= 5

    on_air(scenario)


def test_what_is_no_picture_is_none() -> None:
    async def scenario(bench: Bench, seen: Photographer, other: Photographer) -> None:
        seen.picture = b"BM" + b"\xff" * 100
        assert await look(bench, seconds=20) == ()

    on_air(scenario)


def test_a_large_picture_comes_as_seldom_as_its_bytes_ask_of_the_line() -> None:
    async def scenario(bench: Bench, seen: Photographer, other: Photographer) -> None:
        seen.picture += b"\0" * 200_000
        await look(bench, seconds=60)
        pauses = [later - before for before, later in zip(seen.shots, seen.shots[1:], strict=False)]
        assert min(pauses) >= len(seen.picture) / room_photos.LINE_BYTES_S

    on_air(scenario)


def test_a_camera_whose_pictures_are_none_rests_twice_as_long_each_time_until_one_is_read() -> None:
    async def scenario(bench: Bench, seen: Photographer, other: Photographer) -> None:
        good, seen.picture = seen.picture, b"BM" + b"\xff" * 100
        await look(bench, seconds=320)
        pauses = [later - before for before, later in zip(seen.shots, seen.shots[1:], strict=False)]
        assert [round(pause, -1) for pause in pauses] == [10, 20, 40, 80, 160]
        seen.picture = good
        await look(bench, seconds=330)
        seen.picture, count = b"BM", len(seen.shots)
        await look(bench, seconds=24)
        assert len(seen.shots) - count == 2

    on_air(scenario)


def test_a_picture_that_is_long_decoded_comes_as_seldom_as_its_work_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = PhotoReader.read

    async def slow(reader: PhotoReader, data: bytes) -> Small | None:
        await asyncio.sleep(1.5)
        return await read(reader, data)

    async def scenario(bench: Bench, seen: Photographer, other: Photographer) -> None:
        await look(bench, seconds=100)
        pauses = [later - before for before, later in zip(seen.shots, seen.shots[1:], strict=False)]
        assert pauses
        assert min(pauses) >= 30

    monkeypatch.setattr(PhotoReader, "read", slow)
    on_air(scenario)
