"""Reads the own branches of UPS cards, where UPS-MIB has other units, coarser values or nothing.

Huawei (2011.6.174): units seen on a UPS5000, which answers UPS-MIB in tenths of a volt and hundredths of a
hertz. Codes of supply other than 3 were not seen on a device; they are as other programs read them.
NetAgent cards of Megatec, in Santak, Phoenixtec and many more: XPPC-MIB (935.1), whose units were seen on a
card that answers UPS-MIB beside it, and EPPC-MIB (935.10), whose tenths are as other programs read them.
USHA cards of Ingrasys, in Santak's WebPower: USHA-MIB (2468.1.2.1), which copies UPS-MIB under other numbers.
"""

from collections.abc import Sequence

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.snmp.combine import highest, input_voltages
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.rows import code, number

_HUAWEI = "1.3.6.1.4.1.2011.6.174.1"
_XPPC = "1.3.6.1.4.1.935.1.1.1"
_EPPC = "1.3.6.1.4.1.935.10.1.1"
_USHA = "1.3.6.1.4.1.2468.1.2.1.1"
_LINES = (1, 2, 3)

RFC_SOURCES = {1: "other", 2: "none", 3: "normal", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer"}
"""upsOutputSource of RFC 1628."""

_NO_TENTHS = DONT_KNOW | frozenset(range(1, 800))
"""One NetAgent card was seen to give volts where tenths stand (230): below 80 V nothing is certain but 0."""


@dataclass(frozen=True, slots=True)
class OwnBranch:
    """The objects of one branch that are read over UPS-MIB's.

    table: the source of the output first; only cards of this branch have it
    """

    table: tuple[TableRow, ...]
    inputs: tuple[TableRow, ...]
    loads: tuple[TableRow, ...]

    @property
    def mark(self) -> str:
        return self.table[0].oid

    @property
    def oids(self) -> tuple[str, ...]:
        return tuple(row.oid for row in (*self.table, *self.inputs, *self.loads))

    def over(self, standard: Sequence[Reading], answers: Answers, line_count: Reading) -> list[Reading]:
        """Replace the Readings of UPS-MIB that the branch gives too.

        standard: the Readings of UPS-MIB
        line_count: upsInputNumLines
        """
        inputs = input_voltages(answers.read_all(self.inputs), line_count) if self.inputs else []
        found = [*answers.read_all(self.table), *inputs, highest(answers.read_all(self.loads))]
        own = {reading.metric: reading for reading in found if reading.quality is not Quality.MISSING}
        return [own.get(reading.metric, reading) for reading in standard]


def _battery(oid: str) -> TableRow:
    """Return the row of a battery's state in the codes of EPPC and USHA; 5 is only that it discharges."""
    words = {2: "normal", 3: "low", 4: "depleted", 6: "fault"}
    return code("ups.battery.status", oid, words, unknown=DONT_KNOW | {1, 5})


HUAWEI = OwnBranch(
    (
        code(
            "ups.source",
            f"{_HUAWEI}.2.101.1.1.1",
            {1: "none", 2: "bypass", 3: "normal", 4: "battery", 5: "other", 6: "normal", 7: "battery"},
            unknown=DONT_KNOW | {0},
        ),
        number("ups.battery.voltage", f"{_HUAWEI}.6.100.1.1.1", per_unit=10),
        number("ups.battery.charge", f"{_HUAWEI}.6.100.1.3.1"),
        number("ups.battery.minutes", f"{_HUAWEI}.6.100.1.4.1", per_unit=60),
        number("ups.input.frequency", f"{_HUAWEI}.3.100.1.4.1", per_unit=100),
        number("ups.output.voltage", f"{_HUAWEI}.4.100.1.1.1", per_unit=10),
    ),
    inputs=tuple(number("ups.input.voltage", f"{_HUAWEI}.3.100.1.{n}.1", per_unit=10) for n in _LINES),
    loads=tuple(number("ups.output.load", f"{_HUAWEI}.4.100.1.{n}.1", per_unit=10) for n in (14, 15, 16)),
)
"""Economy operation is the mains (6) or the battery (7); 5 combines both."""

XPPC = OwnBranch(
    (
        code(
            "ups.source",
            f"{_XPPC}.4.1.1.0",
            {2: "normal", 3: "battery", 4: "booster", 5: "none", 6: "bypass", 7: "none", 9: "reducer"},
            unknown=DONT_KNOW | {1, 8},
        ),
        code("ups.battery.status", f"{_XPPC}.2.1.1.0", {2: "normal", 3: "low"}, unknown=DONT_KNOW | {1}),
        number("ups.battery.charge", f"{_XPPC}.2.2.1.0"),
        number("ups.battery.temperature", f"{_XPPC}.2.2.3.0", per_unit=10, unknown=DONT_KNOW | {0}),
        number("ups.input.frequency", f"{_XPPC}.3.2.4.0", per_unit=10),
        number("ups.output.voltage", f"{_XPPC}.4.2.1.0", per_unit=10, unknown=_NO_TENTHS),
    ),
    inputs=(number("ups.input.voltage", f"{_XPPC}.3.2.1.0", per_unit=10, unknown=_NO_TENTHS),),
    loads=(number("ups.output.load", f"{_XPPC}.4.2.3.0"),),
)
"""Stand-by (8) may feed the output or not. Left out are run time and battery voltage (22 beside 41.0 V)."""

EPPC = OwnBranch(
    (
        code(
            "ups.source",
            f"{_EPPC}.2.1.0",
            {
                3: "bypass", 4: "normal", 5: "battery", 6: "battery", 9: "normal", 10: "none", 11: "booster",
                12: "reducer",
            },
            unknown=DONT_KNOW | {1, 2, 7, 8, 13},
        ),
        _battery(f"{_EPPC}.3.1.0"),
        number("ups.battery.seconds", f"{_EPPC}.3.2.0"),
        number("ups.battery.minutes", f"{_EPPC}.3.3.0"),
        number("ups.battery.charge", f"{_EPPC}.3.4.0"),
        number("ups.battery.voltage", f"{_EPPC}.3.5.0", per_unit=10),
        number("ups.input.frequency", f"{_EPPC}.2.16.1.2.1", per_unit=10),
        number("ups.output.voltage", f"{_EPPC}.2.18.1.3.1", per_unit=10, unknown=_NO_TENTHS),
    ),
    inputs=tuple(
        number("ups.input.voltage", f"{_EPPC}.2.16.1.3.{n}", per_unit=10, unknown=_NO_TENTHS) for n in _LINES
    ),
    loads=tuple(number("ups.output.load", f"{_EPPC}.2.18.1.7.{n}") for n in _LINES),
)  # fmt: skip
"""A battery test (6) is the battery, eco (9) the mains. Starting, stand-by, fault, converter and other do not
say what feeds the output. Temperatures are left out (units)."""

USHA = OwnBranch(
    (
        code("ups.source", f"{_USHA}.4.1.0", RFC_SOURCES),
        _battery(f"{_USHA}.2.1.0"),
        number("ups.battery.seconds", f"{_USHA}.2.2.0"),
        number("ups.battery.minutes", f"{_USHA}.2.3.0"),
        number("ups.battery.charge", f"{_USHA}.2.4.0"),
    ),
    inputs=(),
    loads=tuple(number("ups.output.load", f"{_USHA}.4.4.1.5.{n}") for n in _LINES),
)
"""Voltages, frequencies and temperature are left out: no text that tells their units was found."""

BRANCHES = (EPPC, XPPC, HUAWEI, USHA)
"""In the order in which they are searched: an EPPC card may fill XPPC too, with less."""
