"""Checks `control`, `mcu` and `mixer` entries against driver offers; builds them and SNMP credentials.

A site's entry is first laid over the entry of its equipment.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gbdt_console.core.driver_options import Catalogue, ControlKind, ControlOffer, Option, OptionType
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, SnmpCredential
from gbdt_console.settings.device_schema import ControlEntry, CredentialEntry
from gbdt_console.settings.draft import present
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.options import option_values, value_fault
from gbdt_console.settings.places import Loc, SchemaFinding

NOT_CONTROLLED = "none"
"""The driver of a site's `control` that takes away what its equipment says."""


def control_over(template: ControlEntry, own: ControlEntry, catalogue: Catalogue) -> ControlEntry:
    """Lay `own` over `template`.

    Another driver inherits the login only, and another wire does not inherit the port.
    """
    base = _given(template)
    drivers = {entry.driver for entry in (template, own) if entry.driver not in (None, NOT_CONTROLLED)}
    offers = [offer for name, offer in catalogue.controls.items() if name in drivers]
    usual_wire = offers[0].usual_wire() if offers else None
    if len(drivers) > 1:
        base = {key: value for key, value in base.items() if key in ("user", "password")}
    elif own.wire not in (None, template.wire or usual_wire):
        base.pop("port", None)
    # Not by keyword arguments: the file may call an option anything.
    return ControlEntry().model_copy(update=base | _given(own))


def control_findings(
    entry: ControlEntry, kind: ControlKind, catalogue: Catalogue, place: Callable[[str], Loc]
) -> Iterator[SchemaFinding]:
    """Find every key of one entry that is wrong.

    entry: the entry as it holds, laid over that of the equipment
    place: gives where a key stands in the file
    """
    names = [name for name, offer in catalogue.controls.items() if kind in offer.kinds]
    if kind in (ControlKind.CODEC, ControlKind.CAMERA):
        names.append(NOT_CONTROLLED)
    if entry.driver is not None and entry.driver not in names:
        known = nearest(entry.driver, names)
        yield SchemaFinding(place("driver"), "settings.want-one-of", {"field": "driver", "known": known})
    options = _options(_offers(entry, kind, catalogue))
    given = {"wire": entry.wire} if entry.wire is not None else {}
    for key, value in (given | (entry.model_extra or {})).items():
        option = options.get(key)
        if option is None:
            keys = [field for field in type(entry).model_fields if field != "wire"]
            params = {"field": key, "known": nearest(key, [*keys, *options])}
            yield SchemaFinding(place(key), "settings.unknown-key", params, is_key=True)
        elif (fault := value_fault(key, value, option)) is not None:
            yield SchemaFinding(place(key), *fault)


def missing_keys(
    entry: ControlEntry, kind: ControlKind, catalogue: Catalogue, loc: Loc
) -> Iterator[SchemaFinding]:
    """Find keys that the driver needs and the file lacks."""
    needed = [_needed(entry, offer) for offer in _offers(entry, kind, catalogue)] or [[]]
    for key in ("driver", *(key for key in needed[0] if all(key in other for other in needed))):
        if key not in entry.model_fields_set:
            yield SchemaFinding(loc, "settings.missing-key", {"field": key})


def control_value(
    entry: ControlEntry | None, catalogue: Catalogue, secrets: Mapping[str, Secret]
) -> DeviceControl | None:
    """Build the control of an entry found free of faults; None where nothing is controlled."""
    if entry is None or entry.driver == NOT_CONTROLLED:
        return None
    driver = present(entry.driver)
    offer = catalogue.controls[driver]
    wire = entry.wire or offer.usual_wire()
    return DeviceControl(
        driver=driver,
        wire=wire,
        port=entry.port or offer.wires[wire].port,
        user=entry.user or "",
        password=secrets[entry.password] if entry.password else Secret(""),
        options=option_values(entry.model_extra or {}, offer.options),
    )


def _given(entry: ControlEntry) -> dict[str, Any]:
    """Give what the file says; a value that was wrong is None."""
    return {key: value for key, value in entry if key in entry.model_fields_set}


def _offers(entry: ControlEntry, kind: ControlKind, catalogue: Catalogue) -> list[ControlOffer]:
    """Return the offer of the entry's driver.

    Where that driver is not known, return the offers of all drivers of the kind.
    """
    fitting = {name: offer for name, offer in catalogue.controls.items() if kind in offer.kinds}
    return [fitting[entry.driver]] if entry.driver in fitting else list(fitting.values())


def _options(offers: list[ControlOffer]) -> dict[str, Option]:
    """Join the options of the offers. `wire` is one of them where there is a choice."""
    options = {name: option for offer in reversed(offers) for name, option in offer.options.items()}
    if any(len(offer.wires) > 1 for offer in offers):
        wires = tuple(dict.fromkeys(wire for offer in offers for wire in offer.wires))
        options["wire"] = Option(OptionType.TEXT, choices=wires)
    return options


def _needed(entry: ControlEntry, offer: ControlOffer) -> list[str]:
    """Return the keys that the driver needs on the entry's wire."""
    wire = offer.wires.get(entry.wire or "", offer.wires[offer.usual_wire()])
    return [*wire.needs, *(name for name, option in offer.options.items() if option.default is None)]


def snmp_credential(id_: str, entry: CredentialEntry, secrets: Mapping[str, Secret]) -> SnmpCredential:
    def secret(reference: str | None) -> Secret | None:
        return secrets[reference] if reference else None

    return SnmpCredential(
        id=id_,
        version=present(entry.version),
        community=secret(entry.community),
        user=entry.user or "",
        auth=entry.auth,
        auth_password=secret(entry.auth_password),
        privacy=entry.privacy,
        privacy_password=secret(entry.privacy_password),
    )
