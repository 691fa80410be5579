"""Opens the transports and control connections of a network.

Each library is imported only where it is used.
"""

from pathlib import Path

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.monitoring.traps import TrapListener
from gbdt_console.core.sites import Network
from gbdt_console.devices.control import Codec, Connects, ListsParticipants, Mixer, SwitchesOutlets
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.registry import control_specs, driver_specs


def icmp(clock: Clock) -> EchoTransport:
    """The real pings."""
    from gbdt_console.devices.transports.icmp.transport import IcmpTransport

    return IcmpTransport(clock)


def traps(network: Network, clock: Clock) -> TrapListener | None:
    """The listener on the network's trap port; None where it takes none."""
    if network.trap_port is None:
        return None
    from gbdt_console.devices.transports.traps.listener import TrapSocket

    return TrapSocket((device for site in network.sites for device in site.devices), network.trap_port, clock)


def mcu(network: Network, clock: Clock, known_hosts: Path) -> ListsParticipants | None:
    """Build the connection to the network's MCU.

    None where the network has none.

    known_hosts: file of pinned SSH host keys, made for its owner alone where it does not exist
    """
    where = network.centre.mcu
    if where is None:
        return None
    found = _controlled(ControlTarget(where.address, where.control, clock, known_hosts))
    if not isinstance(found, ListsParticipants):
        raise TypeError(f"{where.control.driver} builds no MCU")
    return found


def mixer(network: Network, clock: Clock, known_hosts: Path) -> Mixer | None:
    """Build the connection to the network's vision mixer.

    None where the network has none.

    known_hosts: file of pinned SSH host keys, made for its owner alone where it does not exist
    """
    where = network.centre.mixer
    if where is None:
        return None
    found = _controlled(ControlTarget(where.address, where.control, clock, known_hosts))
    if not isinstance(found, Mixer):
        raise TypeError(f"{where.control.driver} builds no mixer")
    return found


def codecs(network: Network, clock: Clock, known_hosts: Path) -> dict[str, Codec]:
    """Build the connection to each controlled codec and camera, by the device's id.

    known_hosts: file of pinned SSH host keys, made for its owner alone where it does not exist
    """
    found: dict[str, Codec] = {}
    for device in (device for site in network.sites for device in site.devices):
        if device.control is not None:
            codec = _controlled(ControlTarget(device.address, device.control, clock, known_hosts))
            if not isinstance(codec, Codec):
                raise TypeError(f"{device.control.driver} builds no {device.kind}")
            found[device.id] = codec
    return found


def outlets(network: Network) -> dict[str, SwitchesOutlets]:
    """Build the switch of each PDU whose site allows it (remote_power), by the device's id."""
    from gbdt_console.devices.snmp.outlet_switch import OutletSwitch
    from gbdt_console.devices.transports.snmp.open import open_writer

    specs, found = driver_specs(), dict[str, SwitchesOutlets]()
    for site in network.sites:
        for device in site.devices if site.permissions.remote_power else ():
            branches_of = specs[device.driver].outlets
            if branches_of is not None and device.snmp is not None:
                link = open_writer(device.address, device.snmp_port, device.snmp_write or device.snmp)
                found[device.id] = OutletSwitch(device, branches_of(device), link)
    return found


def _controlled(target: ControlTarget) -> Connects:
    return control_specs()[target.control.driver].build(target)
