"""Judges one cell of the sheet by its measurement and by what a person said."""

from enum import StrEnum

from gbdt_console.core.checklist.checks import CHECK_ROWS, Check
from gbdt_console.core.evidence import Params
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Utc


class CellState(StrEnum):
    """Says how far one check of one site is.

    UNKNOWN: nothing proves it, or the value is older than its limit
    FAULT: a measurement or a person says that it is not in order
    PASSED: a measurement within its limit proves it
    SIGNED: a person signed it
    """

    UNKNOWN = "unknown"
    FAULT = "fault"
    PASSED = "passed"
    SIGNED = "signed"

    @property
    def is_green(self) -> bool:
        """Whether the check is done."""
        return self in (CellState.PASSED, CellState.SIGNED)


@dataclass(frozen=True, slots=True)
class Proof:
    """Holds one measurement.

    code: code of its words, without 'checklist.value.'
    source: where the value comes from, as in 'ping 10.22.8.1'
    taken_s: when it was measured, monotonic seconds
    limit_s: age from which it proves nothing, seconds
    is_good: whether it proves that the check is in order; else that it is not
    """

    code: str
    params: Params
    source: str
    taken_s: float
    limit_s: float
    is_good: bool

    def counts_at(self, now_s: float) -> bool:
        """Tell whether the value is within its age at `now_s`, monotonic seconds."""
        return now_s - self.taken_s <= self.limit_s


@dataclass(frozen=True, slots=True)
class Statement:
    """Holds what a person said about a check.

    is_ok: the person signed that it is in order; else reported a fault
    code: the answer of the roll-call behind it; empty where the cell itself was signed
    over: code of the measured fault that the signature accepts; empty for none
    """

    is_ok: bool
    by: ActorName
    at_utc: Utc
    code: str = ""
    note: str = ""
    over: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """Holds one check of one site.

    proof: its newest measurement; None where nothing measures it
    """

    check: Check
    proof: Proof | None = None
    said: Statement | None = None

    def state_at(self, now_s: float) -> CellState:
        """Judge the cell at `now_s`, monotonic seconds.

        A measured fault outweighs a signature, unless the signature accepts just that fault.
        """
        said, proof = self.said, self.proof
        if said is not None and not said.is_ok:
            return CellState.FAULT
        counts = proof is not None and proof.counts_at(now_s)
        if proof is not None and counts and not proof.is_good and (said is None or said.over != proof.code):
            return CellState.FAULT
        if said is not None:
            return CellState.SIGNED
        if proof is not None and counts and proof.is_good and not CHECK_ROWS[self.check].needs_person:
            return CellState.PASSED
        return CellState.UNKNOWN
