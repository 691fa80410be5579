"""The plan of a province to simulate: the network's devices on loopback, each with driver and credential.

A plan crosses a pipe as JSON. Its secrets are made for one run and are in no file.
"""

import ipaddress
import json
import random
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import field, fields, replace
from typing import Any, Self, TypeVar

from gbdt_console.core.monitoring.signalling import Signalling, SipWire
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import (
    Anchor,
    AuthProtocol,
    Device,
    DeviceControl,
    DeviceKind,
    Hosted,
    Mcu,
    Network,
    OptionValue,
    PrivacyProtocol,
    Site,
    SnmpCredential,
    SnmpVersion,
)

T = TypeVar("T")
_FIRST_BLOCK = int(ipaddress.ip_address("127.16.0.0"))
_SITES_AT_MOST = 57_000
"""Blocks of 256 addresses from 127.16.0.0 to the end of loopback."""
_HOSTS_AT_MOST = 254
"""Host addresses in a block of 256."""
_PORTS = range(20_000, 30_000)
"""Below the range that Linux gives to clients, 32768 to 60999."""


@dataclass(frozen=True, slots=True)
class PlannedControl:
    """The port of a codec or a camera.

    driver: name of the driver that controls it, which decides what it speaks
    wire: telnet or SSH; TCP for a camera's VISCA, HTTP for its ONVIF
    password: remote-access password
    user: name of its account; empty where it has none
    """

    driver: str
    wire: str
    port: int
    password: Secret
    user: str = ""


@dataclass(frozen=True, slots=True)
class PlannedDevice:
    """One device.

    id: as in sites.yaml, 'site.device'
    kind: router, codec, UPS and so on
    driver: name of the driver that will read it
    credential: id of one of the plan's credentials; empty for a device that only answers pings
    outlets: a PDU's outlets: by number, the kind of device that each feeds
    sends_auth_traps: snmpEnableAuthenTraps
    control: port of a controlled codec or camera; None for any other device
    sip_port: UDP port of a codec's SIP; None where it speaks none
    """

    id: str
    site_id: str
    kind: DeviceKind
    driver: str
    address: str
    port: int
    credential: str
    options: Mapping[str, OptionValue]
    outlets: Mapping[int, str] = field(default_factory=dict)
    sends_auth_traps: bool = True
    control: PlannedControl | None = None
    sip_port: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """One site.

    upstream_id: its upstream group, empty for none
    number: its number at the MCU; empty where it takes no part
    """

    id: str
    name: str
    upstream_id: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class PlannedMcu:
    """The MCU.

    driver: name of the driver that controls it, which decides what it speaks
    port: TCP port of its manager interface, or of its HTTP server
    user: name of its one account
    is_tls: whether that port speaks TLS
    """

    driver: str
    address: str
    port: int
    user: str
    password: Secret
    conference: str
    is_tls: bool = False


@dataclass(frozen=True, slots=True)
class ProvincePlan:
    """A whole province.

    seed: decides all figures and the scenario's targets
    anchors: the centre's own addresses
    trap_port: the console's UDP port for traps on 127.0.0.1; None for no traps
    mcu: the MCU; None for no conference
    """

    seed: int
    sites: tuple[PlannedSite, ...]
    devices: tuple[PlannedDevice, ...]
    anchors: tuple[str, ...]
    credentials: Mapping[str, SnmpCredential]
    trap_port: int | None = None
    mcu: PlannedMcu | None = None

    @property
    def chair_id(self) -> str:
        """Id of the chair's site, the first that takes part; empty where there is no conference."""
        return next((site.id for site in self.sites if site.number), "") if self.mcu else ""

    def to_json(self) -> str:
        """Encode as one line, for the pipe to the simulator only. The secrets are in the clear."""
        return json.dumps(self, default=_json_value)

    @classmethod
    def from_json(cls, line: str) -> Self:
        """Decode a line of `to_json`. Raises ValueError, KeyError or TypeError for any other."""
        data = json.loads(line)
        read = {
            "sites": tuple(PlannedSite(**found) for found in data["sites"]),
            "devices": tuple(map(_device, data["devices"])),
            "anchors": tuple(data["anchors"]),
            "credentials": {name: _credential(found) for name, found in data["credentials"].items()},
            "mcu": _with_password(PlannedMcu, data["mcu"]),
        }
        return cls(**data | read)


def plan_for(network: Network, seed: int) -> ProvincePlan:
    """Make the plan of a network that is already on loopback.

    seed: decides its figures and the scenario's targets
    """
    devices = [device for site in network.sites for device in site.devices]
    mcu, hosted = network.centre.mcu, network.centre.hosted
    return ProvincePlan(
        seed=seed,
        sites=tuple(
            PlannedSite(s.id, s.name, s.line.upstream_id or "", s.conference_number) for s in network.sites
        ),
        devices=tuple(map(_planned_device, devices)),
        anchors=tuple(anchor.address for anchor in network.centre.anchors),
        credentials={device.snmp.id: device.snmp for device in devices if device.snmp},
        trap_port=network.trap_port,
        mcu=_planned_host(hosted) if hosted is not None else None if mcu is None else _planned_mcu(mcu),
    )


def on_loopback(network: Network, port: int | None = None) -> Network:
    """Move a network to loopback, from 127.16.0.0 on. Each site has a block of 256 addresses.

    Credentials and the port for traps are new. Raises ValueError for a network that does not fit on loopback.

    port: the SNMP port of every device; by default a free one
    """
    if len(network.sites) > _SITES_AT_MOST:
        raise ValueError(f"loopback has room for {_SITES_AT_MOST} sites")
    port = _free_port(_address(1, 1)) if port is None else port
    secrets_of_run = _RunSecrets(port)
    centre = replace(
        network.centre,
        address_range=_block(0),
        anchors=tuple(_moved_anchor(a, n) for n, a in enumerate(network.centre.anchors, 1)),
        mcu=network.centre.mcu and _moved_mcu(network.centre.mcu),
        mixer=None,  # none is simulated there, and the real one is not to be touched
    )
    sites = tuple(_moved_site(site, n, secrets_of_run) for n, site in enumerate(network.sites, 1))
    return replace(network, centre=centre, sites=sites, trap_port=_free_port("", taken=port))


def _planned_mcu(mcu: Mcu) -> PlannedMcu:
    control = mcu.control
    conference = str(control.options["conference"])
    return PlannedMcu(
        control.driver, mcu.address, control.port, control.user, control.password, conference,
        is_tls=control.wire.startswith("https"),
    )  # fmt: skip


def _planned_host(hosted: Hosted) -> PlannedMcu:
    """Plan the far end that the codecs call where others host the conference; nobody controls it."""
    address = _address(0, _HOSTS_AT_MOST)
    port = _free_port(address, kind=socket.SOCK_STREAM)
    return PlannedMcu("", address, port, hosted.name, _new_secret(), hosted.dial)


def _planned_control(control: DeviceControl) -> PlannedControl:
    return PlannedControl(control.driver, control.wire, control.port, control.password, control.user)


def _planned_device(device: Device) -> PlannedDevice:
    credential = device.snmp.id if device.snmp else ""
    return PlannedDevice(
        device.id, device.site_id, device.kind, device.driver, device.address, device.snmp_port, credential,
        dict(device.options), {outlet.number: outlet.role for outlet in device.outlets},
        control=_planned_control(device.control) if device.control else None,
        sip_port=device.signalling.sip_port if device.signalling else None,
    )  # fmt: skip


def _block(number: int) -> str:
    return f"{ipaddress.ip_address(_FIRST_BLOCK + number * 256)}/24"


def _address(block: int, host: int) -> str:
    if host > _HOSTS_AT_MOST:
        raise ValueError(f"a simulated site has at most {_HOSTS_AT_MOST} devices")
    return str(ipaddress.ip_address(_FIRST_BLOCK + block * 256 + host))


def _moved_anchor(anchor: Anchor, host: int) -> Anchor:
    return replace(anchor, address=_address(0, host))


def _moved_mcu(mcu: Mcu) -> Mcu:
    address = _address(0, _HOSTS_AT_MOST)
    port = _free_port(address, kind=socket.SOCK_STREAM)
    wire = "https-unverified" if mcu.control.wire == "https" else mcu.control.wire  # nobody signed it there
    return Mcu(address, replace(mcu.control, wire=wire, port=port, password=_new_secret()))


class _RunSecrets:
    """Ports and secrets of one run. So a demonstration never sends a real password."""

    def __init__(self, snmp_port: int) -> None:
        self.snmp_port = snmp_port
        self._by_id: dict[str, SnmpCredential] = {}
        self._control_port = _free_port(_address(1, 1), kind=socket.SOCK_STREAM)
        self._control_password = _new_secret()
        self.signalling = Signalling(SipWire.UDP, _free_port(_address(1, 1), taken=snmp_port))

    def credential(self, credential: SnmpCredential) -> SnmpCredential:
        if credential.id not in self._by_id:
            self._by_id[credential.id] = replace(
                credential,
                community=credential.community and _new_secret(),
                auth_password=credential.auth_password and _new_secret(),
                privacy_password=credential.privacy_password and _new_secret(),
            )
        return self._by_id[credential.id]

    def control(self, control: DeviceControl) -> DeviceControl:
        """Return the same port with the run's TCP port and password.

        WebSockets become SSH, and no simulated camera has TLS.
        """
        plain = {"wss": "ssh", "https": "http", "https-unverified": "http"}
        wire = plain.get(control.wire, control.wire)
        return replace(control, wire=wire, port=self._control_port, password=self._control_password)


def _moved_site(site: Site, number: int, secrets_of_run: _RunSecrets) -> Site:
    devices = tuple(
        replace(
            device,
            address=_address(number, host),
            snmp_port=secrets_of_run.snmp_port,
            snmp=secrets_of_run.credential(device.snmp) if device.snmp else None,
            control=secrets_of_run.control(device.control) if device.control else None,
            signalling=secrets_of_run.signalling if device.signalling else None,
        )
        for host, device in enumerate(site.devices, 1)
    )
    return replace(site, address_range=_block(number), devices=devices)


def _new_secret() -> Secret:
    return Secret(secrets.token_urlsafe(18))


def _free_port(address: str, taken: int | None = None, kind: int = socket.SOCK_DGRAM) -> int:
    """Pick a port of `_PORTS` that is free now at `address`. Raises OSError if none is found."""
    for port in random.SystemRandom().sample(_PORTS, 100):
        if port == taken:
            continue
        with socket.socket(socket.AF_INET, kind) as trial:
            try:
                trial.bind((address, port))
            except OSError:
                continue
            return port
    raise OSError("no free port")


def _json_value(value: Any) -> object:
    """Return a secret in the clear, and a record as its fields."""
    if isinstance(value, Secret):
        return value.reveal()
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _with_password(cls: Callable[..., T], found: Mapping[str, Any] | None) -> T | None:
    return None if found is None else cls(**{**found, "password": Secret(found["password"])})


def _device(found: Mapping[str, Any]) -> PlannedDevice:
    read = {
        "kind": DeviceKind(found["kind"]),
        "outlets": {int(number): role for number, role in found["outlets"].items()},  # JSON's keys are texts
        "control": _with_password(PlannedControl, found["control"]),
    }
    return PlannedDevice(**{**found, **read})


def _credential(found: Mapping[str, Any]) -> SnmpCredential:
    kinds: dict[str, Callable[[str], Any]] = {
        "version": SnmpVersion, "auth": AuthProtocol, "privacy": PrivacyProtocol,
        "community": Secret, "auth_password": Secret, "privacy_password": Secret,
    }  # fmt: skip
    return SnmpCredential(**{name: value and kinds.get(name, str)(value) for name, value in found.items()})
