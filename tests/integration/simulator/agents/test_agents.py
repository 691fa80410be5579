"""The simulator's process as independent SNMP clients see it: net-snmp's programs and pysnmp."""

import asyncio
import random
import shutil
import socket
from dataclasses import replace

import pytest
import pytest_asyncio

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import AuthProtocol, SnmpVersion
from gbdt_console.simulator.process import SimulatorFailed, start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan, on_loopback, plan_for
from gbdt_console.simulator.world.room import BOOT_S
from tests.support.simulator.sample import network, user
from tests.support.simulator.snmp_clients import netsnmp, pysnmp_get, wrong

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(shutil.which("snmpget") is None, reason="net-snmp's programs (Debian: snmp)"),
]

UPTIME = "1.3.6.1.2.1.1.3.0"
BOOTS = "1.3.6.1.6.3.10.2.1.2.0"
NAME = "1.3.6.1.2.1.1.5.0"
CHARGE = "1.3.6.1.2.1.33.1.2.4.0"
MINUTES = "1.3.6.1.2.1.33.1.2.3.0"
SOURCE = "1.3.6.1.2.1.33.1.4.1.0"
IF_NAME = "1.3.6.1.2.1.31.1.1.1.1"
HC_IN = "1.3.6.1.2.1.31.1.1.1.6"
PROBE_C = "1.3.6.1.4.1.318.1.1.25.1.2.1.6.1.1"

LEVELS = {
    "site-1": user(AuthProtocol.SHA1),
    "site-2": user(AuthProtocol.SHA224),
    "site-3": user(AuthProtocol.SHA256),
    "site-4": user(AuthProtocol.SHA384),
    "site-5": user(AuthProtocol.SHA512),
    "site-6": user(AuthProtocol.SHA256, is_private=False),
    "site-7": user(None, is_private=False),
}


def plan_of_all_levels() -> ProvincePlan:
    """One router for each way of asking in v3."""
    ground = network(sites=len(LEVELS))
    sites = []
    for site in ground.sites:
        router, *others = site.devices
        router = replace(router, snmp=replace(LEVELS[site.id], id=f"routers of {site.id}"))
        sites.append(replace(site, devices=(router, *others)))
    return plan_for(on_loopback(replace(ground, sites=tuple(sites))), seed=3)


class Running:
    """A simulator and its plan, addressed by device."""

    def __init__(self, plan, simulator):
        self.plan, self.simulator = plan, simulator
        self.devices = {device.id: device for device in plan.devices}

    def credential(self, device):
        return self.plan.credentials[self.devices[device].credential]

    async def get(self, device, *oids, program="snmpget", credential=None):
        return await netsnmp(program, self.devices[device], credential or self.credential(device), *oids)

    async def silence(self, *devices, credential=None):
        """Assert that none of them answers."""
        asked = (
            netsnmp("snmpget", self.devices[id_], credential or self.credential(id_), NAME, patience_s=0.5)
            for id_ in devices
        )
        for said in await asyncio.gather(*asked):
            assert said.lines == []
            assert "Timeout" in said.complaint or "No Response" in said.complaint

    async def fault(self, code, target, value=None):
        await self.simulator.inject(WorldFault(code, target, value))

    async def facts(self, device):
        return (await self.simulator.state())["devices"][device]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running():
    plan = plan_of_all_levels()
    async with await start(plan) as simulator:
        yield Running(plan, simulator)


@pytest.mark.parametrize("site", LEVELS)
async def test_net_snmp_reads_a_v3_router_at_every_level(running, site):
    said = await running.get(f"{site}.router", NAME, BOOTS)
    boots = (await running.facts(f"{site}.router"))["boots"]
    assert said.values == {NAME: f'"{site}.router"', BOOTS: str(boots)}, said.complaint


async def test_net_snmp_walks_the_router_and_finds_the_named_interface(running):
    walked = await running.get("site-3.router", "1.3.6.1.2.1", program="snmpbulkwalk")
    oids = [tuple(map(int, oid.split("."))) for oid in walked.values]
    assert oids == sorted(set(oids))
    assert len(oids) > 40
    names = {oid: name for oid, name in walked.values.items() if oid.startswith(f"{IF_NAME}.")}
    assert sorted(names.values()) == ['"GE0/0/1"', '"Vlan1"']
    index = next(oid for oid, name in names.items() if name == '"GE0/0/1"').rpartition(".")[2]
    counted = int(walked.values[f"{HC_IN}.{index}"])
    now = (await running.simulator.state())["sites"]["site-3"]["in_octets"]
    assert 0.99 * now < counted <= now


async def test_a_walk_object_by_object_is_the_same_as_in_bulk(running):
    walked, bulk = [
        await running.get("site-1.ups", "1.3.6.1.2.1.33", program=program)
        for program in ("snmpwalk", "snmpbulkwalk")
    ]
    assert list(walked.values) == list(bulk.values)
    assert len(walked.values) > 20


async def test_both_clients_agree_with_the_world_on_ups_and_probe(running):
    state = (await running.simulator.state())["sites"]["site-2"]
    said = await running.get("site-2.ups", CHARGE, SOURCE)
    assert said.values == {CHARGE: str(round(state["charge_percent"])), SOURCE: "3"}
    ups, probe = running.devices["site-2.ups"], running.devices["site-2.probe"]
    found = await pysnmp_get(ups, running.credential("site-2.ups"), CHARGE, SOURCE)
    assert {oid: str(int(value)) for oid, value in found.items()} == said.values
    warmth = await pysnmp_get(probe, running.credential("site-2.probe"), PROBE_C)
    assert int(warmth[PROBE_C]) == pytest.approx(state["temperature_c"], abs=1.5)


@pytest.mark.parametrize("site", ["site-1", "site-3", "site-5"])
async def test_pysnmp_reads_a_v3_router(running, site):
    device = running.devices[f"{site}.router"]
    found = await pysnmp_get(device, running.credential(device.id), NAME, UPTIME)
    assert bytes(found[NAME]).decode() == device.id
    uptime_s = (await running.facts(device.id))["uptime_s"]
    assert int(found[UPTIME]) / 100 == pytest.approx(uptime_s, abs=5)


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        ("auth_password", "Authentication failure (incorrect password, community or key)"),
        ("privacy_password", "Decryption error"),
    ],
)
async def test_a_wrong_v3_password_is_told_so(running, part, complaint):
    credential = wrong(running.credential("site-3.router"), part)
    said = await running.get("site-3.router", NAME, credential=credential)
    assert said.lines == []
    assert complaint in said.complaint


async def test_an_unknown_user_and_a_lower_level_are_told_so(running):
    right = running.credential("site-3.router")
    stranger = await running.get("site-3.router", NAME, credential=replace(right, user="nobody"))
    assert "Unknown user name" in stranger.complaint
    open_ = await running.get("site-3.router", NAME, credential=replace(right, auth=None))
    assert "Unsupported security level" in open_.complaint


async def test_a_wrong_community_or_version_is_silence(running):
    right = running.credential("site-1.ups")
    for credential in (
        replace(right, community=Secret("guessed")),
        replace(user(), id="x"),
    ):
        await running.silence("site-1.ups", credential=credential)


async def test_version_1_has_no_64_bit_counters_and_says_no_such_name(running):
    old = replace(running.credential("site-1.ups"), version=SnmpVersion.V1)
    assert (await running.get("site-1.ups", SOURCE, credential=old)).values == {SOURCE: "3"}
    said = await running.get("site-1.ups", "1.3.6.1.2.1.33.1.9.9.0", credential=old)
    assert "noSuchName" in said.complaint


async def test_what_is_not_there_is_said_for_each_object_and_nothing_can_be_set(running):
    said = await running.get("site-1.ups", SOURCE, "1.3.6.1.2.1.33.1.4.1.9", "1.3.6.1.9.9.0")
    assert list(said.values.values()) == [
        "3",
        "No Such Instance currently exists at this OID",
        "No Such Object available on this agent at this OID",
    ]
    refused = await running.get("site-1.ups", NAME, "s", "mine", program="snmpset")
    assert "notWritable" in refused.complaint


async def test_a_cut_line_is_silence_at_every_device_of_its_site_only(running):
    await running.fault(FaultCode.CUT_LINE, "site-4")
    try:
        await running.silence("site-4.router", "site-4.ups", "site-4.probe")
        assert (await running.get("site-5.router", NAME)).lines
    finally:
        await running.fault(FaultCode.RESTORE_LINE, "site-4")
    assert (await running.get("site-4.router", NAME)).lines


async def test_a_hung_agent_is_silent_and_its_neighbours_are_not(running):
    await running.fault(FaultCode.HANG_AGENT, "site-5.ups")
    await running.silence("site-5.ups")
    assert (await running.get("site-5.probe", NAME)).lines
    await running.fault(FaultCode.FREE_AGENT, "site-5.ups")
    assert (await running.get("site-5.ups", NAME)).lines


async def test_a_battery_is_seen_to_drain_and_a_reboot_to_raise_boots(running):
    device = "site-6.router"
    boots = int((await running.get(device, BOOTS)).values[BOOTS])
    await running.fault(FaultCode.MAINS_LOST, "site-6", 10)
    said = await running.get("site-6.ups", SOURCE, MINUTES)
    assert said.values == {SOURCE: "5", MINUTES: "9"}
    await running.simulator.step(300)
    assert (await running.get("site-6.ups", MINUTES)).values[MINUTES] == "4"
    await running.simulator.step(301)
    await running.silence("site-6.ups", "site-6.router")
    await running.fault(FaultCode.MAINS_BACK, "site-6")
    await running.simulator.step(BOOT_S)
    said = await running.get(device, BOOTS, UPTIME)
    assert said.values[BOOTS] == str(boots + 1)
    assert BOOT_S * 100 <= int(said.values[UPTIME]) < BOOT_S * 100 + 3_000


async def test_wrong_values_are_those_of_real_cards(running):
    await running.fault(FaultCode.WRONG_VALUES, "site-7.ups")
    said = await running.get("site-7.ups", MINUTES)
    assert said.values[MINUTES] == "4294967295"
    await running.fault(FaultCode.RIGHT_VALUES, "site-7.ups")
    assert int((await running.get("site-7.ups", MINUTES)).values[MINUTES]) < 100


async def test_junk_from_the_network_kills_no_agent(running):
    """Seeded mutations of a good request and plain junk, at a v3 and a v2c agent."""
    rng = random.Random(11)
    good = bytes.fromhex("302602010104057075626c6963a01a020101020100020100300f300d06092b060102010105000500")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for number in range(3_000):
            junk = bytearray(good if number % 3 else rng.randbytes(rng.randint(0, 200)))
            for _ in range(rng.randint(1, 5)):
                if junk:
                    junk[rng.randrange(len(junk))] = rng.randrange(256)
            for id_ in ("site-3.router", "site-3.ups"):
                device = running.devices[id_]
                sock.sendto(junk, (device.address, device.port))
    for id_ in ("site-3.router", "site-3.ups"):
        assert (await running.get(id_, NAME)).values == {NAME: f'"{id_}"'}
    assert (await running.simulator.state())["dropped"]["agents"] > 500


async def test_the_control_socket_refuses_what_makes_no_sense_and_goes_on(running):
    with pytest.raises(SimulatorFailed, match="nowhere"):
        await running.fault(FaultCode.CUT_LINE, "nowhere")
    assert running.simulator.control.stat().st_mode & 0o777 == 0o600
    assert (await running.facts("site-1.router"))["answers"]


async def test_the_alarm_table_of_a_ups_holds_what_is_counted_and_told(running):
    alarms = "1.3.6.1.2.1.33.1.6"
    quiet = (await running.get("site-2.ups", alarms, program="snmpbulkwalk")).values
    assert quiet == {f"{alarms}.1.0": "0"}
    await running.fault(FaultCode.MAINS_LOST, "site-2", 4)
    found = (await running.get("site-2.ups", alarms, program="snmpbulkwalk")).values
    await running.fault(FaultCode.MAINS_BACK, "site-2")
    assert found[f"{alarms}.1.0"] == "3"
    descriptions = {oid: value for oid, value in found.items() if oid.startswith(f"{alarms}.2.1.2.")}
    assert descriptions == {f"{alarms}.2.1.2.{n}": f".{alarms}.3.{n}" for n in (2, 3, 6)}
    assert (await running.get("site-2.ups", alarms, program="snmpbulkwalk")).values == quiet
