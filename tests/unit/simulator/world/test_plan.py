"""A network on loopback: unique unprivileged addresses, fresh secrets, everything else as it was."""

import ipaddress
from dataclasses import replace

import pytest

from gbdt_console.core.sites import Device, DeviceControl
from gbdt_console.simulator.world.plan import ProvincePlan, on_loopback, plan_for
from tests.support.simulator.sample import calling, controlled, network

LOOPBACK = ipaddress.ip_network("127.0.0.0/8")


@pytest.mark.parametrize("sites", [11, 3_400])
def test_every_device_gets_its_own_loopback_address_inside_its_sites_range(sites):
    moved = on_loopback(network(sites))
    addresses = [device.address for site in moved.sites for device in site.devices]
    addresses += [anchor.address for anchor in moved.centre.anchors]
    assert len(set(addresses)) == len(addresses) == sites * 4 + 1
    for site in moved.sites:
        block = ipaddress.ip_network(site.address_range)
        assert block.subnet_of(LOOPBACK)
        assert all(ipaddress.ip_address(device.address) in block for device in site.devices)
        assert all(device.snmp_port >= 1024 for device in site.devices)


def as_was(old: Device, new: Device) -> DeviceControl | None:
    """The moved codec's control with the old port and password."""
    if old.control is None or new.control is None:
        return new.control
    assert new.control.port >= 1024
    return replace(new.control, port=old.control.port, password=old.control.password)


def test_nothing_but_addresses_ports_and_secrets_is_changed():
    before = controlled(network(3))
    moved = on_loopback(before, port=20_161)
    for old, new in zip(before.sites, moved.sites, strict=True):
        back = tuple(
            replace(n, address=o.address, snmp_port=o.snmp_port, snmp=o.snmp, control=as_was(o, n))
            for o, n in zip(old.devices, new.devices, strict=True)
        )
        assert replace(new, address_range=old.address_range, devices=back) == old


def test_no_configured_secret_reaches_the_simulator_and_none_is_used_twice():
    plans = [plan_for(on_loopback(controlled(calling(network(2)))), 1).to_json() for _ in range(2)]
    for line in plans:
        assert "as configured" not in line
        assert "as-configured" not in line
    assert plans[0] != plans[1]


def test_a_plan_crosses_the_pipe_whole():
    plan = plan_for(on_loopback(controlled(calling(network(3)))), seed=5)
    line = plan.to_json()
    assert "\n" not in line
    assert ProvincePlan.from_json(line) == plan


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"seed": 1}', "null"])
def test_what_is_no_plan_is_refused(line):
    with pytest.raises((ValueError, KeyError, TypeError)):
        ProvincePlan.from_json(line)
