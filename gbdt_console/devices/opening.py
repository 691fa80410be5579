"""Opens what a network is pinged, heard and controlled by; each library is loaded only where it is used."""

from gbdt_console.core.clock import Clock
from gbdt_console.core.echo import EchoTransport
from gbdt_console.core.sites import Network
from gbdt_console.core.traps import TrapListener
from gbdt_console.devices.control import ListsParticipants


def icmp(clock: Clock) -> EchoTransport:
    """The real pings."""
    from gbdt_console.devices.transports.icmp import IcmpTransport

    return IcmpTransport(clock)


def traps(network: Network, clock: Clock) -> TrapListener | None:
    """The listener on the network's trap port; None where it takes none."""
    if network.trap_port is None:
        return None
    from gbdt_console.devices.transports.traps import TrapSocket

    return TrapSocket((device for site in network.sites for device in site.devices), network.trap_port, clock)


def mcu(network: Network) -> ListsParticipants | None:
    """The conference on the network's MCU; None where there is none."""
    where = network.centre.mcu
    if where is None:
        return None
    from gbdt_console.devices.ami.client import AmiLogin
    from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge

    return ConfBridge(AmiLogin(where.address, where.port, where.user, where.password), where.conference)
