"""The MCU's line of `check --reach`, over a simulated MCU on a real connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from gbdt_console.cli.check import doubtful_names, reach_mcu
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, Mcu, Network
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.text.words import Words
from tests.support.engine.networks import network

HOST, PASSWORD = "127.0.0.1", "zq-mcu-password"


@asynccontextmanager
async def simulated() -> AsyncIterator[tuple[AmiMcu, Network]]:
    sim = AmiMcu("giaoban", {"dieuhanh": AmiUser(PASSWORD)})
    sim.faults.refusal_delay_s = 0
    port = await sim.start(HOST)
    options = {"conference": "giaoban"}
    mcu = Mcu(HOST, DeviceControl("asterisk-confbridge", "ami", port, "dieuhanh", Secret(PASSWORD), options))
    plain = network(1)
    try:
        yield sim, replace(plain, centre=replace(plain.centre, mcu=mcu))
    finally:
        sim.close()


async def said(of: Network) -> list[str]:
    return await asyncio.to_thread(lambda: list(reach_mcu(of, Path("known_hosts"), Words("en"))))


async def test_who_is_in_the_conference_is_read_and_nothing_else_is_asked() -> None:
    async with simulated() as (sim, of):
        sim.join("2001", "Điểm 1")
        sim.join("2002", "Điểm 2")
        (line,) = await said(of)
        assert line.endswith(": logged in, conference giaoban has participants: 2")
        assert line.startswith(f"MCU {HOST}:")
        assert {name for name in sim.asked if not name.startswith(("Confbridge", "Bridge"))} <= {
            "Login", "Challenge", "Ping", "Logoff",
        }  # fmt: skip
        changing = ("Mute", "Unmute", "Kick", "Lock", "Unlock", "SetSingleVideoSrc")
        assert not [name for name in sim.asked if name.endswith(changing)]


async def test_a_wrong_password_is_said_with_its_cure_and_without_the_password() -> None:
    async with simulated() as (_, of):
        assert of.centre.mcu is not None
        wrong = replace(of.centre.mcu.control, password=Secret("zq-another"))
        mcu = replace(of.centre.mcu, control=wrong)
        (line,) = await said(replace(of, centre=replace(of.centre, mcu=mcu)))
    assert "sites.yaml" in line
    assert "zq-" not in line


async def test_an_mcu_that_is_not_there_is_said_so() -> None:
    async with simulated() as (sim, of):
        sim.close()
        (line,) = await said(of)
    assert "MCU 127.0.0.1:" in line
    assert "logged in" not in line


async def test_without_an_mcu_nothing_is_said() -> None:
    assert await said(network(1)) == []


def test_a_site_with_a_look_alike_name_is_warned_of() -> None:
    plain = network(2)
    sites = tuple(replace(s, name=n) for s, n in zip(plain.sites, ("Sa Pa", "S\u0430 Pa"), strict=True))
    lines = list(doubtful_names(replace(plain, sites=sites), Words("en")))
    assert len(lines) == 2
    assert all("S\u0430 Pa" in line for line in lines)
    assert not list(doubtful_names(plain, Words("en")))
