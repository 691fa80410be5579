"""The network as configured: sites, lines, devices, contacts, the centre and its people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.rules import AlarmRules, Sounding
from gbdt_console.core.secret import Secret


class DeviceKind(StrEnum):
    """What a device is for; a site has at most one router, and any number of the others."""

    ROUTER = "router"
    CODEC = "codec"
    CAMERA = "camera"
    UPS = "ups"
    PDU = "pdu"
    PROBE = "probe"


class SnmpVersion(StrEnum):
    V1 = "v1"
    V2C = "v2c"
    V3 = "v3"


class AuthProtocol(StrEnum):
    SHA1 = "sha1"
    SHA224 = "sha224"
    SHA256 = "sha256"
    SHA384 = "sha384"
    SHA512 = "sha512"


class PrivacyProtocol(StrEnum):
    AES128 = "aes128"


@dataclass(frozen=True, slots=True)
class SnmpCredential:
    """How a group of devices is read. v1/v2c have a community; v3 a user, and keys as far as set."""

    id: str
    version: SnmpVersion
    community: Secret | None = None
    user: str = ""
    auth: AuthProtocol | None = None
    auth_password: Secret | None = None
    privacy: PrivacyProtocol | None = None
    privacy_password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to phone: always a role; the number is shown whole."""

    role: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Carrier:
    id: str
    name: str
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class UpstreamGroup:
    """Sites whose lines share a node of the carrier's network."""

    id: str
    name: str
    carrier_id: str


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation that hosts meetings or houses a site."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Operator:
    """A person allowed to work the console, by role; `os_users` map the login to the operator."""

    id: str
    name: str
    os_users: tuple[str, ...] = ()
    pin: Secret | None = None


@dataclass(frozen=True, slots=True)
class ContractTargets:
    """What the carrier promised for a line (A12.1). RTT is the round trip."""

    speed_mbps: float | None = None
    availability_percent: float | None = None
    rtt_ms: float = 300.0
    jitter_ms: float = 30.0
    loss_percent: float = 1.0
    repair_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The leased line of one site."""

    carrier_id: str
    circuit: str
    upstream_id: str | None
    contract: ContractTargets


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet of a PDU and what hangs on it (codec, display, router, ups, probe, other)."""

    number: int
    role: str


OptionValue = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Control:
    """How the console controls a device or the MCU.

    driver: name of the control driver in the registry
    wire: the driver's name for the way to connect, for example `ssh`
    port: TCP port
    user: account to log in with; empty where the device asks for none
    password: password of the account; empty where the driver needs none
    options: the driver's own options, its defaults filled in
    """

    driver: str
    wire: str
    port: int
    user: str
    password: Secret
    options: Mapping[str, OptionValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Device:
    """One polled thing. `id` is '<site id>.<name>', unique in the network."""

    id: str
    site_id: str
    kind: DeviceKind
    name: str
    driver: str
    address: str
    snmp: SnmpCredential | None = None
    snmp_port: int = 161
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    outlets: tuple[Outlet, ...] = ()
    control: Control | None = None


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """Inside these the room is fit for equipment and people (A4.2)."""

    temperature_min_c: float = 10.0
    temperature_max_c: float = 35.0
    humidity_min_percent: float = 20.0
    humidity_max_percent: float = 85.0
    battery_min_minutes: float = 30.0


@dataclass(frozen=True, slots=True)
class Permissions:
    """What the centre may do to this site from afar."""

    remote_unmute: bool = False
    remote_power: bool = False


class RedialOwner(StrEnum):
    """Who calls a site again that dropped out: one of them, or two calls meet."""

    CONSOLE = "console"
    MCU = "mcu"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Site:
    """One numbered point ('điểm cầu'). `number` is printed everywhere and never changes by sorting;
    `conference_number` is what its codec calls from and is called at, empty where it takes no part;
    `floor_preset` is where its camera looks when it speaks, `redial` who calls it again after a drop."""

    id: str
    number: int
    name: str
    address_range: str
    line: Line
    devices: tuple[Device, ...]
    role: str = ""
    body_id: str | None = None
    contacts: tuple[Contact, ...] = ()
    limits: RoomLimits = RoomLimits()
    permissions: Permissions = Permissions()
    conference_number: str = ""
    floor_preset: int | None = None
    redial: RedialOwner = RedialOwner.SITE


@dataclass(frozen=True, slots=True)
class Anchor:
    """A near target that tells whether the console itself can see (its gateway, the MCU)."""

    id: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Mcu:
    """The MCU that runs the conference.

    address: IPv4 address
    control: how the console controls it
    """

    address: str
    control: Control


@dataclass(frozen=True, slots=True)
class Centre:
    """The control centre; without an `mcu` the console watches and controls no conference."""

    name: str
    address_range: str
    anchors: tuple[Anchor, ...] = ()
    contacts: tuple[Contact, ...] = ()
    mcu: Mcu | None = None


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds between two looks at the same thing."""

    line_s: float = 1.0
    device_idle_s: float = 5.0
    device_meeting_s: float = 1.0
    snmp_idle_s: float = 15.0
    snmp_meeting_s: float = 5.0


def _usual_sound() -> Mapping[Severity, Sounding]:
    return AlarmRules().sound


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """When each severity sounds, and which command (argv) runs for it outside the console."""

    sound: Mapping[Severity, Sounding] = field(default_factory=_usual_sound)
    hooks: Mapping[Severity, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Network:
    """Everything sites.yaml says, checked. `sites` is in order of number.

    `fingerprint` is a SHA-256 of the file without secrets, so that a journal can name its configuration.
    `trap_port` is the UDP port for traps; None where none are taken.
    """

    name: str
    short_name: str
    timezone: str
    language: str
    centre: Centre
    sites: tuple[Site, ...]
    carriers: Mapping[str, Carrier]
    upstreams: Mapping[str, UpstreamGroup]
    bodies: Mapping[str, Body]
    operators: Mapping[str, Operator]
    intervals: Intervals
    fingerprint: str
    trap_port: int | None = None
    alarms: AlarmSettings = field(default_factory=AlarmSettings)

    def site(self, site_id: str) -> Site:
        """The site of that id; KeyError where there is none."""
        for site in self.sites:
            if site.id == site_id:
                return site
        raise KeyError(site_id)

    def operator_name(self, operator_id: str) -> str:
        """The name of the operator of that id; the id where there is none."""
        operator = self.operators.get(operator_id)
        return operator.name if operator is not None else operator_id
