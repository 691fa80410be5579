"""Runs all checks of more than one place, or of the drivers."""

from collections.abc import Iterator

from gbdt_console.core.driver_options import Catalogue
from gbdt_console.core.resource_ids import LINE_SUFFIX
from gbdt_console.settings.addresses import address_findings
from gbdt_console.settings.conferences import conference_findings
from gbdt_console.settings.draft import Draft
from gbdt_console.settings.driver_check import driver_findings
from gbdt_console.settings.equipment import FittedSite, Sets, fitting_findings
from gbdt_console.settings.places import SchemaFinding
from gbdt_console.settings.references import reference_findings
from gbdt_console.settings.uniqueness import uniqueness_findings


def cross_findings(
    draft: Draft, sets: Sets, fitted_sites: list[FittedSite], catalogue: Catalogue
) -> Iterator[SchemaFinding]:
    """Find everything that does not fit together."""
    yield from uniqueness_findings(draft)
    yield from reference_findings(draft)
    yield from _hooks(draft)
    yield from conference_findings(draft, catalogue)
    yield from fitting_findings(draft, sets, fitted_sites)
    yield from address_findings(draft, fitted_sites)
    standard = [device for devices in sets.values() for device in devices.values()]
    own = [device for site in fitted_sites for device in site.devices if device.own is not None]
    for device in standard + own:
        if device.name == LINE_SUFFIX:
            yield SchemaFinding(device.loc, "settings.reserved-id", {"value": device.name})
        yield from driver_findings(device, catalogue, draft.ids("credentials"))


def _hooks(draft: Draft) -> Iterator[SchemaFinding]:
    """Find commands for alarms without a whole path. A search path differs between users and services."""
    for severity, command in draft.document.alarms.hooks.items():
        if command and not command[0].startswith("/"):
            loc = ("alarms", "hooks", severity, 0)
            yield SchemaFinding(loc, "settings.want-whole-path", {"field": severity})
