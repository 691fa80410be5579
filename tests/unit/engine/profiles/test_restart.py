"""An engine that dies while it applies a profile: the next one knows what was done."""

import asyncio
from collections.abc import Awaitable, Callable

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Entry
from gbdt_console.core.profiles.commands import ApplyProfile
from gbdt_console.core.requests import Stage
from tests.support.alarms.engine_alarms import Remembering
from tests.support.conference.engine_meetings import ask, meeting_of, view
from tests.support.conference.profiles import PROFILE, UnevenMcu, dialled, ends, network_with, shown
from tests.support.engine.engine_in_time import Bench, run_engine

APPLY = ApplyProfile(PROFILE.id)


def killed_while_ringing(mcu: UnevenMcu) -> list[Entry]:
    """The entries of an engine that dies while s3 and s4 ring; s1 and s2 are in the conference."""

    async def scenario(bench: Bench) -> list[Entry]:
        await meeting_of(bench, mcu, 1, 2)
        applying = asyncio.create_task(ask(bench, APPLY))
        await bench.until(lambda: len(mcu.ringing) == 2)
        entries = list(bench.entries)
        applying.cancel()
        return entries

    return run_engine(network_with(PROFILE), scenario, mcu=mcu)


def restarted(scenario: Callable[[Bench, UnevenMcu], Awaitable[None]]) -> None:
    """Play a scenario in the engine after one that was killed; the MCU has the same calls."""
    first = UnevenMcu(silent={"2003", "2004"})
    entries = killed_while_ringing(first)
    mcu = UnevenMcu(legs=dict(first.legs))

    def records(clock: ManualClock) -> Remembering:
        return Remembering(clock, entries)

    async def played(bench: Bench) -> None:
        await bench.until(
            lambda: bench.latest.conference is not None and bool(bench.latest.conference.roster)
        )
        await scenario(bench, mcu)

    run_engine(network_with(PROFILE), played, records, mcu=mcu)


def test_after_a_kill_the_done_and_the_unknown_steps_are_told_and_nothing_is_sent() -> None:
    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        assert not shown(bench).is_applying
        assert ends(bench) == {
            "block:": ("verified", ""),
            "dial:s1": ("verified", "call.already-there"),
            "dial:s2": ("verified", "call.already-there"),
            "dial:s3": ("unknown", "order.interrupted"),
            "dial:s4": ("unknown", "order.interrupted"),
        }
        await asyncio.sleep(60)
        assert dialled(mcu) == []

    restarted(scenario)


def test_a_site_that_may_still_ring_is_called_again_only_after_that_time() -> None:
    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        assert (await ask(bench, APPLY)).detail == "2/5"
        assert {ends(bench)[id_] for id_ in ("dial:s3", "dial:s4")} == {("failed", "call.is-ringing")}
        assert dialled(mcu) == []
        await asyncio.sleep(36)
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        assert dialled(mcu) == ["2003", "2004"]

    restarted(scenario)


def test_a_site_that_answered_meanwhile_is_there_and_no_longer_called_ringing() -> None:
    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        mcu.join("2003")
        await bench.until(lambda: (row := view(bench).row("s3")) is not None and row.participant is not None)
        assert (await ask(bench, APPLY)).detail == "1/5"
        assert ends(bench)["dial:s3"] == ("verified", "call.already-there")
        assert ends(bench)["dial:s4"] == ("failed", "call.is-ringing")

    restarted(scenario)
