"""Reads a UPS by UPS-MIB (RFC 1628) and corrects two cards' mistakes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.monitoring.readings import Reading, Unit
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.snmp.combine import highest, input_voltages
from gbdt_console.devices.snmp.decoding import DONT_KNOW, TableRow, ValueKind, decode
from gbdt_console.devices.snmp.table_reader import TableReader

_UPS = "1.3.6.1.2.1.33.1"
SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0"
INPUT_LINES = f"{_UPS}.3.2.0"

_DELTA_TENTHS = "1.3.6.1.4.1.2254.2.5"
"""Delta's Mini-SNMP card gives tenths of a volt where the RFC says volts (its 2254.2.4 gives volts)."""

_MGE_CARD = "1.3.6.1.4.1.705.1"
"""Eaton's older card (705.1, on a 9PX) gives a battery temperature of 0 always."""

_LINES = (1, 2, 3)
_MOST_VOLTS = 600
"""Limits a plausible voltage."""

BATTERY_STATUS = TableRow(
    "ups.battery.status",
    f"{_UPS}.2.1.0",
    ValueKind.CODE,
    codes={2: "normal", 3: "low", 4: "depleted"},
    unknown=DONT_KNOW | {1},
)
SOURCE = TableRow(
    "ups.source",
    f"{_UPS}.4.1.0",
    ValueKind.CODE,
    codes={1: "other", 2: "none", 3: "normal", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer"},
)
TEMPERATURE = TableRow("ups.battery.temperature", f"{_UPS}.2.7.0", unit=Unit.CELSIUS, least=-40, most=100)
FIXED = (
    SOURCE,
    BATTERY_STATUS,
    TableRow("ups.battery.seconds", f"{_UPS}.2.2.0", unit=Unit.SECOND, most=30 * 86_400),
    TableRow("ups.battery.minutes", f"{_UPS}.2.3.0", unit=Unit.MINUTE, most=10_000),
    TableRow("ups.battery.charge", f"{_UPS}.2.4.0", unit=Unit.PERCENT, most=100),
    TableRow("ups.battery.voltage", f"{_UPS}.2.5.0", unit=Unit.VOLT, per_unit=10, most=1_000),
    TableRow("ups.input.frequency", f"{_UPS}.3.3.1.2.1", unit=Unit.HERTZ, per_unit=10, most=80),
    TableRow("ups.alarms", f"{_UPS}.6.1.0", most=1_000),
)
_LINE_COUNT = TableRow("", INPUT_LINES, least=1, most=3)
_INPUT_VOLTAGES = tuple(
    TableRow("ups.input.voltage", f"{_UPS}.3.3.1.3.{n}", unit=Unit.VOLT, most=_MOST_VOLTS) for n in _LINES
)
_OUTPUT_VOLTAGE = TableRow("ups.output.voltage", f"{_UPS}.4.4.1.2.1", unit=Unit.VOLT, most=_MOST_VOLTS)
_LOADS = tuple(
    TableRow("ups.output.load", f"{_UPS}.4.4.1.5.{n}", unit=Unit.PERCENT, most=200) for n in _LINES
)

OIDS = (
    *(row.oid for row in (*FIXED, TEMPERATURE, *_INPUT_VOLTAGES, _OUTPUT_VOLTAGE, *_LOADS)),
    SYS_OBJECT_ID,
    INPUT_LINES,
)


@dataclass(frozen=True, slots=True)
class Card:
    """The rows in which cards depart from the RFC.

    temperature: battery temperature
    inputs: input voltages by line
    output: output voltage of the first line
    """

    temperature: TableRow = TEMPERATURE
    inputs: tuple[TableRow, ...] = _INPUT_VOLTAGES
    output: TableRow = _OUTPUT_VOLTAGE


_RFC = Card()
_CARDS = {
    _DELTA_TENTHS: Card(
        inputs=tuple(replace(row, per_unit=10) for row in _INPUT_VOLTAGES),
        output=replace(_OUTPUT_VOLTAGE, per_unit=10),
    ),
    _MGE_CARD: Card(temperature=replace(TEMPERATURE, unknown=DONT_KNOW | {0})),
}


def ups_readings(answers: Mapping[str, SnmpValue], now_s: float) -> list[Reading]:
    """Make the Readings of one poll by the rows of its card."""
    card = _CARDS.get(_text(answers.get(SYS_OBJECT_ID)), _RFC)

    def read(row: TableRow) -> Reading:
        return decode(row, answers.get(row.oid), now_s)

    return [
        *map(read, FIXED),
        read(card.temperature),
        *input_voltages([read(row) for row in card.inputs], read(_LINE_COUNT)),
        read(card.output),
        highest([read(row) for row in _LOADS]),
    ]


def _text(raw: SnmpValue | None) -> str:
    return raw.lstrip(".") if isinstance(raw, str) else ""


def build(device: Device) -> TableReader:
    """Make the reader of one UPS."""
    return TableReader(device, OIDS, ups_readings)


SPEC = DriverSpec("ups-mib", DriverOffer(kinds=frozenset({DeviceKind.UPS}), needs_snmp=True), build)
