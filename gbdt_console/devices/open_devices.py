"""Opens the transports and control connections of a network.

Each library is imported only where it is used.
"""

# mypy: disable-error-code=type-abstract
# What is asked for is a capability; what is built names it.

from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.monitoring.traps import TrapListener
from gbdt_console.core.sites import Mcu, Network, Registrar, VisionMixer
from gbdt_console.devices.capability import DriverBroken
from gbdt_console.devices.control import (
    Codec,
    Connects,
    ListsParticipants,
    ListsRegistered,
    Mixer,
    Reached,
    SwitchesOutlets,
)
from gbdt_console.devices.driver import ConferenceDevices, ControlTarget
from gbdt_console.devices.registry import control_specs, driver_specs

C = TypeVar("C", bound=Connects)


def icmp(clock: Clock) -> EchoTransport:
    from gbdt_console.devices.transports.icmp.transport import IcmpTransport

    return IcmpTransport(clock)


def traps(network: Network, clock: Clock) -> TrapListener | None:
    """The listener on the network's trap port; None where it takes none."""
    if network.trap_port is None:
        return None
    from gbdt_console.devices.transports.traps.listener import TrapSocket

    return TrapSocket((device for site in network.sites for device in site.devices), network.trap_port, clock)


def mcu(network: Network, clock: Clock, known_hosts: Path) -> ListsParticipants | None:
    """Build the connection to the network's MCU. None where the network has none. Raises DriverBroken.

    known_hosts: file of pinned SSH host keys, made for its owner alone where it does not exist
    """
    return _of_centre(network.centre.mcu, clock, known_hosts, ListsParticipants)


def mixer(network: Network, clock: Clock, known_hosts: Path) -> Mixer | None:
    """Build the connection to the network's vision mixer, as `mcu` does that to the MCU."""
    return _of_centre(network.centre.mixer, clock, known_hosts, Mixer)


def registrar(network: Network, clock: Clock, known_hosts: Path) -> ListsRegistered | None:
    """Build the connection to the network's registrar, as `mcu` does that to the MCU."""
    return _of_centre(network.centre.registrar, clock, known_hosts, ListsRegistered)


def conferences(network: Network, clock: Clock, known_hosts: Path) -> dict[str, ConferenceDevices]:
    """Build the connections of the further conferences, by their ids. Raises DriverBroken."""
    places = {one.id: network.at(one.id) for one in network.conferences}
    return {
        id_: ConferenceDevices(mcu(place, clock, known_hosts), mixer(place, clock, known_hosts))
        for id_, place in places.items()
    }


def codecs(network: Network, clock: Clock, known_hosts: Path, but: Collection[str] = ()) -> dict[str, Codec]:
    """Build the connection to each controlled codec and camera, by the device's id, as `mcu` does.

    but: ids of the devices that are left out
    """
    return {
        device.id: _controlled(ControlTarget(device.address, device.control, clock, known_hosts), Codec)
        for site in network.sites
        for device in site.devices
        if device.control is not None and device.id not in but
    }


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


def _of_centre(
    where: Mcu | VisionMixer | Registrar | None, clock: Clock, known_hosts: Path, wanted: type[C]
) -> C | None:
    if where is None:
        return None
    return _controlled(ControlTarget(where.address, where.control, clock, known_hosts), wanted)


def _controlled(target: ControlTarget, wanted: type[C]) -> C:
    """Build one connection; a driver of others may raise anything, or build anything."""
    name = target.control.driver
    try:
        found = control_specs()[name].build(target)
    except OSError:
        raise
    except Exception as error:
        raise DriverBroken(name, clean(f"{type(error).__name__}: {error}")) from error
    if not isinstance(found, wanted):
        raise DriverBroken(name, f"{clean(type(found).__name__)} does not name {wanted.__name__} as its base")
    found.reached_at = Reached(target.address, target.control)
    return found
