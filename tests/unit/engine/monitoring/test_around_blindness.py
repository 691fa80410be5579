"""What is sent while the console is blind, or answered late just after it, judges no line."""

import asyncio
from random import Random

from gbdt_console.core.monitoring.blindness import AnchorDoubt, Blindness
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.ui.view import View
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

ANCHORS = {"10.255.0.1", "10.255.0.2"}
EVERYBODY = {f"10.0.{n}.{host}" for n in range(1, 12) for host in (1, 10, 20)} | ANCHORS


def states(bench: Bench) -> set[PointState]:
    return {view.state for view in bench.latest.sites}


async def watch(bench: Bench, for_s: float) -> set[PointState]:
    """Every state of a line that is shown in that time."""
    seen, ends_s = set(), bench.clock.monotonic() + for_s
    while bench.clock.monotonic() < ends_s:
        seen |= states(bench)
        await asyncio.sleep(0.1)
    return seen


def test_answers_that_waited_for_the_uplink_make_no_healthy_line_degraded() -> None:
    """The uplink is pulled; what is sent before it returns waits in the queues and arrives with it."""

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        await asyncio.sleep(120)
        for _ in range(3):
            bench.world.silent |= EVERYBODY
            await bench.until(lambda: bench.latest.blind is Blindness.ANCHORS)
            await asyncio.sleep(10)
            bench.world.silent -= EVERYBODY
            for waits_s in (2.9, 1.9, 0.9, 0.5, 0.25, 0.1):
                bench.world.rtt_s = waits_s
                await asyncio.sleep(0.8)
            bench.world.rtt_s = 0.012
            await bench.until(lambda: PointState.UNKNOWN not in states(bench))
            assert await watch(bench, 60) == {PointState.UP}
        losses = {view.loss_ratio for view in bench.latest.sites}
        assert losses == {0.0}
        assert all((view.jitter_ms or 0) < 5 for view in bench.latest.sites)

    run_engine(network(11), scenario)


def test_a_line_that_answers_while_no_anchor_does_stays_unknown() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        bench.world.silent |= ANCHORS
        await bench.until(lambda: bench.latest.blind is Blindness.ANCHORS)
        assert await watch(bench, 20) == {PointState.UNKNOWN}
        assert bench.latest.anchor_doubt is AnchorDoubt.SITES
        bench.world.silent |= EVERYBODY
        await bench.until(lambda: bench.latest.anchor_doubt is None)
        bench.world.silent -= EVERYBODY
        await bench.until(lambda: states(bench) == {PointState.UP}, 5)
        assert bench.latest.anchor_doubt is None

    run_engine(network(2), scenario)


def test_anchors_that_never_answered_are_doubted_themselves() -> None:
    async def scenario(bench: Bench) -> None:
        bench.world.silent |= EVERYBODY
        await bench.until(lambda: bench.latest.blind is Blindness.ANCHORS)
        assert bench.latest.anchor_doubt is AnchorDoubt.NEVER

    run_engine(network(2), scenario)


def test_a_hiccup_of_all_anchors_is_not_called_blind() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        for _ in range(20):
            bench.world.silent |= EVERYBODY
            await asyncio.sleep(0.9)
            bench.world.silent -= EVERYBODY
            await asyncio.sleep(3.3)
        assert not bench.events("blindness.began")

    run_engine(network(2), scenario)


def test_a_stall_leaves_the_wall_as_it_was() -> None:
    """A busy machine that stalls again and again: no line is unknown after it, and none is lost."""

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        bench.world.cut(3)
        await bench.until(lambda: bench.site(3).state is PointState.DOWN)
        others = [view for view in bench.latest.sites if view.number != 3]
        for stall_s in (1.1, 3.0, 8.0, 30.0, 2.0, 2.0, 2.0):
            bench.clock.advance(stall_s)
            assert await watch(bench, 3.0) == {PointState.UP, PointState.DOWN}
            assert bench.site(3).state is PointState.DOWN
        assert len(others) == 10
        bench.world.restore(3)
        await bench.until(lambda: states(bench) == {PointState.UP}, 5)

    run_engine(network(11), scenario)


def shown(bench: Bench) -> set[PointState]:
    """The lines' states as the wall shows them, by the age of what is known."""
    view = View(bench.latest, bench.clock.monotonic())
    return {view.state(site) for site in bench.latest.sites}


def test_a_busy_machine_makes_the_wall_older_and_never_unknown() -> None:
    """Stalls of 2 to 8 s for minutes: what is shown never turns unknown after the first of them."""

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        rng, seen = Random(3), set()
        bench.clock.advance(8.0)
        await asyncio.sleep(0.2)
        for _ in range(60):
            bench.clock.advance(rng.uniform(2.0, 8.0))
            for _ in range(10):
                seen |= shown(bench)
                await asyncio.sleep(0.05)
        assert seen == {PointState.UP}

    run_engine(network(11), scenario)


def test_a_machine_that_keeps_up_again_is_soon_as_strict_as_before() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        bench.clock.advance(4.9)
        await asyncio.sleep(2.0)
        assert {view.fresh_for_s for view in bench.latest.sites} == {3 * (1.0 + 5.0) + 1}
        await asyncio.sleep(150.0)
        assert {view.fresh_for_s for view in bench.latest.sites} == {3 * 1.0 + 1}

    run_engine(network(3), scenario)


def test_losses_before_a_long_stall_are_not_counted_to_those_after_it() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        bench.world.cut(2)
        await bench.until(lambda: bench.site(2).state is PointState.SUSPECT)
        await asyncio.sleep(1.5)
        bench.clock.advance(4.0)
        await asyncio.sleep(2.5)
        bench.world.restore(2)
        await asyncio.sleep(10)
        assert not [e for e in bench.events("point.changed") if e.data["after"] == "down"]
        assert {e.data["type"] for e in bench.events("alarm.raised")} <= {"monitor.blind"}

    run_engine(network(3), scenario)
