"""Connects to the device whose conversation is recorded, over whatever that takes."""

from pathlib import Path
from typing import NamedTuple

from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.certificate_pin import check_pin
from gbdt_console.devices.transports.host_keys import HostKeys
from gbdt_console.devices.transports.http import UNVERIFIED, VERIFIED, tls_of
from gbdt_console.devices.transports.tcp_stream import TcpStream, Wire
from gbdt_console.devices.visca.wires import UdpWire


class Place(NamedTuple):
    """Where a device is.

    control: the settings of its driver; None for a device that no driver asks
    has_terminal: whether a session of SSH asks for one; what speaks SSH to the recorder has none
    """

    address: str
    port: int
    over: Carrier
    control: DeviceControl | None
    has_terminal: bool = True


class PinnedStream(TcpStream):
    """Goes to a device whose certificate nobody vouches for.

    Where its driver pinned one, nothing is sent to another: what goes through may hold the password.
    """

    def __init__(self, place: Place, keys: HostKeys) -> None:
        super().__init__(place.address, place.port, tls_of(UNVERIFIED))
        self._keys = keys

    async def open(self) -> None:
        await super().open()
        if self._writer is None:
            return
        try:
            tls = self._writer.get_extra_info("ssl_object")
            check_pin(self._keys, self._host, self._port, tls, is_kept=False)
        except ControlError:
            await self.close()
            raise


def wire_to(place: Place, known_hosts: Path) -> Wire:
    match place.over:
        case Carrier.UDP:
            return UdpWire(place.address, place.port, 0)
        case Carrier.SSH if place.control is not None:
            from gbdt_console.devices.transports.ssh_line import SshLine, SshTarget  # 144 ms

            control = place.control
            return SshLine(
                SshTarget(
                    place.address,
                    place.port,
                    control.user,
                    control.password,
                    known_hosts,
                    allows_ssh_rsa=bool(control.options.get("allows_ssh_rsa")),
                    has_terminal=place.has_terminal,
                )
            )
        case Carrier.TLS:
            return TcpStream(place.address, place.port, tls_of(VERIFIED))
        case Carrier.UNCHECKED:
            return PinnedStream(place, HostKeys(known_hosts))
    return TcpStream(place.address, place.port)
