"""Reads a Socomec UPS with a Net Vision card by SOCOMECUPS-MIB (1.3.6.1.4.1.4555.1.1).

Cards up to Net Vision 5 fill branch 1, later ones branch 7; both number the source and the battery's states
differently. Voltages and frequencies are tenths. Battery temperatures are left out: the MIB says tenths, and
a card gave 22 beside an ambient 190.
"""

from collections.abc import Mapping
from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp.branch_reader import BranchReader, MibBranch, oids_of
from gbdt_console.devices.snmp.combine import highest, input_voltages, without_false_run_time
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.rows import code, number

_SOCOMEC = "1.3.6.1.4.1.4555.1.1"
_LINES = (1, 2, 3)
_DISCHARGES = 5
"""Says in both branches that the battery feeds the output."""
_NOT_ON_BATTERY = frozenset({0, -1})
"""Seconds on battery: -1 by the MIB, 0 in a recording of a card on mains."""

_EMPTY = ("low", "depleted")
"""States that a power cut makes: beside them seconds that do not count are no proof of the mains."""


@dataclass(frozen=True, slots=True)
class NetVision:
    """The numbers of one generation of cards.

    sources: words of upsOutputSource; any other number is unknown
    fed: sources that the mains or the battery may feed: on inverter, normal and eco operation
    states: words of upsBatteryStatus; any other number is unknown
    at_rest: numbers of upsBatteryStatus that say that the battery feeds nothing
    more: rows that this generation alone has
    """

    root: str
    sources: Mapping[int, str]
    fed: frozenset[int]
    states: Mapping[int, str]
    at_rest: frozenset[int]
    more: tuple[TableRow, ...] = ()

    def branch(self) -> MibBranch:
        """Make the branch that is read."""
        root = self.root
        codes = {**self.sources, **dict.fromkeys(self.fed, "normal")}
        source = code("ups.source", f"{root}.4.1.0", codes, _others(codes))
        state = code("ups.battery.status", f"{root}.2.1.0", self.states, _others(self.states))
        seconds = number("ups.battery.seconds", f"{root}.2.2.0")
        table = (
            state,
            seconds,
            number("ups.battery.minutes", f"{root}.2.3.0"),
            number("ups.battery.charge", f"{root}.2.4.0"),
            number("ups.battery.voltage", f"{root}.2.5.0", per_unit=10),
            number("ups.input.frequency", f"{root}.3.2.0", per_unit=10),
            number("ups.output.voltage", f"{root}.4.4.1.2.1", per_unit=10),
            number("ups.alarms", f"{root}.6.1.0"),
            *self.more,
        )
        lines = TableRow("", f"{root}.3.1.0", least=1, most=3)
        inputs = [number("ups.input.voltage", f"{root}.3.3.1.2.{n}", per_unit=10) for n in _LINES]
        loads = [number("ups.output.load", f"{root}.4.4.1.4.{n}") for n in _LINES]

        def readings(answers: Answers) -> list[Reading]:
            told = (_integer(answers, row) for row in (source, state, seconds))
            found = [
                self._with_battery(answers.read(source), *told),
                *answers.read_all(table),
                *input_voltages(answers.read_all(inputs), answers.read(lines)),
                highest(answers.read_all(loads)),
            ]
            return without_false_run_time(found)

        return MibBranch(source.oid, oids_of((source, lines), table, inputs, loads), readings)

    def _with_battery(
        self, found: Reading, source: int | None, state: int | None, seconds: int | None
    ) -> Reading:
        """Tell by the battery what feeds a source that may be either; unknown where it tells nothing."""
        if found.value is None or source not in self.fed:
            return found
        is_counting = seconds is not None and seconds > 0 and seconds not in DONT_KNOW
        if state == _DISCHARGES or is_counting:
            return replace(found, value="battery")
        is_empty = state is not None and self.states.get(state) in _EMPTY
        if state in self.at_rest or (seconds in _NOT_ON_BATTERY and not is_empty):
            return found
        return replace(found, value=None, quality=Quality.UNKNOWN, raw=str(source))


def _integer(answers: Answers, row: TableRow) -> int | None:
    raw = answers.values.get(row.oid)
    return raw if isinstance(raw, int) else None


def _others(codes: Mapping[int, str]) -> frozenset[int]:
    """List the numbers of an enumeration up to 10 that have no word."""
    return DONT_KNOW | (frozenset(range(1, 11)) - codes.keys())


NET_VISION = NetVision(
    f"{_SOCOMEC}.7.1",
    {2: "bypass", 6: "bypass", 8: "none"},
    frozenset({3, 4, 5, 9, 10}),
    {2: "normal", 6: "low", 7: "depleted", 8: "fault", 9: "absent"},
    frozenset({2, 3}),
    (number("ups.ambient.temperature", f"{_SOCOMEC}.7.1.2.7.0", per_unit=10, unknown=DONT_KNOW | {0}),),
).branch()
"""Stand-by (7) may feed the output or not; 9 and 10 are line-interactive and flexible operation. A battery
that charges (3) or is tested (4) says nothing of its state."""

NET_VISION_5 = NetVision(
    f"{_SOCOMEC}.1.1",
    {5: "bypass", 7: "bypass", 8: "none"},
    frozenset({2, 3, 4, 9}),
    {2: "normal", 3: "low", 4: "depleted", 6: "fault"},
    frozenset({2}),
).branch()
"""As other programs read it: 2 is on inverter, 3 the mains, 4 eco, 6 stand-by, 9 normal operation."""

SPEC = snmp_driver(
    "socomec-ups",
    DeviceKind.UPS,
    lambda device: BranchReader(device, (NET_VISION, NET_VISION_5)),
    fits=("1.3.6.1.4.1.4555.1.1",),
)
