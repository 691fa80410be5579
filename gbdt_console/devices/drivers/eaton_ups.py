"""Reads an Eaton UPS by XUPS-MIB (534.1) or MG-SNMP-UPS-MIB (705.1).

Both are below 1.3.6.1.4.1; older cards have the second.

Both count run time in seconds. A card may have some objects of the MIB that it does not fill, so the card's
MIB is the one that gives the source of the output's power.
"""

from gbdt_console.core.monitoring.readings import Reading
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp.branch_reader import BranchReader, MibBranch, oids_of
from gbdt_console.devices.snmp.combine import finest, first_raised, highest, input_voltages
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.rows import code, number

_XUPS = "1.3.6.1.4.1.534.1"
_MGE = "1.3.6.1.4.1.705.1"
_LINES = (1, 2, 3)
_NO_RUN_TIME = DONT_KNOW | {65535}
"""All ones in 16 bits, in seconds: a 93E on mains does not know its run time."""
_YES_NO = {1: "yes", 2: "no"}

XUPS_SOURCE = code(
    "ups.source",
    f"{_XUPS}.4.5.0",
    {
        1: "other", 2: "none", 3: "normal", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer",
        8: "normal", 9: "normal", 10: "normal", 11: "bypass", 12: "normal",
    },
)  # fmt: skip
"""xupsOutputSource. Parallel (8, 9), high-efficiency (10) and energy-saver (12) operation are the mains; 11
is the maintenance bypass."""

_MODES = {
    1: "charging", 2: "discharging", 3: "floating", 4: "resting", 6: "disconnected", 7: "test", 8: "check",
}  # fmt: skip
XUPS_TABLE = (
    XUPS_SOURCE,
    number("ups.battery.minutes", f"{_XUPS}.2.1.0", per_unit=60, unknown=_NO_RUN_TIME),
    number("ups.battery.charge", f"{_XUPS}.2.4.0"),
    code("ups.battery.mode", f"{_XUPS}.2.5.0", _MODES, unknown=DONT_KNOW | {5}),
    number("ups.output.load", f"{_XUPS}.4.1.0"),
    number("ups.ambient.temperature", f"{_XUPS}.6.1.0"),
    number("ups.ambient.humidity", f"{_XUPS}.6.4.0", unknown=DONT_KNOW | {0}),
    number("ups.alarms", f"{_XUPS}.7.1.0"),
)
"""A humidity of 0 means a card without a humidity probe."""

_XUPS_LINE_COUNT = TableRow("", f"{_XUPS}.3.3.0", least=1, most=3)
_XUPS_INPUTS = tuple(number("ups.input.voltage", f"{_XUPS}.3.4.1.2.{n}") for n in _LINES)

MGE_SOURCES = (
    code("ups.source", f"{_MGE}.7.3.0", {1: "battery", 2: ""}),
    code("ups.source", f"{_MGE}.7.4.0", {1: "bypass", 2: ""}),
)
MGE_BATTERY = (
    code("ups.battery.status", f"{_MGE}.5.9.0", {1: "fault", 2: ""}),
    code("ups.battery.status", f"{_MGE}.5.14.0", {1: "low", 2: ""}),
)
MGE_TABLE = (
    number("ups.battery.minutes", f"{_MGE}.5.1.0", per_unit=60, unknown=_NO_RUN_TIME),
    number("ups.battery.charge", f"{_MGE}.5.2.0"),
    code("ups.battery.replace", f"{_MGE}.5.11.0", _YES_NO),
    code("ups.input.fault", f"{_MGE}.6.4.0", {1: "none", 2: "voltage", 3: "frequency", 4: "off"}),
    code("ups.overload", f"{_MGE}.7.10.0", _YES_NO),
)
_TAILS = ("", ".0")
"""Ends of a phase's index: some cards (Galaxy 7000) add one more 0."""
_MGE_INPUTS = tuple(number("ups.input.voltage", f"{_MGE}.6.2.1.2.1{tail}", per_unit=10) for tail in _TAILS)
_MGE_OUTPUTS = tuple(number("ups.output.voltage", f"{_MGE}.7.2.1.2.1{tail}", per_unit=10) for tail in _TAILS)
"""Tenths of a volt."""
_MGE_LOADS = tuple(
    tuple(number("ups.output.load", f"{_MGE}.7.2.1.4.{n}{tail}") for tail in _TAILS) for n in _LINES
)


def xups_readings(answers: Answers) -> list[Reading]:
    """Make the Readings of XUPS-MIB's objects: seconds, volts and percent."""
    inputs = input_voltages(answers.read_all(_XUPS_INPUTS), answers.read(_XUPS_LINE_COUNT))
    return [*answers.read_all(XUPS_TABLE), *inputs]


def mge_readings(answers: Answers) -> list[Reading]:
    """Make the Readings of MG-SNMP-UPS-MIB's objects: seconds, tenths of a volt, percent, and flags."""
    return [
        first_raised(MGE_SOURCES, "normal", answers),
        first_raised(MGE_BATTERY, "normal", answers),
        *answers.read_all(MGE_TABLE),
        finest(answers.read_all(_MGE_INPUTS)),
        finest(answers.read_all(_MGE_OUTPUTS)),
        highest([finest(answers.read_all(phase)) for phase in _MGE_LOADS]),
    ]


XUPS = MibBranch(XUPS_SOURCE.oid, oids_of(XUPS_TABLE, (_XUPS_LINE_COUNT,), _XUPS_INPUTS), xups_readings)
MGE = MibBranch(
    MGE_SOURCES[0].oid,
    oids_of(MGE_SOURCES, MGE_BATTERY, MGE_TABLE, _MGE_INPUTS, _MGE_OUTPUTS, *_MGE_LOADS),
    mge_readings,
)

SPEC = snmp_driver(
    "eaton-ups",
    DeviceKind.UPS,
    lambda device: BranchReader(device, (XUPS, MGE)),
    fits=("1.3.6.1.4.1.534", "1.3.6.1.4.1.705.1"),
)
