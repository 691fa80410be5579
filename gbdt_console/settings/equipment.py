"""Fits each site with the devices of its equipment.

A site may lack some of them, and change or add others.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gbdt_console.core.driver_options import Catalogue
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import DeviceKind
from gbdt_console.settings.control import NOT_CONTROLLED, control_over
from gbdt_console.settings.device_schema import DeviceEntry
from gbdt_console.settings.draft import Draft
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.schema import SiteEntry


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """One device as a site has it. Sites that change nothing share the object of their equipment.

    entry: the device with the site's changes
    loc: path of the device in the file
    template: the device of the equipment; None where this is it
    own: what the site says; None where it says nothing
    """

    name: str
    entry: DeviceEntry
    loc: Loc
    template: "Fitted | None" = None
    own: DeviceEntry | None = None

    def at(self, field: str) -> Loc:
        """Return the path of the field. The site or the equipment under it may hold it."""
        if self.template is not None and self.own is not None and field not in self.own.model_fields_set:
            return self.template.at(field)
        return (*self.loc, field)

    def is_given(self, field: str) -> bool:
        """Tell whether the file gives the field, right or wrong."""
        is_given_here = field in (self.own or self.entry).model_fields_set
        return is_given_here or (self.template is not None and self.template.is_given(field))

    @property
    def is_controlled(self) -> bool:
        """Whether the file gives the device a control, and keeps it."""
        control = self.entry.control
        return control is not None and control.driver != NOT_CONTROLLED


Sets = Mapping[str, Mapping[str, Fitted]]
"""Devices of each equipment, by its id and by name."""


def equipment_sets(draft: Draft) -> Sets:
    return {
        set_id: {name: Fitted(name, entry, ("equipment", set_id, name)) for name, entry in devices.items()}
        for set_id, devices in draft.document.equipment.items()
    }


class FittedSite(NamedTuple):
    """A site and its devices."""

    loc: Loc
    entry: SiteEntry
    devices: list[Fitted]


def fit_sites(draft: Draft, sets: Sets, catalogue: Catalogue) -> list[FittedSite]:
    """Return every site with its equipment's devices, then its own."""
    default = draft.document.defaults.equipment or ""
    return [
        FittedSite(loc, site, _fit(site, loc, sets.get(site.equipment or default, {}), catalogue))
        for loc, site in draft.sites()
    ]


def fitting_findings(draft: Draft, sets: Sets, fitted_sites: list[FittedSite]) -> Iterator[SchemaFinding]:
    """Find sites without devices, unknown devices, second routers and second controlled codecs or cameras."""
    default = draft.document.defaults.equipment or ""
    for loc, site, devices in fitted_sites:
        set_id = site.equipment or default
        standard = sets.get(set_id, {})
        if not devices and (not set_id or set_id in sets):
            yield SchemaFinding(loc, "settings.no-devices")
        for index, name in enumerate(site.without):
            if name not in standard:
                params = {"value": name, "known": nearest(name, standard)}
                yield SchemaFinding((*loc, "without", index), "settings.unknown-device", params)
        routers = [device for device in devices if device.entry.kind is DeviceKind.ROUTER]
        for router in routers[1:]:
            yield SchemaFinding(router.at("kind"), "settings.second-router", {"value": router.name})
        # With two controlled codecs or cameras, no command could tell which is the room's.
        for is_camera, code in ((False, "settings.second-control"), (True, "settings.second-camera")):
            controlled = [
                device
                for device in devices
                if device.is_controlled and (device.entry.kind is DeviceKind.CAMERA) is is_camera
            ]
            for device in controlled[1:]:
                yield SchemaFinding(device.at("control"), code, {"value": device.name})


def _fit(site: SiteEntry, loc: Loc, standard: Mapping[str, Fitted], catalogue: Catalogue) -> list[Fitted]:
    if not site.devices and not site.without:
        return list(standard.values())
    fitted = {name: device for name, device in standard.items() if name not in site.without}
    for name, own in site.devices.items():
        template = fitted.get(name)
        entry = own if template is None else _over(template.entry, own, catalogue)
        fitted[name] = Fitted(name, entry, (*loc, "devices", name), template, own)
    return list(fitted.values())


def _over(template: DeviceEntry, own: DeviceEntry, catalogue: Catalogue) -> DeviceEntry:
    """Lay `own` over `template`; another driver does not inherit the options."""
    given = own.given()
    base = template.given()
    if "address" in given or "host" in given:
        base.pop("address", None)
        base.pop("host", None)
    if given.get("driver", template.driver) != template.driver:
        base.pop("options", None)
    elif "options" in given:
        given["options"] = base.get("options", {}) | given["options"]
    if own.control is not None and template.control is not None:
        given["control"] = control_over(template.control, own.control, catalogue)
    return DeviceEntry.model_construct(**(base | given))
