"""The simulated codecs by their text ports, through the console's own driver and the configuration's values.

The child process is a real one. What the driver hears is held against the MCU, against SNMP and against what
the simulator itself says is true.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from gbdt_console import compose
from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault, Participant
from gbdt_console.core.sites import Device, DeviceKind, Network
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.polycom_text import PolycomText
from gbdt_console.devices.polycom.answers import ReportedChange
from gbdt_console.devices.polycom.conversation import USUAL, Spacing
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.calls.attendance import SLOWEST_CALL_S
from gbdt_console.simulator.process import RunningSimulator, SimulatorFailed, start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import on_loopback, plan_for
from gbdt_console.simulator.world.room import BOOT_S
from tests.support.settings.offers import SECRETS
from tests.support.simulator import sample
from tests.support.simulator.snmp_clients import netsnmp

LIMIT_S = 60
AT_ONCE = Spacing(0.0, 0.0)
"""The vendor's spacing of commands is kept by one test of each wire; others would only wait for it."""
CALLS = "1.3.6.1.4.1.13885.101.1.5.1.0"
TELNET, SSH, OTHER = "lao-cai", "bao-thang", "bat-xat"
"""Sites of the demonstration, by the wire of their codec."""


@dataclass
class Province:
    network: Network
    simulator: RunningSimulator
    known_hosts: Path

    async def strike(self, code: FaultCode, site: str, value: float | None = None) -> None:
        await self.simulator.inject(WorldFault(code, site, value))

    def device(self, site: str) -> Device:
        return next(d for d in self.network.site(site).devices if d.kind is DeviceKind.CODEC)

    def driver(self, site: str, spacing: Spacing) -> PolycomText:
        """Make the driver as the engine gets it, but for the time between its commands."""
        codecs = opening.codecs(self.network, SystemClock(), self.known_hosts)
        driver = cast(PolycomText, codecs[self.device(site).id])
        driver._talk.spacing = spacing
        return driver

    @asynccontextmanager
    async def codec(self, site: str, spacing: Spacing = AT_ONCE) -> AsyncIterator[PolycomText]:
        driver = self.driver(site, spacing)
        try:
            await driver.open()
            yield driver
        finally:
            await driver.close()

    async def truth(self, site: str) -> dict[str, Any]:
        devices: Any = (await self.simulator.state())["devices"]
        return cast(dict[str, Any], devices[self.device(site).id]["codec"])

    async def leg(self, site: str) -> Participant | None:
        """The site as the MCU lists it."""
        mcu = opening.mcu(self.network, SystemClock(), self.known_hosts)
        assert mcu is not None
        try:
            await mcu.open()
            legs = (await mcu.conference()).participants
        finally:
            await mcu.close()
        number = self.network.site(site).conference_number
        return next((leg for leg in legs if leg.number == number), None)

    async def is_heard(self, site: str) -> bool:
        leg = await self.leg(site)
        return leg is not None and leg.is_talking

    async def calls_by_snmp(self, site: str) -> int:
        device = next(
            d for d in plan_for(self.network, 1).devices if d.site_id == site and d.kind is DeviceKind.CODEC
        )
        credential = self.device(site).snmp
        assert credential is not None
        return int((await netsnmp("snmpget", device, credential, CALLS)).values[CALLS])


@asynccontextmanager
async def province(
    folder: Path, network: Network | None = None, speed: float = 1.0
) -> AsyncIterator[Province]:
    there = on_loopback(network or demo_network(None))
    async with asyncio.timeout(LIMIT_S), await start(plan_for(there, 1), "quiet", speed) as simulator:
        yield Province(there, simulator, folder / "known_hosts")


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Ask again until it is so; the time limit of the province ends the wait."""
    while not await holds():
        await asyncio.sleep(0.1)


def configured(folder: Path, wire: str) -> Network:
    """Two sites, as an administrator would let control into the example."""
    path = folder / "sites.yaml"
    path.write_text(example_text(2).replace("# control: {", f"control: {{wire: {wire}, "))
    return compose.load(path, SECRETS | {"GBDT_CODEC_PASSWORD": "as-configured"})


@pytest.mark.parametrize("wire", ["ssh", "telnet"])
async def test_the_values_of_a_configuration_open_a_codec_that_mutes_and_says_so(
    wire: str, tmp_path: Path
) -> None:
    async with province(tmp_path, configured(tmp_path, wire)) as at, at.codec("d0001", USUAL) as codec:
        assert codec.is_plain_text is (wire == "telnet")
        assert (await codec.is_muted(), (await at.truth("d0001"))["is_muted"]) == (False, False)
        await codec.mute()
        assert (await codec.is_muted(), (await at.truth("d0001"))["is_muted"]) == (True, True)
        assert (await at.truth("d0002"))["is_muted"] is False, "no other"
        await codec.recall(3)
        await codec.sleep()
        said = await at.truth("d0001")
        assert (said["preset"], said["is_asleep"]) == (3, True)


@pytest.mark.parametrize("site", [TELNET, SSH])
async def test_no_configured_password_opens_a_simulated_codec(site: str, tmp_path: Path) -> None:
    async with province(tmp_path) as at:
        control = at.device(site).control
        assert control is not None
        usual = demo_network(None).site(site).devices
        password = next(d.control.password for d in usual if d.control)
        device = replace(at.device(site), control=replace(control, password=password))
        there = replace(at.network.site(site), devices=(device,))
        driver = opening.codecs(replace(at.network, sites=(there,)), SystemClock(), tmp_path / "k")[device.id]
        with pytest.raises(ControlError) as refused:
            await driver.open()
        assert refused.value.fault is ControlFault.CREDENTIALS


async def test_a_room_that_is_muted_is_not_heard_although_the_mcu_lets_it(tmp_path: Path) -> None:
    async with province(tmp_path) as at, at.codec(TELNET) as codec:
        await at.strike(FaultCode.TALK, TELNET)
        await until(lambda: at.is_heard(TELNET))
        await codec.mute()
        await until(lambda: is_not(at.is_heard(TELNET)))
        leg = await at.leg(TELNET)
        assert leg is not None
        assert leg.is_blocked is False
        await at.strike(FaultCode.ROOM_UNMUTES, TELNET)
        assert await codec.is_muted() is False
        await until(lambda: at.is_heard(TELNET))


async def test_a_button_in_the_room_is_told_unasked(tmp_path: Path) -> None:
    async with province(tmp_path) as at, at.codec(SSH) as codec:
        changes = codec.changes()
        await at.strike(FaultCode.ROOM_MUTES, SSH)
        assert await anext(changes) is ReportedChange.MICROPHONE
        assert await codec.is_muted() is True


async def test_codec_mcu_and_snmp_agree_on_the_call(tmp_path: Path) -> None:
    """Ended by the codec, called back from the room, ended by the MCU's side; calls take the world's time."""
    async with province(tmp_path, speed=10.0) as at, at.codec(TELNET) as codec:

        async def all_say(calls: int) -> bool:
            said = (len(await codec.calls()), await at.calls_by_snmp(TELNET), int(bool(await at.leg(TELNET))))
            return said == (calls,) * 3

        await until(lambda: all_say(1))
        await codec.hang_up()
        await until(lambda: all_say(0))
        await at.strike(FaultCode.CALL_IN, TELNET)
        await until(lambda: all_say(1))
        await at.strike(FaultCode.HANG_UP, TELNET)
        await until(lambda: all_say(0))


async def test_a_codec_that_lies_says_muted_while_the_mcu_hears_it(tmp_path: Path) -> None:
    async with province(tmp_path) as at, at.codec(TELNET) as codec:
        await at.strike(FaultCode.CODEC_LIES, TELNET)
        await at.strike(FaultCode.TALK, TELNET)
        await codec.mute()
        assert await codec.is_muted() is True
        await until(lambda: at.is_heard(TELNET))
        await at.strike(FaultCode.CODEC_MENDED, TELNET)
        await until(lambda: is_not(at.is_heard(TELNET)))


async def test_a_codec_that_reverts_is_open_again_by_itself(tmp_path: Path) -> None:
    """Time moves by hand, so that 'after two seconds' is no matter of the machine."""
    async with province(tmp_path, speed=0) as at, at.codec(TELNET) as codec:
        await at.strike(FaultCode.CODEC_REVERTS, TELNET)
        await codec.mute()
        await at.simulator.step(1.9)
        assert await codec.is_muted() is True
        await at.simulator.step(0.2)
        assert await codec.is_muted() is False


async def test_a_late_codec_is_waited_for_and_a_silent_one_is_given_up(tmp_path: Path) -> None:
    async with province(tmp_path) as at, at.codec(OTHER) as talking:
        await at.strike(FaultCode.CODEC_LATE, TELNET, 2.0)
        async with at.codec(TELNET) as late:
            assert await late.is_muted() is False
        await at.strike(FaultCode.CODEC_SILENT, OTHER)
        with pytest.raises(ControlError) as silent:
            await talking.is_muted()
        assert silent.value.fault is ControlFault.SILENT
        assert await at.leg(OTHER) is not None, "the call goes on"


@pytest.mark.parametrize("site", [TELNET, SSH])
async def test_what_is_asked_over_a_cut_line_arrives_when_the_line_is_back(site: str, tmp_path: Path) -> None:
    async with province(tmp_path) as at, at.codec(site) as codec:
        await at.strike(FaultCode.CUT_LINE, site)
        with pytest.raises(ControlError) as silent:
            await codec.mute()
        assert silent.value.fault is ControlFault.SILENT
        assert (await at.truth(site))["is_muted"] is False, "nothing got through"
        await at.strike(FaultCode.RESTORE_LINE, site)
        assert await codec.is_muted() is True


async def test_a_codec_that_starts_anew_drops_everybody_and_has_no_call(tmp_path: Path) -> None:
    async with province(tmp_path, speed=0) as at, at.codec(TELNET) as codec:
        await at.strike(FaultCode.CODEC_OFF, TELNET)
        await at.simulator.step(1)
        await at.strike(FaultCode.CODEC_ON, TELNET)
        with pytest.raises(ControlError) as lost:
            await codec.is_muted()
        assert lost.value.fault is ControlFault.CLOSED
        assert (await at.truth(TELNET))["calls"] == []
        await at.simulator.step(BOOT_S)
        async with at.codec(TELNET) as again:
            assert await again.is_muted() is False
        await at.simulator.step(SLOWEST_CALL_S + 1)
        assert (await at.truth(TELNET))["calls"] == ["giaoban"]


async def test_what_befalls_a_codec_needs_one_that_is_controlled(tmp_path: Path) -> None:
    async with province(tmp_path, sample.network(2)) as at:
        with pytest.raises(SimulatorFailed, match="no codec"):
            await at.strike(FaultCode.CODEC_LIES, "site-1")


async def is_not(asked: Awaitable[bool]) -> bool:
    return not await asked
