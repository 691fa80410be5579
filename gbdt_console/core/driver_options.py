"""What a driver lets sites.yaml say about a device, so that settings can refuse what no driver knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gbdt_console.core.sites import DeviceKind, OptionValue


class OptionType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a device. Without a default the option must be given."""

    type: OptionType
    default: OptionValue | None = None
    choices: tuple[OptionValue, ...] = ()


@dataclass(frozen=True, slots=True)
class DriverOffer:
    """The settings' view of a driver. One that `needs_snmp` must name a credential."""

    kinds: frozenset[DeviceKind]
    needs_snmp: bool
    options: Mapping[str, Option] = field(default_factory=dict)


Catalogue = Mapping[str, DriverOffer]
"""Driver names and their offers."""
