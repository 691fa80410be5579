"""Reads one Huawei NQA test, a probe that the router runs.

Source: NQA-MIB, nqaResultsTable (1.3.6.1.4.1.2011.5.25.111.4.1.1). A row's index is the administrator's name
and the test's name, each with its length before it, then the number of the run, which grows with every run,
and the number of the result in the run.
"""

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.rows import code, number

_RESULTS = "1.3.6.1.4.1.2011.5.25.111.4.1.1"
_MOST_RUNS = 200
"""Limits the walk over the runs of one test."""

_COMPLETED = frozenset({1, 2})
STATES = {1: "ok", 2: "failed"}
"""nqaResultsCompletions: noResult 0 (the run goes on), success 1, failure 2."""


class Nqa:
    """Reads one test; see LineProbe."""

    def __init__(self, admin: str, test: str) -> None:
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

    def readings(self, answers: Answers) -> list[Reading]:
        """Make the Readings; a failed test has a loss but no delay."""
        state, rtt, loss = answers.read_all(self._rows)
        if state.value is None:
            return [state, *(answers.doubt(row, state.quality) for row in self._rows[1:])]
        if state.value == "failed":
            rtt = answers.doubt(self._rows[1], Quality.UNKNOWN)
        return [state, rtt, loss]

    def _rows_of(self, run: str) -> tuple[TableRow, TableRow, TableRow]:
        at = f"{self._test}{run}"
        return (
            code("line.probe.state", f"{_RESULTS}.3.{at}", STATES, unknown=DONT_KNOW | {0}),
            number("line.probe.rtt", f"{_RESULTS}.26.{at}"),
            number("line.probe.loss", f"{_RESULTS}.27.{at}"),
        )


def _arcs(name: str) -> str:
    """Spell a name as an OID does: its length, then its octets."""
    octets = name.encode()
    return ".".join(map(str, (len(octets), *octets)))
