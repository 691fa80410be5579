"""Which state a cell has, over any measurement, statement and time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.checklist.cells import Cell, CellState, Proof, Statement
from gbdt_console.core.checklist.checks import CHECK_ROWS, Check

TIMES = st.floats(0.0, 1_000.0)
PROOFS = st.builds(
    Proof,
    code=st.sampled_from(("rtt", "lost", "mains")),
    params=st.just(()),
    source=st.just("ping"),
    taken_s=TIMES,
    limit_s=st.floats(0.0, 60.0),
    is_good=st.booleans(),
)
SAID = st.builds(
    Statement,
    is_ok=st.booleans(),
    by=st.just("Trực ca 1"),
    at_utc=TIMES,
    over=st.sampled_from(("", "lost")),
)
CELLS = st.builds(
    Cell, check=st.sampled_from(Check), proof=st.none() | PROOFS, said=st.none() | SAID
)  # fmt: skip


@given(CELLS, TIMES)
def test_green_needs_a_value_within_its_limit_or_a_signature(cell: Cell, now_s: float) -> None:
    is_signed = cell.said is not None and cell.said.is_ok
    is_measured = (
        cell.proof is not None and cell.proof.is_good and now_s - cell.proof.taken_s <= cell.proof.limit_s
    )
    if cell.state_at(now_s).is_green:
        assert is_signed or is_measured


@given(CELLS, TIMES)
def test_a_check_for_people_is_never_green_without_one(cell: Cell, now_s: float) -> None:
    if CHECK_ROWS[cell.check].needs_person and cell.state_at(now_s).is_green:
        assert cell.state_at(now_s) is CellState.SIGNED
        assert cell.said is not None


def test_sound_is_a_check_for_people() -> None:
    assert CHECK_ROWS[Check.SOUND].needs_person


@given(PROOFS, st.sampled_from([check for check in Check if not CHECK_ROWS[check].needs_person]))
@pytest.mark.outcome("normal")
def test_a_source_that_stops_turns_the_cell_unknown_at_its_limit(proof: Proof, check: Check) -> None:
    cell = Cell(check, proof)
    within = CellState.PASSED if proof.is_good else CellState.FAULT
    assert cell.state_at(proof.taken_s) is within
    assert cell.state_at(proof.taken_s + proof.limit_s + 0.001) is CellState.UNKNOWN


@given(SAID, st.sampled_from(Check))
def test_a_reported_fault_outweighs_any_measurement(said: Statement, check: Check) -> None:
    good = Proof("rtt", (), "ping", 0.0, 10.0, is_good=True)
    state = Cell(check, good, said).state_at(1.0)
    assert state is (CellState.SIGNED if said.is_ok else CellState.FAULT)


@given(PROOFS, SAID, st.sampled_from(Check))
def test_a_signature_covers_a_measured_fault_only_where_it_names_it(
    proof: Proof, said: Statement, check: Check
) -> None:
    state = Cell(check, proof, said).state_at(proof.taken_s)
    if said.is_ok and not proof.is_good:
        assert state is (CellState.SIGNED if said.over == proof.code else CellState.FAULT)
