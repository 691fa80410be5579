"""What the simulated agents tell unasked, heard by the console's own listener through a real socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from gbdt_console.core.monitoring.traps import TrapCode, TrapNotice
from gbdt_console.core.sites import Device, DeviceKind, Network
from gbdt_console.simulator.process import RunningSimulator, start
from gbdt_console.simulator.world.faults import CENTRE, FaultCode, WorldFault
from gbdt_console.simulator.world.plan import on_loopback, plan_for
from gbdt_console.simulator.world.room import BOOT_S
from tests.support.simulator.sample import COMMUNITY, network
from tests.support.simulator.snmp_clients import netsnmp, wrong
from tests.support.snmp.trap_senders import Listener

UPTIME = "1.3.6.1.2.1.1.3.0"
UPS_ALARM_REMOVED = "1.3.6.1.2.1.33.2.4"
ENABLED = "1.3.6.1.2.1.11.30.0"
"""snmpEnableAuthenTraps: enabled 1, disabled 2."""


class Ear:
    """The running province and what was heard from it, in order."""

    def __init__(self, simulator: RunningSimulator, listener: Listener) -> None:
        self.simulator = simulator
        self._listener = listener

    async def after(
        self, code: FaultCode, target: str, *heard: TrapNotice, value: float | None = None
    ) -> None:
        """Let the fault happen; exactly these notices follow, in any order."""
        before = len(self._listener.notices)
        await self.simulator.inject(WorldFault(code, target, value))
        await self._expect(before, *heard)

    async def later(self, seconds: float, *heard: TrapNotice) -> None:
        """Let that much of the world's time pass; exactly these notices follow."""
        before = len(self._listener.notices)
        await self.simulator.step(seconds)
        await self._expect(before, *heard)

    async def _expect(self, before: int, *heard: TrapNotice) -> None:
        assert (await self.simulator.state())["told"] == before + len(heard), "told at once, and nothing more"
        notices = (await self._listener.until_taken(before + len(heard)))[before:]
        assert sorted(notices) == sorted(heard)
        counted = self._listener.counters()
        assert counted["trap.taken"] == counted["trap.received"], "each was believed"


@asynccontextmanager
async def heard(ground: Network) -> AsyncIterator[Ear]:
    there = on_loopback(ground)
    async with Listener([device for site in there.sites for device in site.devices]) as listener:
        plan = plan_for(replace(there, trap_port=listener.port), 5)
        async with await start(plan) as simulator:
            yield Ear(simulator, listener)


def furnished(driver: str, kind: DeviceKind, name: str, *also: Device) -> Network:
    """A site with its router and that device."""
    ground = network(1)
    (site,) = ground.sites
    device = Device(f"site-1.{name}", "site-1", kind, name, driver, "", COMMUNITY)
    return replace(ground, sites=(replace(site, devices=(site.devices[0], device, *also)),))


def ups(code: TrapCode, detail: str = "") -> TrapNotice:
    return TrapNotice("site-1.ups", code, detail)


def router(code: TrapCode, detail: str = "") -> TrapNotice:
    return TrapNotice("site-1.router", code, detail)


def codec(code: TrapCode, detail: str = "") -> TrapNotice:
    return TrapNotice("site-1.codec", code, detail)


async def test_a_ups_tells_once_a_minute_that_it_is_on_battery_and_what_rfc_1628_wants_beside_it() -> None:
    on_battery = ups(TrapCode.UPS_ON_BATTERY)
    async with heard(network(2)) as ear:
        await ear.after(FaultCode.MAINS_LOST, "site-1", ups(TrapCode.UPS_MAINS_LOST), on_battery, value=6.5)
        await ear.later(60, on_battery)
        await ear.later(60, on_battery, ups(TrapCode.UPS_LOW_BATTERY))
        await ear.later(60, on_battery)
        restored = ups(TrapCode.UPS_POWER_RESTORED)
        await ear.after(
            FaultCode.MAINS_BACK, "site-1", restored, restored, ups(TrapCode.OTHER, UPS_ALARM_REMOVED)
        )


VENDORS = {
    "apc-ups": (
        [(TrapCode.UPS_ON_BATTERY, "UPS: On battery power.")],
        (TrapCode.UPS_LOW_BATTERY, "UPS: The battery is low."),
        (TrapCode.UPS_POWER_RESTORED, "UPS: Mains power restored."),
    ),
    "eaton-ups, XUPS-MIB": (
        [(TrapCode.UPS_ON_BATTERY, "")], (TrapCode.UPS_LOW_BATTERY, ""), (TrapCode.UPS_POWER_RESTORED, ""),
    ),
    "eaton-ups, MGE": (
        [(TrapCode.UPS_MAINS_LOST, ""), (TrapCode.UPS_ON_BATTERY, "")],
        (TrapCode.UPS_LOW_BATTERY, ""),
        (TrapCode.UPS_POWER_RESTORED, ""),
    ),
}  # fmt: skip
GENERATION = {"apc-ups": "ups", "eaton-ups, XUPS-MIB": "ups", "eaton-ups, MGE": "ups-2"}
"""The name of a device of that generation."""


@pytest.mark.parametrize("family", VENDORS)
async def test_a_ups_of_each_maker_tells_in_its_makers_words(family: str) -> None:
    name, (lost, low, back) = GENERATION[family], VENDORS[family]

    def said(what: tuple[TrapCode, str]) -> TrapNotice:
        return TrapNotice(f"site-1.{name}", *what)

    async with heard(furnished(family.partition(",")[0], DeviceKind.UPS, name)) as ear:
        await ear.after(FaultCode.MAINS_LOST, "site-1", *map(said, lost), value=6)
        await ear.later(61, said(low))
        await ear.after(FaultCode.MAINS_BACK, "site-1", said(back))


async def test_a_router_that_started_anew_says_so_in_version_3_and_nothing_before_it_is_awake() -> None:
    async with heard(network(2)) as ear:
        await ear.after(FaultCode.REBOOT, "site-1.router")
        await ear.later(BOOT_S - 1)
        await ear.later(2, router(TrapCode.COLD_START))
        await ear.after(FaultCode.REBOOT, "site-1.ups")
        await ear.later(BOOT_S + 1, ups(TrapCode.COLD_START))


async def test_a_room_whose_battery_ran_out_is_mute_and_starts_anew_with_the_mains() -> None:
    started = [TrapNotice(f"site-1.{name}", TrapCode.COLD_START, "") for name in ("router", "ups", "probe")]
    async with heard(network(1)) as ear:
        await ear.after(FaultCode.MAINS_LOST, "site-1", value=0)
        await ear.later(3_600)
        await ear.after(FaultCode.MAINS_BACK, "site-1")
        await ear.later(BOOT_S + 1, *started)


async def test_what_a_cut_site_tells_is_lost_and_the_line_that_came_back_is_told() -> None:
    async with heard(network(2)) as ear:
        await ear.after(FaultCode.CUT_LINE, "site-1")
        await ear.after(FaultCode.MAINS_LOST, "site-1", value=30)
        await ear.later(59)
        await ear.after(FaultCode.RESTORE_LINE, "site-1", router(TrapCode.LINK_UP, "GE0/0/1"))
        await ear.later(2, ups(TrapCode.UPS_ON_BATTERY))


async def test_a_port_that_went_down_is_told_over_the_other_one() -> None:
    async with heard(network(1)) as ear:
        await ear.after(FaultCode.UNPLUG_LAN, "site-1", router(TrapCode.LINK_DOWN, "Vlan1"))
        await ear.after(FaultCode.MAINS_LOST, "site-1")
        await ear.after(FaultCode.PLUG_LAN, "site-1", router(TrapCode.LINK_UP, "Vlan1"))


async def test_a_codec_tells_of_its_gatekeeper_and_its_camera() -> None:
    camera = Device("site-1.camera", "site-1", DeviceKind.CAMERA, "camera", "ping", "")
    async with heard(furnished("polycom-endpoint", DeviceKind.CODEC, "codec", camera)) as ear:
        found = codec(TrapCode.GATEKEEPER_OK, "Registered with the gatekeeper")
        await ear.after(FaultCode.BLIND_CENTRE, CENTRE)
        await ear.after(FaultCode.SEEING_CENTRE, CENTRE, found)
        await ear.after(FaultCode.REBOOT, "site-1.camera", codec(TrapCode.CAMERA_LOST, "Camera lost"))
        await ear.later(BOOT_S + 1, codec(TrapCode.CAMERA_OK, "Camera found"))


async def test_a_hung_agent_is_mute_and_tells_afterwards() -> None:
    async with heard(network(1)) as ear:
        await ear.after(FaultCode.HANG_AGENT, "site-1.ups")
        await ear.after(FaultCode.MAINS_LOST, "site-1")
        told = ups(TrapCode.UPS_MAINS_LOST), ups(TrapCode.UPS_ON_BATTERY)
        await ear.after(FaultCode.FREE_AGENT, "site-1.ups", *told)


@pytest.mark.parametrize(("name", "part"), [("ups", "community"), ("router", "auth_password")])
async def test_a_stranger_is_told_of_where_the_agent_is_set_to_it(name: str, part: str) -> None:
    there = on_loopback(network(1))
    devices = there.sites[0].devices
    async with Listener(devices) as listener:
        plan = plan_for(replace(there, trap_port=listener.port), 5)
        asked = next(device for device in plan.devices if device.id == f"site-1.{name}")
        guess = wrong(plan.credentials[asked.credential], part)
        for tells in (False, True):
            mute = tuple(replace(device, sends_auth_traps=tells) for device in plan.devices)
            async with await start(replace(plan, devices=mute)) as simulator:
                said = await netsnmp("snmpget", asked, guess, UPTIME, patience_s=0.2)
                assert not said.lines
                own = await netsnmp("snmpget", asked, plan.credentials[asked.credential], UPTIME, ENABLED)
                assert own.values[ENABLED] == ("1" if tells else "2")
                assert (await simulator.state())["told"] == tells
        assert await listener.until_taken(1) == [TrapNotice(asked.id, TrapCode.AUTHENTICATION_FAILURE, "")]
