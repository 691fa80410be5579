"""The second table of docs/drivers.md: what controlled devices can do, and against what it was checked."""

import importlib

from gbdt_console.devices import control
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.devices.drivers.polycom_text import PolycomText
from tests.support.drivers.evidence import Evidence

MARKED_TESTS = ("tests.lab.devices.ami.test_real_mcu", "tests.contract.devices.test_mcu_contract")
CONTROLLED = {
    "asterisk-confbridge": (ConfBridge, "MCU", "Asterisk's ConfBridge over its manager interface"),
    "polycom-text": (PolycomText, "codec", "Poly HDX, RealPresence Group by text commands"),
}
_CAN = {
    control.ListsParticipants: "who is in, and what changes",
    control.BlocksMicrophones: "block a microphone",
    control.LocksConference: "lock",
    control.ShowsParticipant: "choose the picture",
    control.Disconnects: "hang up",
    control.Dials: "dial",
    control.HasMicrophone: "mute",
    control.HasCalls: "calls",
    control.RecallsPresets: "camera presets",
    control.Sleeps: "sleep and wake",
}


def controlled_table() -> str:
    """A row for each driver, its capabilities by the methods that it has."""
    rows = [("driver", "for", "device", "can", "checked against"), ("---",) * 5]
    for name, (driver, kind, device) in CONTROLLED.items():
        rows.append((f"`{name}`", kind, device, ", ".join(_abilities(driver)), _checked_against(name)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def marks() -> list[Evidence]:
    """The marks of the tests that hold such a driver to something nobody here wrote."""
    tests = (vars(importlib.import_module(module)).values() for module in MARKED_TESTS)
    return [test.evidence for module in tests for test in module if hasattr(test, "evidence")]


def _abilities(driver: type) -> list[str]:
    return [words for able, words in _CAN.items() if all(hasattr(driver, name) for name in _asks(able))]


def _asks(capability: type) -> list[str]:
    """The methods of a capability that are its own."""
    return [name for name in vars(capability) if not name.startswith("_")]


def _checked_against(name: str) -> str:
    found = [f"{mark.against}: {mark.what}" for mark in marks() if mark.family == name]
    return "; ".join(found) or "documents only"
