"""Which drivers there are: the built-in ones and those that other packages offer by entry point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from gbdt_console.core.cleaning import clean
from gbdt_console.core.driver_options import Catalogue
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.drivers import (
    apc_pdu,
    apc_ups,
    asterisk_mib,
    eaton_pdu,
    eaton_ups,
    if_mib,
    ping,
    polycom_endpoint,
    room_probe,
    ups_mib,
)

GROUP = "gbdt_console.drivers"
"""An entry point of this group names a DriverSpec."""

BUILT_IN = (
    if_mib.SPEC,
    ups_mib.SPEC,
    apc_ups.SPEC,
    eaton_ups.SPEC,
    apc_pdu.SPEC,
    eaton_pdu.SPEC,
    room_probe.SPEC,
    polycom_endpoint.SPEC,
    asterisk_mib.SPEC,
    ping.SPEC,
)


@dataclass(frozen=True, slots=True)
class DriverWarning:
    """An offered driver that is left out, by code: drivers.broken (it could not be loaded, `reason` says
    why), drivers.not-a-driver (it is no DriverSpec), drivers.name-taken."""

    code: str
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Drivers:
    """What was found; a driver that could not be used is a warning, never an error."""

    specs: Mapping[str, DriverSpec]
    warnings: tuple[DriverWarning, ...]


def driver_specs() -> Mapping[str, DriverSpec]:
    """All usable drivers by name."""
    return installed_drivers().specs


def catalogue() -> Catalogue:
    """What the settings may say about each driver."""
    return {name: spec.offer for name, spec in driver_specs().items()}


@cache
def installed_drivers() -> Drivers:
    """The drivers of this installation, looked up once."""
    return gather(entry_points(group=GROUP))


def gather(offered: Iterable[EntryPoint]) -> Drivers:
    """The built-in drivers and what can be used of `offered`."""
    specs = {spec.name: spec for spec in BUILT_IN}
    warnings: list[DriverWarning] = []
    for entry in offered:
        found = _load(entry)
        if isinstance(found, DriverSpec) and found.name in specs:
            warnings.append(DriverWarning("drivers.name-taken", clean(found.name)))
        elif isinstance(found, DriverSpec):
            specs[found.name] = found
        else:
            warnings.append(found)
    return Drivers(specs, tuple(warnings))


def _load(entry: EntryPoint) -> DriverSpec | DriverWarning:
    """Code of others may raise anything at all; it must not take the console with it."""
    try:
        found = entry.load()
    except Exception as error:
        reason = clean(f"{type(error).__name__}: {error}")
        return DriverWarning("drivers.broken", clean(entry.name), reason)
    if isinstance(found, DriverSpec):
        return found
    return DriverWarning("drivers.not-a-driver", clean(entry.name), clean(type(found).__name__))
