"""A device that answers, but not what its settings say, is told from one that is silent or well."""

import pytest

from gbdt_console.core.monitoring.readings import Mismatch, MismatchKind
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.mismatch import mismatch_of
from gbdt_console.devices.registry import fitting_driver
from gbdt_console.devices.snmp.client import SnmpSilent
from tests.support.drivers.agents import HEALTHY, ROUTER, SYSTEM, DictAgent, build, device, port

SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0"
SANTAK = {**HEALTHY["ups-mib-santak"][2], SYS_OBJECT_ID: ".1.3.6.1.4.1.2468.1.2.1"}


async def mismatch(driver, agent, before=None, **options):
    report = await build(driver, options).read(agent, 0.0)
    return await mismatch_of(device(driver, options), report, agent, before)


@pytest.mark.parametrize("name", HEALTHY)
async def test_a_device_that_fits_its_driver_has_no_mismatch(name):
    driver, options, objects = HEALTHY[name]
    assert await mismatch(driver, DictAgent(objects), **options) is None


@pytest.mark.parametrize("driver", ["apc-ups", "eaton-ups", "apc-pdu", "eaton-pdu", "room-probe"])
async def test_a_wrong_driver_is_told_with_the_one_that_fits(driver):
    found = await mismatch(driver, DictAgent(SANTAK))
    assert found == Mismatch(MismatchKind.OBJECTS, driver, driver="ups-mib")


async def test_of_the_drivers_of_its_kind_the_one_that_reads_most_is_named():
    """A Liebert card says 476.1.42 and may answer UPS-MIB alone; a strange ID may hide a known MIB."""
    standard = HEALTHY["ups-mib"][2]
    liebert = await mismatch("liebert-ups", DictAgent(standard | {SYS_OBJECT_ID: "1.3.6.1.4.1.476.1.42"}))
    assert liebert == Mismatch(MismatchKind.OBJECTS, "liebert-ups", driver="ups-mib")
    strange = await mismatch("apc-ups", DictAgent(standard | {SYS_OBJECT_ID: "1.3.6.1.4.1.8072.3.2.10"}))
    assert strange == Mismatch(MismatchKind.OBJECTS, "apc-ups", driver="ups-mib")


async def test_a_device_that_nobody_knows_fits_no_driver():
    assert await mismatch("ups-mib", DictAgent(SYSTEM)) == Mismatch(MismatchKind.OBJECTS, "ups-mib")


async def test_a_lasting_mismatch_is_not_asked_about_again():
    agent = DictAgent(SANTAK)
    before = await mismatch("apc-ups", agent)
    report = await build("apc-ups", {}).read(agent, 5.0)
    agent.fault = SnmpSilent()
    assert await mismatch_of(device("apc-ups"), report, agent, before) == before


async def test_an_agent_that_falls_silent_meanwhile_still_does_not_fit():
    agent = DictAgent(SYSTEM)
    report = await build("apc-ups", {}).read(agent, 0.0)
    agent.fault = SnmpSilent()
    found = await mismatch_of(device("apc-ups"), report, agent, None)
    assert found == Mismatch(MismatchKind.OBJECTS, "apc-ups")


@pytest.mark.parametrize("wanted", ["gigabitethernet0/0", "GigabitEthernet0/00", "Gigabit Ethernet0/0"])
async def test_a_mistyped_port_is_told_with_the_ports_that_exist(wanted):
    found = await mismatch("if-mib", DictAgent(ROUTER), interface=wanted)
    assert (found.kind, found.wanted) == (MismatchKind.PORT, wanted)
    assert found.ports[0] == "GigabitEthernet0/0"
    assert set(found.ports) == {"lo", "GigabitEthernet0/0", "Serial0/1"}


async def test_a_mistyped_port_of_the_codec_is_told_apart_from_the_line():
    named = {"interface": "GigabitEthernet0/0", "codec_interface": "serial0/1"}
    found = await mismatch("if-mib", DictAgent(ROUTER), **named)
    assert (found.kind, found.wanted, found.ports[0]) == (MismatchKind.CODEC_PORT, "serial0/1", "Serial0/1")


async def test_a_mistyped_line_port_is_told_where_the_codec_port_is_found():
    named = {"interface": "GigabitEthernet0/9", "codec_interface": "Serial0/1"}
    assert (await mismatch("if-mib", DictAgent(ROUTER), **named)).kind is MismatchKind.PORT


async def test_no_named_port_and_none_up_asks_for_a_name():
    agent = DictAgent({**SYSTEM, **port(1, "Gi1", oper=2), **port(2, "Gi2", oper=2)})
    found = await mismatch("if-mib", agent)
    assert found == Mismatch(MismatchKind.UNNAMED_PORT, "", ("Gi1", "Gi2"))


async def test_a_port_that_appears_ends_its_mismatch():
    agent, router = DictAgent(ROUTER), build("if-mib", {"interface": "Tunnel7"})
    first = await router.read(agent, 0.0)
    agent.objects |= port(9, "Tunnel7")
    assert first.mismatch is not None
    assert (await router.read(agent, 61.0)).mismatch is None


async def test_a_device_without_ports_is_no_router():
    assert (await mismatch("if-mib", DictAgent(SANTAK))) == Mismatch(
        MismatchKind.OBJECTS, "if-mib", driver="ups-mib"
    )


@pytest.mark.parametrize(
    ("sys_object_id", "driver"),
    [
        ("1.3.6.1.4.1.318.1.3.27", "apc-ups"),
        ("1.3.6.1.4.1.318.1.3.4.6", "apc-pdu"),
        ("1.3.6.1.4.1.2011.2.23.276", "if-mib"),
        ("1.3.6.1.4.1.2011.6.174.1", "ups-mib"),
        ("1.3.6.1.4.1.99", ""),
        ("", ""),
    ],
)
def test_the_longest_sys_object_id_names_the_driver(sys_object_id, driver):
    assert fitting_driver(sys_object_id, DeviceKind.UPS) == driver


async def test_a_probe_of_another_family_is_told_with_the_one_that_fits():
    akcp = DictAgent(HEALTHY["room-probe-akcp-plus"][2])
    found = await mismatch("room-probe", akcp, family="geist")
    assert found == Mismatch(MismatchKind.OBJECTS, "room-probe", driver="room-probe, family: akcp-plus")


async def test_a_probe_of_the_right_family_without_its_row_is_only_said_to_have_nothing():
    akcp = DictAgent(HEALTHY["room-probe-akcp-plus"][2])
    found = await mismatch("room-probe", akcp, family="akcp-plus")
    assert found == Mismatch(MismatchKind.OBJECTS, "room-probe")
