"""Checks each device against its driver's offer in the catalogue. Settings imports no driver."""

from collections.abc import Iterator, Mapping
from functools import partial

from gbdt_console.core.driver_options import Catalogue, ControlKind, DriverOffer
from gbdt_console.core.sites import DeviceKind
from gbdt_console.settings.control import control_findings, missing_keys
from gbdt_console.settings.equipment import Fitted
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.options import value_fault
from gbdt_console.settings.places import Loc, SchemaFinding

_CONTROLLED = {DeviceKind.CODEC: ControlKind.CODEC, DeviceKind.CAMERA: ControlKind.CAMERA}


def driver_findings(
    device: Fitted, catalogue: Catalogue, credentials: frozenset[str]
) -> Iterator[SchemaFinding]:
    """Find what is wrong with a device for its driver.

    credentials: ids of the SNMP credentials
    """
    entry = device.entry
    for key in ("kind", "driver"):
        if not device.is_given(key):
            yield SchemaFinding(device.loc, "settings.missing-key", {"field": key})
    if entry.address is not None and entry.host is not None:
        yield SchemaFinding(device.at("host"), "settings.address-and-host")
    if entry.outlets is not None and entry.kind not in (DeviceKind.PDU, None):
        yield SchemaFinding(device.at("outlets"), "settings.outlets-not-pdu", {"kind": str(entry.kind)})
    yield from _signalling(device)
    # The value may be a community written by mistake, so the message does not repeat it.
    for field, named in (("credential", entry.credential), ("write_credential", entry.write_credential)):
        if named is not None and named not in credentials:
            known = nearest("", credentials)
            yield SchemaFinding(device.at(field), "settings.unknown-credential", {"known": known})
    yield from _control(device, catalogue)
    if entry.driver is None:
        return
    offer = catalogue.readers.get(entry.driver)
    if offer is None:
        params = {"value": entry.driver, "known": nearest(entry.driver, catalogue.readers)}
        yield SchemaFinding(device.at("driver"), "settings.unknown-driver", params)
        return
    yield from _against_offer(device, entry.driver, offer, catalogue)


def _signalling(device: Fitted) -> Iterator[SchemaFinding]:
    """Find a call service of what nobody can call, and a port of SIP that is not spoken."""
    entry, kind = device.entry.signalling, device.entry.kind
    if entry is None:
        return
    if kind not in (DeviceKind.CODEC, None):
        yield SchemaFinding(device.at("signalling"), "settings.signalling-not-codec", {"kind": str(kind)})
    if entry.sip_port is not None and "sip" not in entry.model_fields_set:
        yield SchemaFinding(device.at("signalling"), "settings.missing-key", {"field": "sip"})


def _against_offer(
    device: Fitted, driver: str, offer: DriverOffer, catalogue: Catalogue
) -> Iterator[SchemaFinding]:
    kind = device.entry.kind
    if kind is not None and kind not in offer.kinds:
        fitting = [name for name, other in catalogue.readers.items() if kind in other.kinds]
        params = {"value": driver, "kind": str(kind), "known": nearest(driver, fitting)}
        yield SchemaFinding(device.at("driver"), "settings.driver-of-wrong-kind", params)
    if offer.needs_snmp and not device.is_given("credential"):
        yield SchemaFinding(device.loc, "settings.credential-missing", {"driver": driver})
    for name, code, about in _option_faults(device.entry.options or {}, driver, offer):
        yield SchemaFinding(_option_place(device, name), code, about)


def _control(device: Fitted, catalogue: Catalogue) -> Iterator[SchemaFinding]:
    """Find what is wrong with the control of the device. Only codecs and cameras have one."""
    control, kind = device.entry.control, device.entry.kind
    if control is None:
        return
    controlled = _CONTROLLED.get(kind or DeviceKind.CODEC, ControlKind.CODEC)
    yield from control_findings(control, controlled, catalogue, partial(_control_place, device))
    loc = device.at("control")
    if device.is_controlled and kind is not None and kind not in _CONTROLLED:
        yield SchemaFinding(loc, "settings.control-not-codec", {"kind": str(kind)})
    elif device.is_controlled:
        yield from missing_keys(control, controlled, catalogue, loc)


def _control_place(device: Fitted, key: str) -> Loc:
    """Return the path of a key of the control. The site or the equipment under it may hold it."""
    own = (device.own or device.entry).control
    if device.template is not None and (own is None or key not in own.model_fields_set):
        return _control_place(device.template, key)
    return (*device.loc, "control", key)


def _option_place(device: Fitted, name: str) -> Loc:
    """Return the path of an option. The site or the equipment under it may hold it."""
    if device.template is not None and device.own is not None and name not in (device.own.options or {}):
        return _option_place(device.template, name)
    return (*device.loc, "options", name)


def _option_faults(
    given: Mapping[str, str | None], driver: str, offer: DriverOffer
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    for name, text in given.items():
        option = offer.options.get(name)
        if option is None:
            known = nearest(name, offer.options)
            yield name, "settings.unknown-option", {"field": name, "driver": driver, "known": known}
            continue
        if text is not None and (fault := value_fault(name, text, option)) is not None:
            yield name, *fault
    for name, option in offer.options.items():
        if option.default is None and name not in given:
            yield name, "settings.missing-option", {"field": name, "driver": driver}
