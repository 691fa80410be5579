"""States what sites.yaml may say for each driver. So settings refuse what no driver knows."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import DeviceKind, OptionValue


class OptionType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a driver.

    type: how the text of the file is read
    default: value where the file gives none; None makes the option required
    choices: the only values allowed; empty allows every value of the type
    """

    type: OptionType
    default: OptionValue | None = None
    choices: tuple[OptionValue, ...] = ()


@dataclass(frozen=True, slots=True)
class DriverOffer:
    """What sites.yaml may say of a device that a driver reads.

    needs_snmp: whether the device must name a credential
    options: the driver's options by name, under `options` of the device
    """

    kinds: frozenset[DeviceKind]
    needs_snmp: bool
    options: Mapping[str, Option] = field(default_factory=dict)


class ControlKind(StrEnum):
    """What a control driver controls."""

    MCU = "mcu"
    CODEC = "codec"
    CAMERA = "camera"
    MIXER = "mixer"
    REGISTRAR = "registrar"


class Carrier(StrEnum):
    """What carries a wire's octets; UNCHECKED is TLS to whoever answers."""

    TCP = "tcp"
    UDP = "udp"
    TLS = "tls"
    UNCHECKED = "unchecked"
    SSH = "ssh"


@dataclass(frozen=True, slots=True)
class Wire:
    """One way to connect to a controlled device.

    port: TCP or UDP port where the file names none
    needs: keys of the login that the file must give, of `user` and `password`
    over: what carries it, so that a conversation can be recorded between
    """

    port: int
    needs: tuple[str, ...] = ("user", "password")
    over: Carrier = Carrier.TCP


@dataclass(frozen=True, slots=True)
class ControlOffer:
    """What sites.yaml may say of a device that a driver controls.

    wires: ways to connect by name; the first is used where the file names none
    options: the driver's own options by name, beside the keys of every control
    """

    kinds: frozenset[ControlKind]
    wires: Mapping[str, Wire]
    options: Mapping[str, Option] = field(default_factory=dict)

    def usual_wire(self) -> str:
        return next(iter(self.wires))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Names and offers of the drivers of this installation.

    readers: drivers that `driver` of a device may name
    controls: drivers that `driver` of `control`, `mcu`, `mixer` and `registrar` may name
    """

    readers: Mapping[str, DriverOffer]
    controls: Mapping[str, ControlOffer]
