"""The second table of docs/drivers.md: what controlled devices can do, and against what it was checked."""

import importlib
import inspect
from typing import get_type_hints

from gbdt_console.core.driver_options import ControlKind
from gbdt_console.devices import control, room_control
from gbdt_console.devices.driver import ControlSpec
from gbdt_console.devices.registry import control_specs
from tests.support.drivers.evidence import Evidence

MARKED_TESTS = (
    "tests.peers.devices.ami.test_real_mcu",
    "tests.contract.devices.test_mcu_contract",
    "tests.contract.devices.test_camera_peer",
    "tests.contract.devices.test_onvif_peer",
    "tests.contract.devices.test_mixer_contract",
    "tests.peers.devices.obs.test_real_mixer",
    "tests.peers.devices.cisco.test_second_clients",
    "tests.peers.devices.kamailio.test_real_registrar",
)
_KINDS = {
    ControlKind.MCU: "MCU",
    ControlKind.CODEC: "codec",
    ControlKind.CAMERA: "camera",
    ControlKind.MIXER: "mixer",
    ControlKind.REGISTRAR: "registrar",
}
_CAN = {
    control.Mixer: "what is on air",
    control.ComposesPictures: "take pictures",
    control.ListsParticipants: "who is in, and what changes",
    control.ListsRegistered: "who is registered",
    control.BlocksMicrophones: "block a microphone",
    control.LocksConference: "lock",
    control.ShowsParticipant: "choose the picture",
    control.ComposesPictures: "compose pictures",
    control.Disconnects: "hang up",
    control.Dials: "dial",
    control.MessagesParticipants: "a line onto a room's screen",
    control.HasMicrophone: "mute",
    control.ShowsMessages: "a line onto the room's screen",
    control.HasCalls: "calls",
    control.ReportsLoss: "loss of a call",
    control.RecallsPresets: "camera presets",
    control.ReportsPosition: "where the camera looks",
    control.PhotographsRoom: "a still picture",
    control.Sleeps: "sleep and wake",
    control.ReportsContent: "whether the room presents",
    control.ReportsScreen: "layout of the monitor",
    control.ReportsRegistration: "its registrations",
    room_control.PlacesCalls: "call",
    room_control.Presents: "begin and end content",
    room_control.DividesScreen: "change that layout",
    control.ReportsParts: "touch panels and microphones that it misses",
}

_DOCUMENTS = {
    "cisco-codian": "documents and published client code only",
    "cisco-meeting-server": "documents, published client code; what Cisco's Canopy sent, on our simulator",
}
"""Drivers for which more was at hand than documents, and yet no device."""


def controlled_table() -> str:
    """A row for each built-in driver: its device from the driver's docstring, its capabilities from the
    class that it builds."""
    rows = [("driver", "for", "device", "can", "checked against"), ("---",) * 5]
    for spec in control_specs().values():
        kinds = ", ".join(_KINDS[kind] for kind in sorted(spec.offer.kinds))
        able = ", ".join(_abilities(_built(spec)))
        rows.append((f"`{spec.name}`", kinds, _device(spec), able, _checked_against(spec.name)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def marks() -> list[Evidence]:
    """The marks of the tests that hold such a driver to something nobody here wrote."""
    tests = (vars(importlib.import_module(module)).values() for module in MARKED_TESTS)
    return [test.evidence for module in tests for test in module if hasattr(test, "evidence")]


def _built(spec: ControlSpec) -> type:
    """The class of what the driver builds; `build` may be that class itself."""
    return spec.build if isinstance(spec.build, type) else get_type_hints(spec.build)["return"]


def _device(spec: ControlSpec) -> str:
    """What the module of the driver says that it controls."""
    said = inspect.getdoc(inspect.getmodule(spec.build)) or ""
    return said.partition("\n")[0].removeprefix("Controls ").removesuffix(".")


def _abilities(driver: type) -> list[str]:
    return [words for able, words in _CAN.items() if issubclass(driver, able)]


def _checked_against(name: str) -> str:
    found = [f"{mark.against}: {mark.what}" for mark in marks() if mark.family == name]
    return "; ".join(found) or _DOCUMENTS.get(name, "documents only")


def is_met(name: str) -> bool:
    """Whether a device or a program of others ever met the driver, in a test of ours."""
    return any(mark.family == name for mark in marks())
