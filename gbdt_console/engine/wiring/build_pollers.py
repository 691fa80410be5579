"""Builds one poller for each device that gives readings, and what asks the codecs' call services."""

from collections.abc import Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.signalling import SignallingProbes
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.sites import Device, Network, Site
from gbdt_console.devices.registry import driver_specs
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.targets import line_device

_SPEED = "speed_mbps"


def build_pollers(
    network: Network, clock: Clock, before: Network | None = None, running: Sequence[DevicePoller] = ()
) -> list[DevicePoller]:
    """Return the pollers in order of the sites: the running one of a device that stays what it is.

    A device without SNMP or without a reading driver has none.

    before: the network of the running pollers
    """
    from gbdt_console.devices.transports.snmp.open import open_reader

    specs = driver_specs()
    polled = {poller.device.id: poller for poller in running}
    was = {
        device.id: _with_contract_speed(device, site)
        for site in (before.sites if before is not None else ())
        for device in site.devices
    }
    found = []
    for index, site in enumerate(network.sites):
        for device in site.devices:
            build = specs[device.driver].build
            if build is None or device.snmp is None:
                continue
            read = _with_contract_speed(device, site)
            if device.id in polled and was.get(device.id) == read:
                found.append(polled[device.id])
                continue
            link = open_reader(device.address, device.snmp_port, device.snmp)
            driver = build(read)
            found.append(DevicePoller(device, index, driver, link, clock))
    return found


def signalling_probes(network: Network, clock: Clock) -> SignallingProbes | None:
    """Return what asks the codecs' call services; None where the network asks none."""
    if all(device.signalling is None for site in network.sites for device in site.devices):
        return None
    from gbdt_console.devices.transports.signalling.probes import SignallingSockets

    return SignallingSockets(clock)


def _with_contract_speed(device: Device, site: Site) -> Device:
    """Give the line's router the contract's speed, unless its options name another."""
    speed = site.line.contract.speed_mbps
    if device is not line_device(site) or speed is None or device.options.get(_SPEED):
        return device
    return replace(device, options={**device.options, _SPEED: speed})
