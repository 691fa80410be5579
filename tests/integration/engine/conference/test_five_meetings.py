"""Five meetings at once over real sockets, killed and continued; the MCUs' own logs are the witnesses."""

import asyncio
import signal
import sys
from pathlib import Path

from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.commands import BlockOthers, GiveFloor
from gbdt_console.core.requests import Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.simulator.ami.mcu import AmiMcu
from tests.support.conference.five_meetings import (
    LIMIT_S,
    PLACES,
    SITES,
    Five,
    done,
    engine_of,
    halls,
    number_of,
)

RUNNING = PLACES[:4]


def blocked(sim: AmiMcu) -> set[str]:
    return {number for number in sim.numbers() if sim.is_blocked(number)}


def as_led(places: dict[str, AmiMcu]) -> dict[str, tuple[set[str], bool]]:
    """Who is blocked in each MCU, and whether it is locked."""
    return {place: (blocked(sim), sim.conference.is_locked) for place, sim in places.items()}


async def lead_and_kill(state: Path, ports: list[int]) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.conference.five_meetings", str(state), *map(str, ports),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    async with asyncio.timeout(LIMIT_S):
        assert await child.stdout.readline() == b"led\n"
    child.send_signal(signal.SIGKILL)
    await child.wait()


def ends_in_h(snapshot: Snapshot) -> dict[str, int]:
    return {place: round((one.end_utc - one.opening_utc) / 3_600) for place, one in snapshot.running.items()}


async def see_all_again(five: Five) -> None:
    await five.until_seen(*RUNNING)
    assert ends_in_h(five.latest) == {"": 1, "b": 1, "c": 2, "d": 1}
    for place in RUNNING:
        chair, speaker, _ = SITES[place]
        meeting = five.latest.running[place]
        assert (meeting.chair_site_id, meeting.sites) == (chair, SITES[place])
        assert five.view(place).floor.speaker == speaker
        assert {row.site_id for row in five.view(place).roster} == set(SITES[place])


async def test_five_meetings_at_once_are_killed_and_go_on(tmp_path: Path) -> None:
    async with halls() as sims:
        ports = [await sim.start() for sim in sims.values()]
        await lead_and_kill(tmp_path, ports)
        led = {place: ({number_of(SITES[place][2])}, place == "d") for place in PLACES}
        assert as_led(sims) == led, "each MCU has what its own meeting ordered, and nothing else"
        before = {place: done(sim) for place, sim in sims.items()}
        assert before["d"].pop("ConfbridgeLock") == 1
        assert [before[place] for place in PLACES] == [before[""]] * 5, "the same commands were given in each"
        for sim in sims.values():
            sim.asked.clear()
        async with engine_of(tmp_path, ports) as five:
            await see_all_again(five)
            assert not any(done(sim) for sim in sims.values()), "a start orders nothing"
            assert await five.ask(BlockOthers()) == "meeting.which"
            assert await five.ask(GiveFloor(SITES["b"][2], conference="b")) == Stage.VERIFIED
            sims["c"].leave(number_of(SITES["c"][1]))
            await five.until(lambda: five.present("c") == {SITES["c"][0], SITES["c"][2]})
            assert await five.ask(EndMeeting(conference="")) == Stage.RECORDED
            await five.until(lambda: list(five.latest.running) == ["b", "c", "d"])
            assert [len(five.present(place)) for place in ("b", "c", "d")] == [3, 2, 3]
        led["b"] = ({number_of(SITES["b"][1])}, False)
        assert as_led(sims) == led
        assert [place for place in PLACES if done(sims[place])] == ["b"]
