"""Holds the control of a device against what it needs: that it is a codec, whose password is known."""

from collections.abc import Iterator

from gbdt_console.core.sites import CodecWire, DeviceKind
from gbdt_console.settings.control_over import wire_of
from gbdt_console.settings.equipment import Fitted
from gbdt_console.settings.places import SchemaFinding


def control_findings(device: Fitted) -> Iterator[SchemaFinding]:
    """What is wrong with the control of one device, and what it lacks."""
    entry = device.entry
    if entry.control is None or not device.is_controlled:
        return
    if entry.kind not in (DeviceKind.CODEC, None):
        yield SchemaFinding(device.at("control"), "settings.control-not-codec", {"kind": str(entry.kind)})
        return
    # Over telnet most codecs ask for a password alone.
    needs_user = wire_of(entry.control) is CodecWire.SSH
    for key in ("driver", "password", *(("user",) if needs_user else ())):
        if key not in _said(device):
            yield SchemaFinding(device.at("control"), "settings.missing-key", {"field": key})


def _said(device: Fitted) -> frozenset[str]:
    """The keys that the file gives, be they right or wrong, by the site or by its equipment."""
    own = (device.own or device.entry).control
    said = frozenset() if own is None else frozenset(own.model_fields_set)
    return said if device.template is None else said | _said(device.template)
