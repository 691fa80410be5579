"""Checks the MCU, the mixer or the other host of each conference and the registrar, and builds them."""

from collections.abc import Iterator, Mapping
from functools import partial

from gbdt_console.core.driver_options import Catalogue
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Conference, DeviceControl, Hosted, Mcu, Registrar, VisionMixer
from gbdt_console.settings.conference_schema import ConferenceEntry, HostedEntry
from gbdt_console.settings.control import control_findings, control_value, missing_keys
from gbdt_console.settings.device_schema import CentreDeviceEntry
from gbdt_console.settings.draft import Draft, present
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.profiles import profile_findings
from gbdt_console.settings.schema import CentreEntry
from gbdt_console.settings.site_builder import contacts

Devices = tuple[Mcu | None, VisionMixer | None, Hosted | None]


def conference_findings(draft: Draft, catalogue: Catalogue) -> Iterator[SchemaFinding]:
    """Find what is wrong with MCUs, mixers and profiles, and conferences with two hosts or with none."""
    for loc, kind, entry in draft.centre_devices():
        yield from control_findings(entry, kind, catalogue, partial(_key_of, loc))
        yield from missing_keys(entry, kind, catalogue, loc)
    first = {("centre",): draft.document.centre}
    further = {("conferences", id_): entry for id_, entry in draft.document.conferences.items()}
    for at, place in (first | further).items():
        given = set() if place is None else {"mcu", "hosted"} & place.model_fields_set
        if len(given) > 1:
            yield SchemaFinding((*at, "hosted"), "settings.hosted-and-mcu", is_key=True)
        elif not given and at in further:
            yield SchemaFinding(at, "settings.missing-key", {"field": "mcu"})
    yield from profile_findings(draft)


def _key_of(loc: Loc, key: str) -> Loc:
    return (*loc, key)


def devices_of(
    entry: CentreEntry | ConferenceEntry, catalogue: Catalogue, secrets: Mapping[str, Secret]
) -> Devices:
    """Build MCU, mixer and host of one conference found free of faults; None for what it lacks."""

    def device(given: CentreDeviceEntry) -> tuple[str, DeviceControl]:
        return _place(given, catalogue, secrets)

    mcu = Mcu(*device(entry.mcu)) if entry.mcu else None
    return mcu, VisionMixer(*device(entry.mixer)) if entry.mixer else None, _hosted(entry.hosted)


def registrar_of(entry: CentreEntry, catalogue: Catalogue, secrets: Mapping[str, Secret]) -> Registrar | None:
    return Registrar(*_place(entry.registrar, catalogue, secrets)) if entry.registrar else None


def build_conferences(
    entries: Mapping[str, ConferenceEntry], catalogue: Catalogue, secrets: Mapping[str, Secret]
) -> tuple[Conference, ...]:
    """Build the further conferences, in the order of the file."""
    return tuple(
        Conference(id_, present(entry.name), *devices_of(entry, catalogue, secrets))
        for id_, entry in entries.items()
    )


def _place(
    given: CentreDeviceEntry, catalogue: Catalogue, secrets: Mapping[str, Secret]
) -> tuple[str, DeviceControl]:
    return str(present(given.address)), present(control_value(given, catalogue, secrets))


def _hosted(entry: HostedEntry | None) -> Hosted | None:
    if entry is None:
        return None
    also = tuple(map(present, entry.also))
    return Hosted(present(entry.name), present(entry.dial), also, contacts(entry.contacts))
