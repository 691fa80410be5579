"""Lists the built-in drivers and those of other packages. Other packages offer drivers by entry point."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from gbdt_console.core.clean_text import clean
from gbdt_console.core.driver_options import Catalogue
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import ControlSpec, DriverSpec
from gbdt_console.devices.drivers import (
    apc_pdu,
    apc_ups,
    asterisk_confbridge,
    asterisk_mib,
    cisco_codec,
    cisco_codian,
    cisco_meeting_server,
    cisco_xapi,
    cyberpower,
    eaton_pdu,
    eaton_ups,
    emerson_ups,
    if_mib,
    kamailio,
    liebert_ups,
    obs,
    onvif,
    ping,
    polycom_endpoint,
    polycom_text,
    raritan_pdu,
    room_probe,
    sentry_pdu,
    socomec_ups,
    tripplite_pdu,
    ups_mib,
    vertiv_pdu,
    visca,
)

GROUP = "gbdt_console.drivers"
"""An entry point of this group names a DriverSpec or a ControlSpec."""

BUILT_IN: tuple[DriverSpec | ControlSpec, ...] = (
    if_mib.SPEC,
    ups_mib.SPEC,
    apc_ups.SPEC,
    eaton_ups.SPEC,
    liebert_ups.SPEC,
    emerson_ups.SPEC,
    cyberpower.UPS_SPEC,
    socomec_ups.SPEC,
    apc_pdu.SPEC,
    eaton_pdu.SPEC,
    tripplite_pdu.SPEC,
    raritan_pdu.SPEC,
    cyberpower.PDU_SPEC,
    sentry_pdu.SPEC,
    vertiv_pdu.SPEC,
    room_probe.SPEC,
    polycom_endpoint.SPEC,
    cisco_codec.SPEC,
    asterisk_mib.SPEC,
    ping.SPEC,
    asterisk_confbridge.SPEC,
    cisco_codian.SPEC,
    cisco_meeting_server.SPEC,
    polycom_text.SPEC,
    cisco_xapi.SPEC,
    visca.IP_SPEC,
    visca.TCP_SPEC,
    onvif.SPEC,
    obs.SPEC,
    kamailio.SPEC,
)


@dataclass(frozen=True, slots=True)
class DriverWarning:
    """An offered driver that is left out.

    code: drivers.broken (its code could not be loaded), drivers.not-a-driver (the entry point names no driver
        row) or drivers.name-taken
    name: the entry point's name, or the driver's where that is taken
    reason: the error or the type found; empty for drivers.name-taken
    """

    code: str
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Drivers:
    """The drivers of an installation. A driver that cannot be used is a warning, never an error.

    warnings: offered drivers that are left out
    """

    specs: Mapping[str, DriverSpec | ControlSpec]
    warnings: tuple[DriverWarning, ...]


def driver_specs() -> Mapping[str, DriverSpec]:
    """Give all usable drivers that read, by name."""
    specs = installed_drivers().specs
    return {name: spec for name, spec in specs.items() if isinstance(spec, DriverSpec)}


def control_specs() -> Mapping[str, ControlSpec]:
    """Give all usable drivers that control, by name."""
    specs = installed_drivers().specs
    return {name: spec for name, spec in specs.items() if isinstance(spec, ControlSpec)}


def catalogue() -> Catalogue:
    """Give what sites.yaml may say of each driver."""
    return Catalogue(
        readers={name: spec.offer for name, spec in driver_specs().items()},
        controls={name: spec.offer for name, spec in control_specs().items()},
    )


def fitting_driver(sys_object_id: str, kind: DeviceKind) -> str:
    """Name the driver that fits a device; empty where none is known.

    The longest matching entry of `fits` counts; of several drivers with it, one for `kind` comes first.

    sys_object_id: the device's sysObjectID, dotted, with or without a leading dot
    """
    found = [
        (len(root), kind in spec.offer.kinds, spec.name)
        for spec in driver_specs().values()
        for root in _roots_of(sys_object_id, spec.fits)
    ]
    return max(found, default=(0, False, ""))[2]


def fitting_family(sys_object_id: str, driver: str) -> str:
    """Name the option `family` of a driver that fits a device; empty where none is known."""
    families = driver_specs()[driver].families
    return families.get(max(_roots_of(sys_object_id, families), key=len, default=""), "")


def _roots_of(sys_object_id: str, roots: Iterable[str]) -> list[str]:
    """List those of the roots at or above a device's sysObjectID."""
    below = f"{sys_object_id.lstrip('.')}."
    return [root for root in roots if below.startswith(f"{root}.")]


@cache
def installed_drivers() -> Drivers:
    """Look up the drivers of this installation, once a process."""
    return gather(entry_points(group=GROUP))


def gather(offered: Iterable[EntryPoint]) -> Drivers:
    """Join the built-in drivers and the usable ones of `offered`. A built-in name is never replaced."""
    specs = {spec.name: spec for spec in BUILT_IN}
    warnings: list[DriverWarning] = []
    for entry in offered:
        found = _load(entry)
        if isinstance(found, DriverWarning):
            warnings.append(found)
        elif found.name in specs:
            warnings.append(DriverWarning("drivers.name-taken", clean(found.name)))
        else:
            specs[found.name] = found
    return Drivers(specs, tuple(warnings))


def _load(entry: EntryPoint) -> DriverSpec | ControlSpec | DriverWarning:
    """Load one entry point. Code of others may raise anything, and the console starts all the same."""
    try:
        found = entry.load()
    except Exception as error:
        reason = clean(f"{type(error).__name__}: {error}")
        return DriverWarning("drivers.broken", clean(entry.name), reason)
    if isinstance(found, DriverSpec | ControlSpec):
        return found
    return DriverWarning("drivers.not-a-driver", clean(entry.name), clean(type(found).__name__))
