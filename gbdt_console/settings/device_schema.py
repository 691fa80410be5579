"""Defines the shape of devices, their credentials and their control in sites.yaml."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gbdt_console.core.monitoring.signalling import SipWire
from gbdt_console.core.sites import AuthProtocol, DeviceKind, PrivacyProtocol, SnmpVersion
from gbdt_console.settings.scalars import Address, SecretReference, Text, Whole, Word, one_of

Kind = Annotated[DeviceKind, BeforeValidator(one_of(DeviceKind))]
HostNumber = Annotated[Whole, Field(ge=1, le=65_534)]
Port = Annotated[Whole, Field(ge=1, le=65_535)]


class OutletRole(StrEnum):
    """Kinds of equipment at an outlet; the shutdown procedure uses them."""

    CODEC = "codec"
    DISPLAY = "display"
    ROUTER = "router"
    UPS = "ups"
    PROBE = "probe"
    OTHER = "other"


class Strict(BaseModel):
    """A mapping that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self) -> dict[str, Any]:
        """Return the values that the file gives. They are laid over another section."""
        return {name: value for name, value in self if value is not None}


class CredentialEntry(Strict):
    """An SNMP credential; references.py checks which keys its version takes.

    community: reference to the community of v1 and v2c
    user: user of v3
    """

    version: Annotated[SnmpVersion, BeforeValidator(one_of(SnmpVersion))] | None
    community: SecretReference | None = None
    user: Text | None = None
    auth: Annotated[AuthProtocol, BeforeValidator(one_of(AuthProtocol))] | None = None
    auth_password: SecretReference | None = None
    privacy: Annotated[PrivacyProtocol, BeforeValidator(one_of(PrivacyProtocol))] | None = None
    privacy_password: SecretReference | None = None


class ControlEntry(Strict):
    """How a codec, a camera, the MCU, the mixer or the registrar is controlled, or a site's changes.

    Every other key is an option of the driver: settings/control.py checks it against the driver's offer.

    driver: name of a control driver, or `none` to take away what the equipment says
    wire: the driver's name for the way to connect
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


class SignallingEntry(Strict):
    """What is asked of a codec's call service; core's Signalling describes each key."""

    sip: Annotated[SipWire, BeforeValidator(one_of(SipWire))] | None = None
    sip_port: Port | None = None
    h323_port: Port | None = None
    https_port: Port | None = None


class DeviceEntry(Strict):
    """A device, or a site's changes to one of its equipment.

    driver: name of the driver that reads it
    host: host number in the site's range, instead of an address
    credential: id of the SNMP credential
    write_credential: id of the SNMP credential that may switch a PDU's outlets
    snmp_port: UDP port of the SNMP agent
    options: the driver's own options, as texts
    outlets: roles of a PDU's outlets by number
    control: how the console controls it
    signalling: what is asked of its call service; that of a site replaces the whole section of its equipment
    """

    kind: Kind | None = None
    driver: Text | None = None
    address: Address | None = None
    host: HostNumber | None = None
    credential: Text | None = None
    write_credential: Text | None = None
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
    signalling: SignallingEntry | None = None


class CentreDeviceEntry(ControlEntry):
    """The MCU, the mixer or the registrar, and how it is controlled."""

    address: Address | None
