"""Reads one Huawei NQA test, a probe that the router runs.

Source: NQA-MIB, nqaResultsTable (1.3.6.1.4.1.2011.5.25.111.4.1.1). A row's index is the administrator's name
and the test's name, each with its length before it, then the number of the run, which grows with every run,
and the number of the result in the run.
"""

from collections.abc import Mapping

from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpValue
from gbdt_console.devices.snmp.decoding import DONT_KNOW, TableRow, ValueKind, decode, reading

_RESULTS = "1.3.6.1.4.1.2011.5.25.111.4.1.1"
_MOST_RUNS = 200
"""Limits the walk over the runs of one test."""

_MOST_DELAY_MS = 60_000
"""Limits a plausible round trip to one minute."""

_COMPLETED = frozenset({1, 2})
STATES = {1: "ok", 2: "failed"}
"""nqaResultsCompletions: noResult 0 (the run goes on), success 1, failure 2."""


class Nqa:
    """Reads one test; see LineProbe."""

    def __init__(self, admin: str, test: str) -> None:
        """Make the test's index from its administrator's name and its own."""
        self._test = f"{_arcs(admin)}.{_arcs(test)}"
        self._rows = self._rows_of("")

    async def oids(self, link: SnmpReader) -> tuple[str, ...]:
        """Walk to the newest completed run and return its objects. The router drops old runs' rows."""
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
        """Make the Readings; a failed test has a loss but no delay."""
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
            TableRow("line.probe.rtt", f"{_RESULTS}.26.{at}", unit=Unit.MILLISECOND, most=_MOST_DELAY_MS),
            TableRow("line.probe.loss", f"{_RESULTS}.27.{at}", unit=Unit.PERCENT, most=100),
        )


def _arcs(name: str) -> str:
    """Spell a name as an OID does: its length, then its octets."""
    octets = name.encode()
    return ".".join(map(str, (len(octets), *octets)))


def _in_doubt(row: TableRow, doubt: Quality, answers: Mapping[str, SnmpValue], now_s: float) -> Reading:
    return reading(row, doubt, None, now_s, answers.get(row.oid))
