"""Opens what a network is pinged, heard and controlled by; each library is loaded only where it is used."""

from pathlib import Path

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.monitoring.traps import TrapListener
from gbdt_console.core.sites import CodecControl, CodecWire, Device, Network
from gbdt_console.devices.control import Codec, ListsParticipants


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


def mcu(network: Network) -> ListsParticipants | None:
    """The conference on the network's MCU; None where there is none."""
    where = network.centre.mcu
    if where is None:
        return None
    from gbdt_console.devices.ami.client import AmiLogin
    from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge

    return ConfBridge(AmiLogin(where.address, where.port, where.user, where.password), where.conference)


def codecs(network: Network, clock: Clock, known_hosts: Path) -> dict[str, Codec]:
    """Every codec that can be controlled, by the device's id. Host keys are pinned in the file `known_hosts`,
    which is made where it is not there, for its owner alone."""
    return {
        device.id: _codec(device, device.control, clock, known_hosts)
        for site in network.sites
        for device in site.devices
        if device.control is not None
    }


def _codec(device: Device, control: CodecControl, clock: Clock, known_hosts: Path) -> Codec:
    from gbdt_console.devices.drivers.polycom_text import over_ssh, over_telnet
    from gbdt_console.devices.polycom.login import CodecLogin

    login = CodecLogin(control.user, control.password)
    if control.wire is CodecWire.TELNET:
        return over_telnet(device.address, login, clock, control.port)
    return over_ssh(
        device.address,
        login,
        clock,
        known_hosts,
        port=control.port,
        allows_ssh_rsa=control.allows_ssh_rsa,
    )
