"""Holds each device against what its driver offers; settings knows drivers by this catalogue only."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from gbdt_console.core.driver_options import Catalogue, DriverOffer, Option, OptionType
from gbdt_console.core.sites import DeviceKind, OptionValue
from gbdt_console.settings.control import control_findings
from gbdt_console.settings.equipment import Fitted
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.scalars import flag, number, text_of, whole

_READS: Mapping[OptionType, Callable[[object], OptionValue]] = {
    OptionType.TEXT: text_of,
    OptionType.INTEGER: whole,
    OptionType.NUMBER: number,
    OptionType.BOOLEAN: flag,
}


def driver_findings(
    device: Fitted, catalogue: Catalogue, credentials: frozenset[str]
) -> Iterator[SchemaFinding]:
    """Everything that the device's driver, or the lack of one, makes wrong."""
    entry = device.entry
    for key in ("kind", "driver"):
        if not device.was_said(key):
            yield SchemaFinding(device.loc, "settings.missing-key", {"field": key})
    if entry.address is not None and entry.host is not None:
        yield SchemaFinding(device.at("host"), "settings.address-and-host")
    if entry.outlets is not None and entry.kind not in (DeviceKind.PDU, None):
        yield SchemaFinding(device.at("outlets"), "settings.outlets-not-pdu", {"kind": str(entry.kind)})
    # What stands there may be a community written by mistake, so it is not repeated.
    if entry.credential is not None and entry.credential not in credentials:
        known = nearest("", credentials)
        yield SchemaFinding(device.at("credential"), "settings.unknown-credential", {"known": known})
    yield from control_findings(device)
    if entry.driver is None:
        return
    offer = catalogue.get(entry.driver)
    if offer is None:
        params = {"value": entry.driver, "known": nearest(entry.driver, catalogue)}
        yield SchemaFinding(device.at("driver"), "settings.unknown-driver", params)
        return
    yield from _against_offer(device, entry.driver, offer, catalogue)


def _against_offer(
    device: Fitted, driver: str, offer: DriverOffer, catalogue: Catalogue
) -> Iterator[SchemaFinding]:
    kind = device.entry.kind
    if kind is not None and kind not in offer.kinds:
        fitting = [name for name, other in catalogue.items() if kind in other.kinds]
        params = {"value": driver, "kind": str(kind), "known": nearest(driver, fitting)}
        yield SchemaFinding(device.at("driver"), "settings.driver-of-wrong-kind", params)
    if offer.needs_snmp and not device.was_said("credential"):
        yield SchemaFinding(device.loc, "settings.credential-missing", {"driver": driver})
    for name, code, about in _option_faults(device.entry.options or {}, driver, offer):
        yield SchemaFinding(_option_place(device, name), code, about)


def _option_place(device: Fitted, name: str) -> Loc:
    """Where the option was said: by the site, or by the equipment under it."""
    if device.template is not None and device.own is not None and name not in (device.own.options or {}):
        return _option_place(device.template, name)
    return (*device.loc, "options", name)


def _option_faults(
    said: Mapping[str, str | None], driver: str, offer: DriverOffer
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    for name, text in said.items():
        option = offer.options.get(name)
        if option is None:
            known = nearest(name, offer.options)
            yield name, "settings.unknown-option", {"field": name, "driver": driver, "known": known}
            continue
        if text is None:
            continue
        try:
            value = _READS[option.type](text)
        except PydanticCustomError as refused:
            yield name, _code_of(refused), {"field": name}
            continue
        if option.choices and value not in option.choices:
            known = nearest(text, map(str, option.choices))
            yield name, "settings.want-one-of", {"field": name, "known": known}
    for name, option in offer.options.items():
        if option.default is None and name not in said:
            yield name, "settings.missing-option", {"field": name, "driver": driver}


def option_values(said: Mapping[str, str | None], offer: DriverOffer) -> dict[str, OptionValue]:
    """The options of a device found free of faults, with the driver's defaults for what was not said."""

    def value(name: str, option: Option) -> OptionValue | None:
        return _READS[option.type](said[name]) if name in said else option.default

    values = {name: value(name, option) for name, option in offer.options.items()}
    return {name: value for name, value in values.items() if value is not None}


def _code_of(refused: PydanticCustomError) -> str:
    context: dict[str, Any] = refused.context or {}
    return str(context["code"])
