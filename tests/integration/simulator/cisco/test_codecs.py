"""The simulated Cisco codecs of a province, as the console's own driver meets them in the child process."""

import asyncio
from dataclasses import replace
from pathlib import Path

from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, DeviceKind, Network
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.drivers.cisco_xapi import CiscoXapi
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import on_loopback, plan_for

LIMIT_S = 60
OPTIONS = {"allows_ssh_rsa": False, "camera": 1}


def of_cisco(network: Network) -> Network:
    """The network with Cisco's codecs, half of them to be reached by a WebSocket."""

    def control(number: int) -> DeviceControl:
        wire = ("ssh", "wss")[number % 2]
        return DeviceControl("cisco-xapi", wire, 22, "admin", Secret("demonstration"), OPTIONS)

    sites = (
        replace(
            site,
            devices=tuple(
                replace(d, control=control(site.number)) if d.kind is DeviceKind.CODEC and d.control else d
                for d in site.devices
            ),
        )
        for site in network.sites
    )
    return replace(network, sites=tuple(sites))


async def test_a_province_of_cisco_codecs_is_in_calls_and_is_muted_one_at_a_time(tmp_path: Path) -> None:
    network = on_loopback(of_cisco(demo_network(4)))
    first, second = (f"{site.id}.codec" for site in network.sites[:2])
    async with asyncio.timeout(LIMIT_S), await start(plan_for(network, 1), "quiet", 20.0) as simulator:
        codecs = opening.codecs(network, SystemClock(), tmp_path / "known_hosts")
        assert all(isinstance(codec, CiscoXapi) for codec in codecs.values())
        here, there = codecs[first], codecs[second]
        assert isinstance(here, CiscoXapi)
        assert isinstance(there, CiscoXapi)
        await asyncio.gather(here.open(), there.open())
        try:
            while not [call for call in await here.calls() if call.is_connected]:
                await asyncio.sleep(0.1)
            assert [call.number for call in await here.calls()] == ["giaoban"]
            await here.mute()
            assert (await here.is_muted(), await there.is_muted()) == (True, False)
            changes = there.changes()
            await simulator.inject(WorldFault(FaultCode.ROOM_MUTES, network.sites[1].id))
            while await anext(changes) != "Audio":
                pass
            assert await there.is_muted() is True
        finally:
            await asyncio.gather(here.close(), there.close())
