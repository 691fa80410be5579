"""Define the network as sites.yaml describes it."""

from collections.abc import Mapping
from dataclasses import field, replace
from enum import StrEnum
from typing import NamedTuple

from gbdt_console.core.alarms.rules import AlarmSettings
from gbdt_console.core.backups import WITHIN_DAYS
from gbdt_console.core.carriers import Carrier, Line, UpstreamGroup
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.meetings.rules import BY_REGULATION, MeetingSettings
from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.monitoring.echo import QUICK_PER_S
from gbdt_console.core.monitoring.signalling import Signalling
from gbdt_console.core.notify.rules import NO_NOTIFY, NotifySettings
from gbdt_console.core.paper_head import PaperHead
from gbdt_console.core.people import Body, Contact, Operator
from gbdt_console.core.pictures import Bus
from gbdt_console.core.plain_number import plain_number
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.room_cleaning.rooms import RoomCleaning
from gbdt_console.core.room_limits import RoomLimits
from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.settings import StandbySettings
from gbdt_console.core.technicians.roster import SiteTechnicians
from gbdt_console.core.units import SiteId


class DeviceKind(StrEnum):
    """Kinds of devices. A site has at most one router, and any number of the others."""

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
    """The SNMP credential of a group of devices.

    community: community of v1 and v2c; None for v3
    user: user of v3; empty for v1 and v2c
    auth: authentication protocol of v3; None without authentication
    privacy: encryption protocol of v3; None without encryption
    """

    id: str
    version: SnmpVersion
    community: Secret | None = None
    user: str = ""
    auth: AuthProtocol | None = None
    auth_password: Secret | None = None
    privacy: PrivacyProtocol | None = None
    privacy_password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet of a PDU.

    role: kind of equipment at the outlet: codec, display, router, ups, probe or other
    """

    number: int
    role: str


OptionValue = str | int | float | bool


@dataclass(frozen=True, slots=True)
class DeviceControl:
    """How the console controls a device or the MCU.

    wire: the driver's name for the way to connect, for example `ssh`
    port: TCP or UDP port
    user: account to log in with; empty where the device asks for none
    password: password of the account; empty where the driver needs none
    """

    driver: str
    wire: str
    port: int
    user: str
    password: Secret
    options: Mapping[str, OptionValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Device:
    """One polled device.

    id: '<site id>.<name>', unique in the network
    name: its name within the site
    driver: name of its driver; 'ping' where it is only pinged
    options: the driver's own options, its defaults filled in
    control: how the console controls it; None where it does not
    snmp_write: its SNMP credential for switching outlets; None where it is the one for reading
    signalling: what is asked of its call service; None where nothing is
    """

    id: str
    site_id: SiteId
    kind: DeviceKind
    name: str
    driver: str
    address: str
    snmp: SnmpCredential | None = None
    snmp_port: int = 161
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    outlets: tuple[Outlet, ...] = ()
    control: DeviceControl | None = None
    snmp_write: SnmpCredential | None = None
    signalling: Signalling | None = None


@dataclass(frozen=True, slots=True)
class Permissions:
    """The actions that the centre may take in a site's room.

    remote_unmute: open the room's own microphone
    remote_power: switch power
    """

    remote_unmute: bool = False
    remote_power: bool = False


class Member(NamedTuple):
    """A room behind the call leg of a cascaded MCU or a gateway.

    name: its name; that of its site where it is one
    site_id: id of its site; empty where it is a name only
    """

    name: str
    site_id: str = ""

    @property
    def id(self) -> str:
        """What it has in records: its site's id, else its name."""
        return self.site_id or self.name


@dataclass(frozen=True, slots=True)
class Site:
    """One numbered site ('điểm cầu').

    number: its number, which is printed everywhere and never changes by sorting
    address_range: range of its IPv4 addresses
    role: its role in the network; may be empty
    body_id: id of the organisation that houses it; None where none is named
    contacts: its own contacts, in order of calling
    permissions: actions that the centre may take there
    conference_number: number that its codec calls from and is called at; empty where it takes no part
    floor_preset: camera preset for its turn to speak; None where none is named
    redial: the party that calls it again after it dropped out
    short_name: its name where the screen has little room; empty where none is given
    presets: number and name of each named camera preset, by number
    mixer_source: name of the mixer's source that shows it; empty where none does
    backup_dial: what our MCU dials where the call to this upper centre is lost; None: it is none
    members: the rooms behind its call leg, where it is a cascaded MCU or a gateway
    registered_as: name under which its codec registers at the registrar; empty where it does not
    """

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
    short_name: str = ""
    presets: tuple[tuple[int, str], ...] = ()
    mixer_source: str = ""
    backup_dial: str | None = None
    members: tuple[Member, ...] = ()
    registered_as: str = ""

    @property
    def roster_number(self) -> str:
        """The number by which a roster knows it; where nobody calls it by a number, its id."""
        return self.conference_number or self.id


@dataclass(frozen=True, slots=True)
class Anchor:
    """A near target, such as the gateway. While all anchors are silent, the console itself cannot observe."""

    id: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Mcu:
    """The MCU that runs the conference: its IPv4 address, and how the console controls it."""

    address: str
    control: DeviceControl


@dataclass(frozen=True, slots=True)
class VisionMixer:
    """The mixer whose picture one bus of a meeting is: its IPv4 address, and how the console controls it."""

    address: str
    control: DeviceControl

    @property
    def bus(self) -> Bus:
        return Bus(str(self.control.options.get("bus", Bus.BRANCHES)))


@dataclass(frozen=True, slots=True)
class Registrar:
    """The SIP server at which codecs register, where that is not the MCU: address and way to ask it."""

    address: str
    control: DeviceControl


@dataclass(frozen=True, slots=True)
class Hosted:
    """A service, or an upper level's centre, that runs a conference in place of our MCU.

    name: its name on screen and on paper
    dial: what a codec calls to get in
    also: further numbers and addresses that codecs show of its end
    contacts: its support, in order of calling
    """

    name: str
    dial: str
    also: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()

    def is_end_of(self, number: str) -> bool:
        """Tell whether a codec's call to that number or address is a call to it."""
        return plain_number(number) in {plain_number(one) for one in (self.dial, *self.also)}


@dataclass(frozen=True, slots=True)
class Centre:
    """The control centre.

    mcu: the MCU; None where the console watches and controls no conference
    mixer: the vision mixer; None where the MCU alone makes the pictures
    hosted: who runs the conference where no MCU of ours does; else None
    registrar: where codecs register, if not at the MCU; None where nothing tells who is registered
    """

    name: str
    address_range: str
    anchors: tuple[Anchor, ...] = ()
    contacts: tuple[Contact, ...] = ()
    mcu: Mcu | None = None
    mixer: VisionMixer | None = None
    hosted: Hosted | None = None
    registrar: Registrar | None = None


class Conference(NamedTuple):
    """A further conference, in which a meeting may run: name on screen, MCU or host, and mixer, if any."""

    id: str
    name: str
    mcu: Mcu | None
    mixer: VisionMixer | None = None
    hosted: Hosted | None = None


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds between two pings or polls of one target.

    line_s: pings of a line
    device_idle_s: pings of a device outside of meetings
    device_meeting_s: pings of a device in a meeting
    snmp_idle_s: SNMP polls of a device outside of meetings
    snmp_meeting_s: SNMP polls of a device in a meeting
    """

    line_s: float = 1.0
    device_idle_s: float = 5.0
    device_meeting_s: float = 1.0
    snmp_idle_s: float = 15.0
    snmp_meeting_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Network:
    """The content of sites.yaml, checked.

    timezone: IANA name of the time zone
    language: language of screens and reports, 'vi' or 'en'
    sites: all sites in order of number
    detection: when a target is lost and back; a line's contract adds its own limits
    quick_per_s: the quick probes a second of all lines in doubt together, twice those of all devices
    meetings: how meetings are registered and prepared
    profiles: the conference profiles, in the order of the file
    fingerprint: SHA-256 of the content without secrets, which the journal keeps
    trap_port: UDP port for traps; None where none are taken
    technicians: the technicians of the centre and of each site that names any
    care: the care of each room that names any
    conferences: the conferences beside the centre's own, in the order of the file
    backup_days: days within which the records are to be backed up
    standby: the two PCs that share the records; None where there is only this one
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
    meetings: MeetingSettings = BY_REGULATION
    paper_head: PaperHead = PaperHead()
    detection: DetectionRules = field(default_factory=DetectionRules)
    quick_per_s: float = QUICK_PER_S
    profiles: tuple[Profile, ...] = ()
    technicians: tuple[SiteTechnicians, ...] = ()
    care: tuple[RoomCleaning, ...] = ()
    conferences: tuple[Conference, ...] = ()
    notify: NotifySettings = NO_NOTIFY
    backup_days: int = WITHIN_DAYS
    standby: StandbySettings | None = None

    def at(self, conference: str) -> "Network":
        """Return the network with MCU, mixer and host of that conference as the centre's."""
        found = {one.id: one for one in self.conferences}.get(conference)
        if found is None:
            return self
        centre = replace(self.centre, mcu=found.mcu, mixer=found.mixer, hosted=found.hosted)
        return replace(self, centre=centre)

    def host_of(self, conference: str) -> str:
        """Return the name of who runs that conference without an MCU of ours; empty where ours does."""
        hosted = self.at(conference).centre.hosted
        return "" if hosted is None else hosted.name

    def site(self, site_id: str) -> Site:
        """Return the site of that id. Raises KeyError."""
        for site in self.sites:
            if site.id == site_id:
                return site
        raise KeyError(site_id)

    def operator_name(self, operator_id: str) -> str:
        """Return the operator's name; the id of an unknown operator."""
        operator = self.operators.get(operator_id)
        return operator.name if operator is not None else operator_id
