"""A profile applied over the real protocol: every kind of answer, and an engine killed in the middle."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.profiles.run import ProfileStep, StepKind
from gbdt_console.core.requests import Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.conference import orders
from gbdt_console.engine.control import device_orders
from gbdt_console.simulator.ami.faults import AmiFault, DialEnd
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from tests.support.conference.applying import APPLY, LIMIT_S, NUMBERS, PROFILE, console_of, desk
from tests.support.conference.simulated_mcu import HOST, ROOM, SECRET


@asynccontextmanager
async def hall(*present: str) -> AsyncIterator[tuple[AmiMcu, int]]:
    """The MCU with these numbers in its conference; every other one can be called."""
    sim = AmiMcu(ROOM, {"dieuhanh": AmiUser(SECRET), "khac": AmiUser(SECRET)})
    for number in present:
        sim.join(number)
    for number in NUMBERS:
        sim.dialable[f"PJSIP/{number}"] = (number, "")
    try:
        yield sim, await sim.start(HOST)
    finally:
        sim.close()


def legs(sim: AmiMcu) -> Counter[str]:
    return Counter(member.number for member in sim.conference.members.values())


@pytest.mark.article("A7.1c")
async def test_every_answer_of_the_mcu_is_told_at_its_site(tmp_path: Path) -> None:
    async with hall("2001") as (sim, port):
        sim.faults.dials = {
            "PJSIP/2002": DialEnd.BUSY,
            "PJSIP/2003": DialEnd.REJECTED,
            "PJSIP/2004": DialEnd.CONGESTION,
            "PJSIP/2005": DialEnd.NO_SUCH,
        }
        async with desk(tmp_path, console_of(port)) as made:
            await made.start_meeting()
            last = await made.ask(APPLY)
            assert (last.stage, last.detail) == (Stage.FAILED, "4/8")
            words = {step.target: step.words for step in made.profile.bad}
            assert (words["s2"], words["s3"]) == ("User busy", "Call Rejected")
            assert made.ends["dial:s5"] == "call.not-registered"
            assert (made.ends["dial:s6"], made.ends["dial:s7"]) == ("verified", "verified")
            sim.faults.dials.clear()
            before = list(sim.asked).count("Originate")
            assert (await made.ask(APPLY)).stage is Stage.VERIFIED
            assert list(sim.asked).count("Originate") - before == 4
        assert legs(sim) == dict.fromkeys(NUMBERS, 1)


async def test_a_killed_engine_left_calls_ringing_and_the_next_places_no_second_one(tmp_path: Path) -> None:
    async with hall("2001") as (sim, port):
        sim.faults.rings_s = 2.5
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.conference.applying", str(tmp_path), str(port)
        )
        async with asyncio.timeout(LIMIT_S):
            while list(sim.asked).count("Originate") < 4:
                await asyncio.sleep(0.02)
        child.send_signal(signal.SIGKILL)
        await child.wait()
        async with desk(tmp_path, console_of(port)) as made:
            await made.until_known()
            begun = [id_ for id_, end in made.ends.items() if end == "order.interrupted"]
            waiting = [id_ for id_, end in made.ends.items() if end == "profile.not-begun"]
            assert (len(begun), len(waiting)) == (4, 2)
            assert (made.ends["block:"], made.ends["dial:s1"]) == ("verified", "call.already-there")
            await made.ask(APPLY)
            assert list(sim.asked).count("Originate") == 6
            async with asyncio.timeout(LIMIT_S):
                while set(legs(sim)) != set(NUMBERS):
                    await asyncio.sleep(0.02)
            assert (await made.ask(APPLY)).stage is Stage.VERIFIED
        assert list(sim.asked).count("Originate") == 6
        assert legs(sim) == dict.fromkeys(NUMBERS, 1)


LYING = [
    *(("Originate", fault) for fault in (AmiFault.IGNORED, AmiFault.DENIED, AmiFault.DROPPED)),
    *(("ConfbridgeMute", fault) for fault in (AmiFault.IGNORED, AmiFault.REVERTED, AmiFault.TRUNCATED)),
    *(("ConfbridgeLock", fault) for fault in (AmiFault.IGNORED, AmiFault.DENIED, AmiFault.OVERSIZED)),
]


@pytest.mark.parametrize(("action", "fault"), LYING)
async def test_a_step_is_called_done_only_while_the_mcu_itself_says_so(
    action: str, fault: AmiFault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "DIALLED_WITHIN_S", 1.0)
    monkeypatch.setattr(device_orders, "VERIFY_WITHIN_S", 1.0)
    claimed: dict[str, bool] = {}
    async with hall(*NUMBERS[:4]) as (sim, port):
        sim.faults.actions[action] = fault
        async with desk(tmp_path, console_of(port), replace(PROFILE, is_locked=True)) as made:
            await made.start_meeting()

            def is_so(step: ProfileStep) -> bool:
                members = sim.conference.members.values()
                match step.kind:
                    case StepKind.BLOCK:
                        return all(sim.is_blocked(number) for number in NUMBERS[1:4])
                    case StepKind.DIAL:
                        return f"200{step.target[1:]}" in {member.number for member in members}
                    case _:
                        return sim.conference.is_locked

            def see(snapshot: Snapshot) -> None:
                for step in snapshot.profile.steps if snapshot.profile is not None else ():
                    if step.stage is Stage.VERIFIED and step.id not in claimed:
                        claimed[step.id] = is_so(step)

            leave = made.engine.publisher.on_snapshot(see)
            last = await made.ask(APPLY)
            leave()
            assert all(claimed.values()), claimed
            lied_about = {"Originate": "dial:s7", "ConfbridgeMute": "block:", "ConfbridgeLock": "lock:"}
            if fault in (AmiFault.IGNORED, AmiFault.DENIED):
                assert lied_about[action] not in claimed
                assert last.stage is not Stage.VERIFIED
            if fault is AmiFault.REVERTED:
                assert lied_about[action] in claimed
