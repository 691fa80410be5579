"""The lines that matter most now are asked five times a second, which nothing that is counted may notice."""

from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from gbdt_console.core.conference.commands import GiveFloor
from gbdt_console.core.site_view import TREND_UNKNOWN
from tests.support.conference.engine_meetings import ask, meeting_of, numbered
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine

CHAIR, SPEAKER, OTHER = 1, 2, 4
ANCHORS = ("10.255.0.1", "10.255.0.2")


def play(scenario: Callable[[Bench], Awaitable[None]]) -> None:
    """A meeting of four sites: s1 chairs, s2 has the floor, s3 is next."""
    mcu = FakeMcu()

    async def begun(bench: Bench) -> None:
        await bench.until(lambda: all(site.answered_s for site in bench.latest.sites))
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        assert not (await ask(bench, GiveFloor("s2"))).code
        await wait(bench, 2)
        await scenario(bench)

    run_engine(numbered(), begun, mcu=mcu)


async def wait(bench: Bench, seconds: float) -> None:
    began_s = bench.clock.monotonic()
    await bench.until(lambda: bench.clock.monotonic() - began_s >= seconds, seconds + 1)


def silent(bench: Bench) -> list[str]:
    return [one.site_id for one in bench.latest.silences]


@pytest.mark.parametrize("phase_s", [0.0, 0.07, 0.13, 0.19])
@pytest.mark.parametrize("site", [CHAIR, SPEAKER])
def test_a_silence_is_told_after_a_second_and_a_half_and_ends_with_the_next_answer(
    site: int, phase_s: float
) -> None:
    async def scenario(bench: Bench) -> None:
        await wait(bench, phase_s)
        entries = len(bench.entries)
        bench.world.cut(site)
        told_s = await bench.until(lambda: silent(bench) == [f"s{site}"], 2)
        assert 1.15 <= told_s <= 1.7
        since_utc = bench.latest.silences[0].since_utc
        assert told_s - 0.1 <= bench.clock.utc() - since_utc <= told_s + 0.3, "it counts from the last answer"
        bench.world.restore(site)
        await bench.until(lambda: not silent(bench), 0.4)
        await wait(bench, 5)
        assert not [one for one in bench.latest.alarms if one.is_active]
        assert not [one for one in bench.entries[entries:] if one.kind.startswith(("alarm", "outage"))]

    play(scenario)


def test_a_cut_of_less_than_a_second_and_a_site_that_does_not_matter_tell_nothing() -> None:
    told = []

    async def scenario(bench: Bench) -> None:
        stop = bench.engine.publisher.on_snapshot(lambda shown: told.extend(shown.silences))
        for _ in range(5):
            bench.world.cut(CHAIR)
            await wait(bench, 0.8)
            bench.world.restore(CHAIR)
            await wait(bench, 1.13)
        bench.world.cut(OTHER)
        await wait(bench, 3)
        stop()
        assert not told

    play(scenario)


def test_only_those_who_matter_are_asked_more_and_no_sample_is_of_it() -> None:
    async def scenario(bench: Bench) -> None:
        bench.world.sent.clear()
        await wait(bench, 10)
        asked = Counter(address for _, address in bench.world.sent)
        lines = {site: asked[f"10.0.{site}.1"] for site in (1, 2, 3, 4)}
        assert all(55 <= lines[site] <= 62 for site in (1, 2, 3)), lines
        assert lines[4] <= 11
        points = [sum(point != TREND_UNKNOWN for point in site.trend) for site in bench.latest.sites]
        assert max(points) - min(points) <= 1, "the trend has one point a second, as always"

    play(scenario)


@pytest.mark.parametrize("phase_s", [0.0, 0.3, 0.6, 0.9])
def test_a_console_that_sees_nothing_itself_calls_nobody_silent(phase_s: float) -> None:
    told = []

    async def scenario(bench: Bench) -> None:
        await wait(bench, phase_s)
        stop = bench.engine.publisher.on_snapshot(lambda shown: told.extend(shown.silences))
        everybody = {*ANCHORS, *(f"10.0.{site}.1" for site in (1, 2, 3, 4))}
        bench.world.silent |= everybody
        await bench.until(lambda: bench.latest.blind is not None, 10)
        await wait(bench, 3)
        bench.world.silent -= everybody
        await bench.until(lambda: bench.latest.blind is None, 10)
        await wait(bench, 3)
        assert not told
        stop()
        bench.world.cut(CHAIR)
        await bench.until(lambda: silent(bench) == ["s1"], 2)

    play(scenario)
