"""Drivers of others are taken where they can be, and named where they cannot."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.registry import BUILT_IN, GROUP, catalogue, control_specs, driver_specs, gather
from gbdt_console.text.words import LANGUAGES, Words

MODULE = """
from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import DriverSpec

OFFER = DriverOffer(kinds=frozenset({DeviceKind.UPS}), needs_snmp=True)
GOOD = DriverSpec("vendor-ups", OFFER)
TAKEN = DriverSpec("ups-mib", OFFER)
NOTHING = "a word"
"""


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "vendor_drivers.py").write_text(MODULE)
    (tmp_path / "vendor_broken.py").write_text('raise RuntimeError("no licence\\x1b[2J")')
    monkeypatch.syspath_prepend(tmp_path)
    return lambda name, value: EntryPoint(name, value, GROUP)


def test_a_good_driver_joins_the_built_in_ones(offered):
    found = gather([offered("v", "vendor_drivers:GOOD")])
    assert {spec.name for spec in BUILT_IN} | {"vendor-ups"} == set(found.specs)
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("value", "code", "reason"),
    [
        ("vendor_broken:GOOD", "drivers.broken", "RuntimeError: no licence�[2J"),
        ("vendor_absent:GOOD", "drivers.broken", "ModuleNotFoundError: No module named 'vendor_absent'"),
        ("vendor_drivers:ABSENT", "drivers.broken", None),
        ("vendor_drivers:NOTHING", "drivers.not-a-driver", "str"),
        ("vendor_drivers:TAKEN", "drivers.name-taken", ""),
    ],
)
def test_a_driver_that_cannot_be_used_is_a_warning(offered, value, code, reason):
    found = gather([offered("v", value), offered("w", "vendor_drivers:GOOD")])
    assert "vendor-ups" in found.specs
    assert found.specs["ups-mib"] is driver_specs()["ups-mib"]
    [warning] = found.warnings
    assert warning.code == code
    assert reason is None or warning.reason == reason
    for language in LANGUAGES:
        assert warning.name in Words(language)(code, name=warning.name, reason=warning.reason)


def test_the_driver_that_controls_a_device_is_one():
    named = {spec.control for spec in driver_specs().values() if spec.control}
    assert named <= set(control_specs())
    assert "cisco-xapi" in named


def test_the_catalogue_tells_the_settings_what_may_be_said():
    offers = catalogue().readers
    assert offers["if-mib"].kinds == {DeviceKind.ROUTER}
    assert set(offers["if-mib"].options) == {
        "interface",
        "codec_interface",
        "speed_mbps",
        "sla_index",
        "nqa_admin",
        "nqa_test",
    }
    assert offers["apc-pdu"].kinds == {DeviceKind.PDU}
    assert offers["eaton-pdu"].options["unit"].default == 0
    assert offers["room-probe"].options["family"].choices == (
        "apc-uio", "apc-iem", "apc-emu", "apc-mem", "netbotz", "entity-sensor", "geist", "vertiv", "raritan",
        "liebert", "hwg", "akcp", "akcp-plus", "akcp-security", "eaton-emp", "eaton-emp2",
    )  # fmt: skip
    assert not offers["ping"].needs_snmp
    assert all(offer.needs_snmp for name, offer in offers.items() if name != "ping")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_words(language):
    assert all(Words(language).has(f"fault.{fault}") for fault in DeviceFault)
