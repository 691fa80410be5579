"""Reads a UPS by UPS-MIB (RFC 1628) and corrects the mistakes of known cards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from gbdt_console.core.monitoring.readings import DeviceReport, Quality, Reading, Unit
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp.batch_get import BatchGet, kept_readings
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpValue
from gbdt_console.devices.snmp.combine import highest, input_voltages, without_false_run_time
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.rows import code, number
from gbdt_console.devices.snmp.ups_branches import BRANCHES, RFC_SOURCES
from gbdt_console.devices.snmp.uptime import SYS_OBJECT_ID

_UPS = "1.3.6.1.2.1.33.1"
INPUT_LINES = f"{_UPS}.3.2.0"

_DELTA_TENTHS = "1.3.6.1.4.1.2254.2.5"
"""Delta's Mini-SNMP card gives tenths of a volt where the RFC says volts (its 2254.2.4 gives volts)."""

ALARM_DESCR = f"{_UPS}.6.2.1.2"
_WELL_KNOWN = f"{_UPS}.6.3."
_OVERLOAD = "8"
_FAULTS = {
    "23": "shutdown_imminent", "22": "shutdown_pending", "1": "battery_bad", "7": "output_bad",
    "13": "charger_failed", "18": "general_fault", "17": "fuse", "16": "fan", "5": "temperature",
    "10": "bypass_bad", "19": "test_failed", "20": "communication",
}  # fmt: skip
"""Numbers of upsWellKnownAlarms, the worst first. Left out are those that source, battery state and load tell
too, and those that are no fault (test in progress, off as requested)."""

_MOST_ALARMS = 64
"""Limits the rows of upsAlarmTable that one poll reads; RFC 1628 knows 24 alarms."""

_INDEX_TAIL = ".0"
"""EAST's iStars card ends every index of its tables with one more 0."""

_LINES = (1, 2, 3)

BATTERY_STATUS = code(
    "ups.battery.status", f"{_UPS}.2.1.0", {2: "normal", 3: "low", 4: "depleted"}, unknown=DONT_KNOW | {1}
)
SOURCE = code("ups.source", f"{_UPS}.4.1.0", RFC_SOURCES)
TEMPERATURE = number("ups.battery.temperature", f"{_UPS}.2.7.0", unknown=DONT_KNOW | {0})
"""0 is what cards without a sensor give (ABB, CET, Dell, Eaton's 705.1 on a 9PX)."""
ALARMS_PRESENT = number("ups.alarms", f"{_UPS}.6.1.0")
FIXED = (
    SOURCE,
    BATTERY_STATUS,
    number("ups.battery.seconds", f"{_UPS}.2.2.0"),
    number("ups.battery.minutes", f"{_UPS}.2.3.0"),
    number("ups.battery.charge", f"{_UPS}.2.4.0"),
    number("ups.battery.voltage", f"{_UPS}.2.5.0", per_unit=10),
    number("ups.input.frequency", f"{_UPS}.3.3.1.2.1", per_unit=10),
    ALARMS_PRESENT,
    TEMPERATURE,
)
_LINE_COUNT = TableRow("", INPUT_LINES, least=1, most=3)
_INPUT_VOLTAGES = tuple(number("ups.input.voltage", f"{_UPS}.3.3.1.3.{n}") for n in _LINES)
_OUTPUT_VOLTAGE = number("ups.output.voltage", f"{_UPS}.4.4.1.2.1")
_LOADS = tuple(number("ups.output.load", f"{_UPS}.4.4.1.5.{n}") for n in _LINES)

OIDS = (
    *(row.oid for row in (*FIXED, *_INPUT_VOLTAGES, _OUTPUT_VOLTAGE, *_LOADS)),
    SYS_OBJECT_ID,
    INPUT_LINES,
)

_MARKS = frozenset({SOURCE.oid, *(branch.mark for branch in BRANCHES)})
"""The objects of which a card that was found has one."""


@dataclass(frozen=True, slots=True)
class Card:
    """The rows in which cards depart from the RFC.

    inputs: input voltages by line
    output: output voltage of the first line
    """

    inputs: tuple[TableRow, ...] = _INPUT_VOLTAGES
    output: TableRow = _OUTPUT_VOLTAGE


_RFC = Card()
_CARDS = {
    _DELTA_TENTHS: Card(
        inputs=tuple(replace(row, per_unit=10) for row in _INPUT_VOLTAGES),
        output=replace(_OUTPUT_VOLTAGE, per_unit=10),
    ),
}


def ups_readings(answers: Answers) -> list[Reading]:
    """Make the Readings of one poll by the rows of its card."""
    card = _CARDS.get(_text(answers.values.get(SYS_OBJECT_ID)), _RFC)
    lines = answers.read(_LINE_COUNT)
    found = [
        *answers.read_all(FIXED),
        *input_voltages(answers.read_all(card.inputs), lines),
        answers.read(card.output),
        highest(answers.read_all(_LOADS)),
    ]
    for branch in BRANCHES:
        if branch.mark in answers.values:
            found = branch.over(found, answers, lines)
    return without_false_run_time(found)


def _text(raw: SnmpValue | None) -> str:
    return raw.lstrip(".") if isinstance(raw, str) else ""


def alarm_readings(rows: Mapping[str, SnmpValue], count: Reading) -> list[Reading]:
    """Make the Readings of overload and of the worst fault from upsAlarmTable.

    rows: the column upsAlarmDescr, empty where upsAlarmsPresent is 0
    count: the Reading of upsAlarmsPresent
    """
    present = {raw.lstrip(".") for raw in rows.values() if isinstance(raw, str)}
    is_known = count.value == 0 or bool(present)
    numbers = {oid.removeprefix(_WELL_KNOWN) for oid in present}
    is_foreign = any(not oid.startswith(_WELL_KNOWN) for oid in present)
    fault = next((code for number, code in _FAULTS.items() if number in numbers), "")
    words = {
        "ups.overload": "yes" if _OVERLOAD in numbers else "no",
        "ups.fault": fault or ("other" if is_foreign else "none"),
    }
    quality = Quality.GOOD if is_known else Quality.UNKNOWN if count.value is not None else count.quality
    source = f"snmp:{ALARM_DESCR}"
    return [
        Reading(metric, word if is_known else None, Unit.NONE, quality, count.taken_s, source)
        for metric, word in words.items()
    ]


class UpsMib:
    """Reads one UPS; the first poll finds out how its card departs from the MIB."""

    def __init__(self, device: Device) -> None:
        self._batch = BatchGet(device)
        self._card: _FoundCard | None = None

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        card = self._card or _FoundCard(await _find(link))
        answers = await self._batch.ask(link, card.asked, now_s)
        count = answers.values.get(card.oids[ALARMS_PRESENT.oid])
        rows = await _alarm_rows(link) if count else None
        uptime = self._batch.uptime(answers)
        is_certain = not (uptime.is_restarted or card.marks.isdisjoint(answers.values))
        self._card = card if is_certain else None
        made = card.readings.of(answers) if rows is None else _card_readings(card.oids, rows, answers)
        return DeviceReport((*uptime.readings, *made), uptime.is_restarted)


class _FoundCard:
    """How a card gives its objects.

    oids: the object that it gives, by the RFC's or its maker's
    readings: its Readings while no alarm is present
    """

    def __init__(self, oids: Mapping[str, str]) -> None:
        self.oids = oids
        self.asked = tuple(oids.values())
        self.marks = frozenset(oids.get(mark, mark) for mark in _MARKS)
        self.readings = kept_readings(self.asked, partial(_card_readings, oids, {}))


def _card_readings(
    oids: Mapping[str, str], rows: Mapping[str, SnmpValue], asked: Answers
) -> Sequence[Reading]:
    """Make the Readings of a card's answers; `rows` as in `alarm_readings`."""
    moved = {oid: at for oid, at in oids.items() if oid != at}
    if not moved:
        return [*ups_readings(asked), *alarm_readings(rows, asked.read(ALARMS_PRESENT))]
    given = {oid: asked.values[at] for oid, at in moved.items() if at in asked.values}
    answers = Answers({**asked.values, **given}, asked.taken_s)
    found = [_with_source(reading, oids) for reading in ups_readings(answers)]
    return [*found, *alarm_readings(rows, answers.read(ALARMS_PRESENT))]


def _with_source(reading: Reading, oids: Mapping[str, str]) -> Reading:
    """Name the object that the card gives instead of the RFC's."""
    oid = reading.source.removeprefix("snmp:")
    return replace(reading, source=f"snmp:{oids[oid]}") if oid in oids else reading


async def _alarm_rows(link: SnmpReader) -> Mapping[str, SnmpValue]:
    """Walk upsAlarmTable; a card that cannot be walked keeps its other readings."""
    try:
        return await link.walk(ALARM_DESCR, _MOST_ALARMS)
    except SnmpMalformed:
        return {}


async def _find(link: SnmpReader) -> Mapping[str, str]:
    """Find the objects that the card gives, each by the OID of the RFC or of its maker's branch.

    A v1 agent refuses a request with an object that it lacks, so the marks are asked for one by one.
    """
    for branch in BRANCHES:
        if await link.get([branch.mark]):
            return {oid: oid for oid in (*OIDS, *branch.oids)}
    tail = _INDEX_TAIL if await link.get([_OUTPUT_VOLTAGE.oid + _INDEX_TAIL]) else ""
    return {oid: oid if oid.endswith(".0") else oid + tail for oid in OIDS}


_HUAWEI, _PHOENIXTEC = "1.3.6.1.4.1.2011.6.174", "1.3.6.1.4.1.935"
_SANTAK, _EAST, _TRIPP_LITE = "1.3.6.1.4.1.2468.1.2", "1.3.6.1.4.1.40614", "1.3.6.1.4.1.850"

SPEC = snmp_driver(
    "ups-mib",
    DeviceKind.UPS,
    UpsMib,
    fits=("1.3.6.1.2.1.33", "1.3.6.1.4.1.2254.2", _HUAWEI, _PHOENIXTEC, _SANTAK, _EAST, _TRIPP_LITE),
)
