"""The simulator's process: it starts, refuses, ends with its stdin and leaves nothing behind."""

import asyncio
import json
import os
import signal
import socket
import sys
from dataclasses import replace

import pytest

from gbdt_console.simulator.process import SimulatorFailed, start
from gbdt_console.simulator.world import scenario as scenarios
from gbdt_console.simulator.world.plan import on_loopback, plan_for
from tests.support.simulator.sample import network, plan


async def bare_child(*options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gbdt_console.simulator", *options,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_it_ends_when_its_stdin_closes_and_takes_its_socket_along():
    child = await bare_child()
    child.stdin.write(plan(2).to_json().encode() + b"\n")
    said = json.loads(await child.stdout.readline())
    assert said["ready"] == 8
    assert os.path.exists(said["control"])
    child.stdin.close()
    assert await asyncio.wait_for(child.wait(), 60) == 0
    assert not os.path.exists(os.path.dirname(said["control"]))


async def test_it_ends_by_sigterm():
    child = await bare_child()
    child.stdin.write(plan(1).to_json().encode() + b"\n")
    await child.stdout.readline()
    child.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(child.wait(), 60) == 0


async def test_a_plan_that_is_none_is_refused_in_one_line():
    child = await bare_child()
    out, _ = await child.communicate(b'{"seed": 1}\n')
    assert "error" in json.loads(out)
    assert child.returncode == 2


async def test_an_address_that_is_taken_is_said_and_nothing_stays():
    province = plan(2)
    device = province.devices[0]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((device.address, device.port))
        with pytest.raises(SimulatorFailed, match="in use"):
            await start(province)


async def test_an_unknown_scenario_is_said():
    with pytest.raises(SimulatorFailed, match="morning, quiet"):
        await start(plan(1), scenario="evening")


async def test_a_child_that_cannot_even_start_says_why(monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with pytest.raises(SimulatorFailed, match=r"(?i)python|encodings"):
        await start(plan(1))


async def test_closing_twice_is_nothing():
    simulator = await start(plan(1))
    await simulator.close()
    await simulator.close()


async def test_the_whole_country_starts():
    """3 400 sites with a socket for three of their four devices."""
    ground = network(3_400)
    sites = tuple(replace(s, devices=s.devices[:3]) for s in ground.sites)
    async with await start(plan_for(on_loopback(replace(ground, sites=sites)), 1)) as simulator:
        assert len((await simulator.state())["devices"]) == 3_400 * 3


async def test_speed_makes_the_worlds_time_pass_faster():
    async with await start(plan(1), speed=1000) as simulator:
        first = (await simulator.state())["now_s"]
        async with asyncio.timeout(60):
            while (await simulator.state())["now_s"] < first + 60:
                pass


async def test_the_wait_for_what_happens_next_can_be_skipped():
    province = plan(6)
    async with await start(province, "morning", speed=0) as simulator:
        began_s = (await simulator.state())["now_s"]
        moments = [at_s for at_s, _ in scenarios.load("morning").round(province, 0)]
        for at_s in moments[:3]:
            await simulator.skip()
            assert (await simulator.state())["now_s"] - began_s == pytest.approx(at_s)
        assert any(not device["answers"] for device in (await simulator.state())["devices"].values())
    async with await start(province, "quiet") as simulator:
        await simulator.skip()
