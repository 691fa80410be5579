"""Reads one Cisco IP SLA operation, a probe that the router runs.

Source: CISCO-RTTMON-MIB (1.3.6.1.4.1.9.9.42.1).
An echo operation fills rttMonLatestRttOper, a jitter operation rttMonLatestJitterOper beside it.
"""

from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow, reading
from gbdt_console.devices.snmp.rows import code, number

_RTTMON = "1.3.6.1.4.1.9.9.42.1"
_ECHO = f"{_RTTMON}.2.10.1"
_JITTER = f"{_RTTMON}.5.2.1"

SENSES = dict.fromkeys((0, *range(8, 17)), "other") | {
    1: "ok", 2: "disconnected", 3: "over_threshold", 4: "timeout", 5: "busy", 6: "not_connected",
    7: "dropped",
}  # fmt: skip
"""RttResponseSense; 8 to 16 are errors of sequences and of protocols that no line probe runs."""

_MEASURED = frozenset({"ok", "over_threshold"})
"""Verdicts whose figures are of the newest run; after any other verdict they are of an older run, or 0."""

_MOST_PACKETS = 1_000_000
"""Limits a plausible count of packets in one run."""

_NO_MOS = DONT_KNOW | {0}
"""Raw MOS values that mean 'not measured'."""

_LOST = (26, 27, 28)
"""Columns of the packets lost from source to destination, back, and in an unknown direction."""


class IpSla:
    """Reads one operation; see LineProbe."""

    def __init__(self, index: int) -> None:
        """Make the rows of the operation with this rttMonCtrlAdminIndex."""
        self._state = code("line.probe.state", f"{_ECHO}.2.{index}", SENSES)
        self._figures = (
            number("line.probe.rtt", f"{_ECHO}.1.{index}"),
            number("line.probe.jitter", f"{_JITTER}.46.{index}"),
            number("line.probe.mos", f"{_JITTER}.42.{index}", per_unit=100, unknown=_NO_MOS),
        )
        self._lost = tuple(_packets(f"{_JITTER}.{column}.{index}") for column in _LOST)
        self._received = _packets(f"{_JITTER}.1.{index}")

    async def oids(self, link: SnmpReader) -> tuple[str, ...]:
        """Return the operation's objects; nothing is looked up."""
        return tuple(row.oid for row in (self._state, *self._figures, *self._lost, self._received))

    def readings(self, answers: Answers) -> list[Reading]:
        """Make the Readings; after a failed run its figures are in doubt."""
        state, loss = answers.read(self._state), self._loss(answers)
        if state.value in _MEASURED:
            return [state, *answers.read_all(self._figures), loss]
        doubt = Quality.UNKNOWN if state.value is not None else state.quality
        figures = [(row, answers.read(row)) for row in self._figures]
        figures.append((self._lost[0], loss))
        return [
            state,
            *(found if found.value is None else answers.doubt(row, doubt) for row, found in figures),
        ]

    def _loss(self, answers: Answers) -> Reading:
        """Return the loss of the last run in percent, unknown while one of its counts is unknown."""
        total = lost = 0
        for row in (*self._lost, self._received):
            count = answers.read(row)
            if not isinstance(count.value, int):
                return count
            total += count.value
            lost += 0 if row is self._received else count.value
        if total == 0:
            return reading(self._lost[0], Quality.UNKNOWN, None, answers.taken_s)
        return reading(self._lost[0], Quality.GOOD, round(100 * lost / total, 3), answers.taken_s)


def _packets(oid: str) -> TableRow:
    return TableRow("line.probe.loss", oid, unit=Unit.PERCENT, most=_MOST_PACKETS)
