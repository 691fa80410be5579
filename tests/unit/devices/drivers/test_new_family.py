"""A new SNMP family is a driver's table, a registry line and a recording; tests name what is missing."""

import re
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.registry import GROUP, driver_specs, gather
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.mibs.mib_of_device import PERSONAS
from tests.support.drivers.agents import DictAgent, device_of
from tests.support.drivers.recordings import gaps, recordings

DRIVER = """
from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.decoding import TableRow, ValueKind
from gbdt_console.devices.snmp.table_reader import reader_of

TABLE = (
    TableRow("ups.source", "1.3.6.1.4.1.32473.1.1.0", ValueKind.CODE, codes={1: "normal", 2: "battery"}),
    TableRow("ups.battery.charge", "1.3.6.1.4.1.32473.1.2.0", per_unit=10, most=100),
)
SPEC = DriverSpec("sample-ups", DriverOffer(frozenset({DeviceKind.UPS}), needs_snmp=True), reader_of(TABLE))
"""
RECORDING = """# driver: sample-ups
# expect ups.source: battery
# expect ups.battery.charge: 99.5
1.3.6.1.2.1.1.3.0|67|360000
1.3.6.1.4.1.32473.1.1.0|2|2
1.3.6.1.4.1.32473.1.2.0|2|995
"""
CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DriverSpec:
    (tmp_path / "sample_ups.py").write_text(DRIVER)
    monkeypatch.syspath_prepend(tmp_path)
    found = gather([EntryPoint("sample", "sample_ups:SPEC", GROUP)])
    assert found.warnings == ()
    return found.specs["sample-ups"]


async def test_a_family_is_a_table_a_registry_line_and_a_recording(spec, tmp_path):
    (tmp_path / "sample-ups.snmprec").write_text(RECORDING)
    [kept] = recordings(tmp_path)
    report = await spec.build(device_of(spec)).read(DictAgent(kept.objects), 0.0)
    values = {r.metric: r.value for r in report.readings if not r.metric.startswith("device.")}
    assert values == kept.expected == {"ups.source": "battery", "ups.battery.charge": 99.5}
    assert list(gaps([spec], [kept])) == []


def test_a_driver_without_a_recording_is_named(spec):
    [gap] = gaps([*driver_specs().values(), spec], recordings())
    assert gap.startswith("sample-ups: no recording")


def test_a_recording_without_expected_values_is_named(spec, tmp_path):
    (tmp_path / "sample-old.snmprec").write_text("# driver: sample-ups\n1.3.6.1.4.1.32473.1.1.0|2|2\n")
    [gap] = gaps([spec], recordings(tmp_path))
    assert gap.startswith("sample-ups: sample-old.snmprec has no")


def test_every_driver_of_the_shipped_networks_has_a_persona():
    shipped = [example_text(3), *(path.read_text("utf-8") for path in CONFIG.glob("*.yaml"))]
    named = {driver for text in shipped for driver in re.findall(r"driver: ([a-z-]+)", text)}
    read = {spec.name for spec in driver_specs().values() if spec.build is not None}
    assert named & read >= {"if-mib", "ups-mib", "room-probe"}
    assert (named & read) - PERSONAS.keys() == set()
