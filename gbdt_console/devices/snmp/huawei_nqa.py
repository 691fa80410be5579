"""One Huawei NQA test by NQA-MIB (nqaResultsTable, 1.3.6.1.4.1.2011.5.25.111.4.1.1): verdict, delay, loss.

A row's index is the administrator's name and the test's, each with its length before it, then the number of
the run, which grows with every run, and of the result in it.
"""

from collections.abc import Mapping

from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpValue
from gbdt_console.devices.snmp.decoding import DONT_KNOW, TableRow, ValueKind, decode, reading

_RESULTS = "1.3.6.1.4.1.2011.5.25.111.4.1.1"
_MOST_RUNS = 200
_COMPLETED = frozenset({1, 2})
STATES = {1: "ok", 2: "failed"}
"""nqaResultsCompletions: noResult 0 (the run is not over), success 1, failure 2."""


class Nqa:
    """The test of that administrator and name."""

    def __init__(self, admin: str, test: str) -> None:
        self._test = f"{_arcs(admin)}.{_arcs(test)}"
        self._rows = self._rows_of("")

    async def oids(self, link: SnmpReader) -> tuple[str, ...]:
        """See LineProbe. The newest run that is over; the rows of older ones are dropped by the router."""
        column = f"{_RESULTS}.3.{self._test}"
        try:
            runs = await link.walk(column, _MOST_RUNS)
        except SnmpMalformed:
            runs = {}
        over = [oid for oid, state in runs.items() if state in _COMPLETED]
        newest = (over or list(runs) or [column])[-1]
        self._rows = self._rows_of(newest.removeprefix(column))
        return tuple(row.oid for row in self._rows)

    def readings(self, answers: Mapping[str, SnmpValue], now_s: float) -> list[Reading]:
        """See LineProbe. A test that failed has a loss but no delay."""
        state, rtt, loss = (decode(row, answers.get(row.oid), now_s) for row in self._rows)
        if state.value is None:
            return [state, *(_in_doubt(row, state.quality, answers, now_s) for row in self._rows[1:])]
        if state.value == "failed":
            rtt = _in_doubt(self._rows[1], Quality.UNKNOWN, answers, now_s)
        return [state, rtt, loss]

    def _rows_of(self, run: str) -> tuple[TableRow, TableRow, TableRow]:
        at = f"{self._test}{run}"
        return (
            TableRow(
                "line.probe.state",
                f"{_RESULTS}.3.{at}",
                ValueKind.CODE,
                codes=STATES,
                unknown=DONT_KNOW | {0},
            ),
            TableRow("line.probe.rtt", f"{_RESULTS}.26.{at}", unit=Unit.MILLISECOND, most=60_000),
            TableRow("line.probe.loss", f"{_RESULTS}.27.{at}", unit=Unit.PERCENT, most=100),
        )


def _arcs(name: str) -> str:
    octets = name.encode()
    return ".".join(map(str, (len(octets), *octets)))


def _in_doubt(row: TableRow, doubt: Quality, answers: Mapping[str, SnmpValue], now_s: float) -> Reading:
    return reading(row, doubt, None, now_s, answers.get(row.oid))
