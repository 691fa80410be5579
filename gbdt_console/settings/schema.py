"""The shape of sites.yaml.

A field without a default is required. Every field may be None in memory although the file cannot say so:
a value that was wrong is reported, becomes None, and the rest of the file is still checked.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.rules import Sounding
from gbdt_console.core.sites import (
    AuthProtocol,
    DeviceKind,
    PrivacyProtocol,
    RedialOwner,
    SnmpVersion,
)
from gbdt_console.settings.scalars import (
    Address,
    Email,
    Flag,
    Id,
    Number,
    Percent,
    Phone,
    Range,
    SecretReference,
    Text,
    Whole,
    Word,
    Zone,
    one_of,
)


class Language(StrEnum):
    VI = "vi"
    EN = "en"


class OutletRole(StrEnum):
    """What hangs on an outlet; the shutdown procedure goes by it."""

    CODEC = "codec"
    DISPLAY = "display"
    ROUTER = "router"
    UPS = "ups"
    PROBE = "probe"
    OTHER = "other"


class FormatVersion(StrEnum):
    ONE = "1"


Kind = Annotated[DeviceKind, BeforeValidator(one_of(DeviceKind))]
HostNumber = Annotated[Whole, Field(ge=1, le=65_534)]
Port = Annotated[Whole, Field(ge=1, le=65_535)]
Seconds = Annotated[Number, Field(ge=0.2, le=3600)]
Positive = Annotated[Number, Field(gt=0, le=1_000_000)]
SeverityKey = Annotated[Severity, BeforeValidator(one_of(Severity))]
Command = Annotated[list[Text], Field(min_length=1)]


class Strict(BaseModel):
    """A mapping with known keys only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self) -> dict[str, Any]:
        """What was said, for laying one section over another."""
        return {name: value for name, value in self if value is not None}


class ContactEntry(Strict):
    role: Text | None
    phone: Phone | None
    email: Email | None = None


class FileHead(Strict):
    name: Text | None
    short_name: Text | None
    timezone: Zone | None
    language: Annotated[Language, BeforeValidator(one_of(Language))] | None


class AddressPlan(Strict):
    ranges: Annotated[list[Range | None], Field(min_length=1)] | None
    hosts: dict[Kind, HostNumber | None] = {}


class CarrierEntry(Strict):
    name: Text | None
    contacts: list[ContactEntry] = []


class UpstreamEntry(Strict):
    name: Text | None
    carrier: Text | None


class BodyEntry(Strict):
    name: Text | None


class OperatorEntry(Strict):
    name: Text | None
    os_users: list[Text] = []
    pin: SecretReference | None = None


class CredentialEntry(Strict):
    version: Annotated[SnmpVersion, BeforeValidator(one_of(SnmpVersion))] | None
    community: SecretReference | None = None
    user: Text | None = None
    auth: Annotated[AuthProtocol, BeforeValidator(one_of(AuthProtocol))] | None = None
    auth_password: SecretReference | None = None
    privacy: Annotated[PrivacyProtocol, BeforeValidator(one_of(PrivacyProtocol))] | None = None
    privacy_password: SecretReference | None = None


class ContractEntry(Strict):
    speed_mbps: Positive | None = None
    availability_percent: Percent | None = None
    rtt_ms: Positive | None = None
    jitter_ms: Positive | None = None
    loss_percent: Percent | None = None
    repair_hours: Positive | None = None


class ControlEntry(Strict):
    """How a codec or the MCU is controlled, or what a site says differently.

    Every other key is an option of the driver: settings/control.py checks it against the driver's offer.

    driver: name of a control driver, or `none` to take away what the equipment says
    wire: the driver's name for the way to connect
    port: TCP port
    user: account to log in with
    password: reference to the password, never the password itself
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, object]

    driver: Word | None = None
    wire: Word | None = None
    port: Port | None = None
    user: Text | None = None
    password: SecretReference | None = None


class DeviceEntry(Strict):
    """A device, or what a site says differently of a device of its equipment."""

    kind: Kind | None = None
    driver: Text | None = None
    address: Address | None = None
    host: HostNumber | None = None
    credential: Text | None = None
    snmp_port: Port | None = None
    options: dict[Text, Text | None] | None = None
    outlets: (
        dict[
            Annotated[Whole, Field(ge=1, le=64)],
            Annotated[OutletRole, BeforeValidator(one_of(OutletRole))],
        ]
        | None
    ) = None
    control: ControlEntry | None = None


class LimitsEntry(Strict):
    temperature_min_c: Annotated[Number, Field(ge=-40, le=100)] | None = None
    temperature_max_c: Annotated[Number, Field(ge=-40, le=100)] | None = None
    humidity_min_percent: Percent | None = None
    humidity_max_percent: Percent | None = None
    battery_min_minutes: Annotated[Number, Field(ge=0, le=1440)] | None = None


class PermissionsEntry(Strict):
    remote_unmute: Flag | None = None
    remote_power: Flag | None = None


class Defaults(Strict):
    """What a site need not repeat."""

    equipment: Text | None = None
    contract: Text | None = None
    limits: LimitsEntry | None = None
    permissions: PermissionsEntry | None = None


class AnchorEntry(Strict):
    name: Text | None
    address: Address | None


class TrapsEntry(Strict):
    """A port below 1024 would need a privilege that the console does not have."""

    port: Annotated[Whole, Field(ge=1024, le=65_535)] | None


class McuEntry(ControlEntry):
    """The MCU and how it is controlled.

    address: IPv4 address
    """

    address: Address | None


class CentreEntry(Strict):
    name: Text | None
    range: Range | None
    anchors: dict[Id, AnchorEntry] = {}
    contacts: list[ContactEntry] = []
    traps: TrapsEntry | None = None
    mcu: McuEntry | None = None


class IntervalsEntry(Strict):
    line_s: Seconds | None = None
    device_idle_s: Seconds | None = None
    device_meeting_s: Seconds | None = None
    snmp_idle_s: Seconds | None = None
    snmp_meeting_s: Seconds | None = None


class AlarmsEntry(Strict):
    """`hooks` are commands as lists: the program and its arguments, never a line for a shell."""

    sound: dict[SeverityKey, Annotated[Sounding, BeforeValidator(one_of(Sounding))] | None] = {}
    hooks: dict[SeverityKey, Command | None] = {}


class LineEntry(Strict):
    carrier: Text | None
    circuit: Text | None
    upstream: Text | None = None
    contract: Text | None = None
    targets: ContractEntry | None = None


class SiteEntry(Strict):
    number: Annotated[Whole, Field(ge=1, le=9999)] | None
    id: Id | None
    name: Text | None
    role: Text | None = None
    body: Text | None = None
    range: Range | None
    line: LineEntry | None
    equipment: Text | None = None
    without: list[Text] = []
    devices: dict[Id, DeviceEntry] = {}
    contacts: list[ContactEntry] = []
    limits: LimitsEntry | None = None
    permissions: PermissionsEntry | None = None
    conference_number: Text | None = None
    floor_preset: Annotated[Whole, Field(ge=0, le=99)] | None = None
    redial: Annotated[RedialOwner, BeforeValidator(one_of(RedialOwner))] = RedialOwner.SITE


class Document(Strict):
    version: Annotated[FormatVersion, BeforeValidator(one_of(FormatVersion))] | None
    network: FileHead | None
    address_plan: AddressPlan | None
    carriers: Annotated[dict[Id, CarrierEntry], Field(min_length=1)] | None
    upstreams: dict[Id, UpstreamEntry] = {}
    bodies: dict[Id, BodyEntry] = {}
    operators: dict[Id, OperatorEntry] = {}
    credentials: dict[Id, CredentialEntry] = {}
    contracts: dict[Id, ContractEntry] = {}
    equipment: dict[Id, dict[Id, DeviceEntry]] = {}
    defaults: Defaults = Defaults()
    centre: CentreEntry | None
    intervals: IntervalsEntry = IntervalsEntry()
    alarms: AlarmsEntry = AlarmsEntry()
    sites: Annotated[list[SiteEntry], Field(min_length=1)] | None
