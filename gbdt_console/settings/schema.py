"""Defines the shape of sites.yaml.

A field without a default is required. Every field may be None in memory although the file cannot say so: the
loader reports a wrong value, sets it to None, and still checks the rest of the file. docs/configuration.md
describes the keys.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.rules import Sounding
from gbdt_console.core.backups import WITHIN_DAYS
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.rooms.room import HIGHEST_PRESET
from gbdt_console.settings.conference_schema import ConferenceEntry, HostedEntry
from gbdt_console.settings.device_schema import (
    CentreDeviceEntry,
    CredentialEntry,
    DeviceEntry,
    HostNumber,
    Kind,
    Strict,
)
from gbdt_console.settings.limits_schema import DetectionEntry, IntervalsEntry, LimitsEntry
from gbdt_console.settings.line_schema import ContractEntry, LineEntry
from gbdt_console.settings.people_schema import CleaningEntry, ContactEntry, TechnicianEntry
from gbdt_console.settings.profile_schema import ProfileEntry
from gbdt_console.settings.scalars import (
    Address,
    Flag,
    Id,
    PresetName,
    Range,
    SecretReference,
    Text,
    Whole,
    Zone,
    one_of,
)
from gbdt_console.settings.services_schema import NotifyEntry, StandbyEntry


class Language(StrEnum):
    VI = "vi"
    EN = "en"


class FormatVersion(StrEnum):
    ONE = "1"


SiteNumber = Annotated[Whole, Field(ge=1, le=9999)]
SeverityKey = Annotated[Severity, BeforeValidator(one_of(Severity))]
Preset = Annotated[Whole, Field(ge=0, le=HIGHEST_PRESET)]
Command = Annotated[list[Text], Field(min_length=1)]


class FileHead(Strict):
    """The section `network`.

    short_name: name for titles
    """

    name: Text | None
    short_name: Text | None
    timezone: Zone | None
    language: Annotated[Language, BeforeValidator(one_of(Language))] | None


class AddressPlan(Strict):
    """The section `address_plan`.

    ranges: ranges of the whole private network
    hosts: host number in a site's range, by kind of device
    """

    ranges: Annotated[list[Range | None], Field(min_length=1)] | None
    hosts: dict[Kind, HostNumber | None] = Field(default_factory=dict)


class CarrierEntry(Strict):
    """A carrier that leases lines.

    contract: number and day of the contract, as papers quote it
    """

    name: Text | None
    contract: Text | None = None
    contacts: list[ContactEntry] = Field(default_factory=list)


class UpstreamEntry(Strict):
    """A node that several lines hang on."""

    name: Text | None
    carrier: Text | None


class BodyEntry(Strict):
    """An organisation that houses sites or hosts meetings."""

    name: Text | None


class OperatorEntry(Strict):
    """An operator of the console.

    name: role on screen and in the journal
    os_users: logins that are this operator
    """

    name: Text | None
    os_users: list[Text] = Field(default_factory=list)
    pin: SecretReference | None = None


class PermissionsEntry(Strict):
    """Actions that the centre may take in a room."""

    remote_unmute: Flag | None = None
    remote_power: Flag | None = None


class Defaults(Strict):
    """What holds for each site that does not say otherwise."""

    equipment: Text | None = None
    contract: Text | None = None
    limits: LimitsEntry | None = None
    permissions: PermissionsEntry | None = None
    care: CleaningEntry | None = None


class AnchorEntry(Strict):
    """A near target, such as the gateway."""

    name: Text | None
    address: Address | None


class TrapsEntry(Strict):
    """The section `traps` of the centre.

    port: UDP port; below 1024 it would need a privilege that the console does not have
    """

    port: Annotated[Whole, Field(ge=1024, le=65_535)] | None


class CentreEntry(Strict):
    """The section `centre`.

    anchors: near targets by id
    traps: where SNMP traps arrive
    hosted: who runs the conference where no MCU of ours does
    registrar: the SIP server at which codecs register, if not the MCU
    """

    name: Text | None
    range: Range | None
    anchors: dict[Id, AnchorEntry] = Field(default_factory=dict)
    contacts: list[ContactEntry] = Field(default_factory=list)
    technician: TechnicianEntry | None = None
    deputy: TechnicianEntry | None = None
    care: CleaningEntry | None = None
    traps: TrapsEntry | None = None
    mcu: CentreDeviceEntry | None = None
    mixer: CentreDeviceEntry | None = None
    registrar: CentreDeviceEntry | None = None
    hosted: HostedEntry | None = None


class AlarmsEntry(Strict):
    """The section `alarms`.

    sound: when each severity sounds
    hooks: command of a severity as program and arguments, never a line for a shell
    """

    sound: dict[SeverityKey, Annotated[Sounding, BeforeValidator(one_of(Sounding))] | None] = Field(
        default_factory=dict
    )
    hooks: dict[SeverityKey, Command | None] = Field(default_factory=dict)


class MeetingsEntry(Strict):
    """The section `meetings`; core's MeetingSettings describe each.

    provincial_room, department_room: ids of sites
    ready_min: minutes before the opening at which all tests are done
    """

    provincial_room: Text | None = None
    department_room: Text | None = None
    notice_days: Annotated[Whole, Field(ge=0, le=30)] | None = None
    ready_min: Annotated[Whole, Field(ge=0, le=240)] | None = None


class PapersEntry(Strict):
    """The section `papers`; core's PaperHead describes each.

    superior, body, place: head of a paper
    """

    superior: Text | None = None
    body: Text | None = None
    place: Text | None = None
    symbol: Text | None = None
    signer: Text | None = None
    copies: list[Text] | None = None
    offices_only: bool | None = None


class RecordsEntry(Strict):
    """The section `records`.

    backup_days: days within which a backup of the records is expected
    """

    backup_days: Annotated[Whole, Field(ge=1, le=366)] = WITHIN_DAYS


class UpperEntry(Strict):
    """What is known of an upper level's centre.

    backup_dial: what our MCU dials where the usual call cannot be had
    """

    backup_dial: Text | None = None


class MemberEntry(Strict):
    """One room behind the call leg of a cascaded MCU or a gateway: a site of the file, or a name only."""

    site: Text | None = None
    name: Text | None = None


class SiteEntry(Strict):
    """One site.

    number: number, printed everywhere
    id: id in commands and file names
    short_name: name where the screen has little room
    body: id of the organisation that houses it
    without: devices of the equipment that it lacks
    devices: devices of its own, and changes to those of the equipment, by name
    care: care of its room, over the defaults
    limits: limits of its room, over the defaults
    permissions: actions that the centre may take there, over the defaults
    conference_number: number that its codec calls from and is called at
    registered_as: name under which it registers at the registrar, or `none`; by default its number
    floor_preset: camera preset for its turn to speak
    presets: names of its camera's presets, by number
    mixer_source: name of the mixer's source that shows it
    upper: stands where it is the centre of an upper level
    """

    number: SiteNumber | None
    id: Id | None
    name: Text | None
    short_name: Text | None = None
    role: Text | None = None
    body: Text | None = None
    range: Range | None
    line: LineEntry | None
    equipment: Text | None = None
    without: list[Text] = Field(default_factory=list)
    devices: dict[Id, DeviceEntry] = Field(default_factory=dict)
    contacts: list[ContactEntry] = Field(default_factory=list)
    technician: TechnicianEntry | None = None
    deputy: TechnicianEntry | None = None
    care: CleaningEntry | None = None
    limits: LimitsEntry | None = None
    permissions: PermissionsEntry | None = None
    conference_number: Text | None = None
    registered_as: Text | None = None
    floor_preset: Preset | None = None
    presets: Annotated[dict[Preset, PresetName | None], Field(min_length=1)] | None = None
    redial: Annotated[RedialOwner, BeforeValidator(one_of(RedialOwner))] = RedialOwner.SITE
    mixer_source: Text | None = None
    upper: UpperEntry | None = None
    members: list[MemberEntry] = Field(default_factory=list)


class Document(Strict):
    """The whole file; each section by the key of its name.

    regulation: the regulation that the province works by: one of the program's, or the path of a copy
    defaults: what holds for each site that does not say otherwise
    conferences: conferences beside the centre's own, by id
    """

    version: Annotated[FormatVersion, BeforeValidator(one_of(FormatVersion))] | None
    network: FileHead | None
    regulation: Text | None = None
    address_plan: AddressPlan | None
    carriers: Annotated[dict[Id, CarrierEntry], Field(min_length=1)] | None
    upstreams: dict[Id, UpstreamEntry] = Field(default_factory=dict)
    bodies: dict[Id, BodyEntry] = Field(default_factory=dict)
    operators: dict[Id, OperatorEntry] = Field(default_factory=dict)
    credentials: dict[Id, CredentialEntry] = Field(default_factory=dict)
    contracts: dict[Id, ContractEntry] = Field(default_factory=dict)
    equipment: dict[Id, dict[Id, DeviceEntry]] = Field(default_factory=dict)
    defaults: Defaults = Defaults()
    centre: CentreEntry | None
    conferences: dict[Id, ConferenceEntry] = Field(default_factory=dict)
    intervals: IntervalsEntry = IntervalsEntry()
    detection: DetectionEntry = DetectionEntry()
    alarms: AlarmsEntry = AlarmsEntry()
    notify: NotifyEntry | None = None
    meetings: MeetingsEntry = MeetingsEntry()
    papers: PapersEntry = PapersEntry()
    records: RecordsEntry = RecordsEntry()
    standby: StandbyEntry | None = None
    profiles: list[ProfileEntry] = Field(default_factory=list)
    sites: Annotated[list[SiteEntry], Field(min_length=1)] | None
