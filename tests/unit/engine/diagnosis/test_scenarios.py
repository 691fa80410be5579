"""The real engine finds every row of both tables, with its evidence, whatever the moment of the fault."""

import pytest

from gbdt_console.core.diagnosis.return_table import RETURN_TABLE
from gbdt_console.core.diagnosis.verdict_table import TABLE
from gbdt_console.engine.diagnosis import return_diagnosis as aftermath
from tests.support.engine.fault_scenarios import SCENARIOS, Wrong, play

SEEDS = 3
"""Timings of each scenario; the soak plays 20."""
ROWS = [row.name for row in TABLE]
RETURN_ROWS = [row.name for row in RETURN_TABLE]


@pytest.mark.search
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_cause_is_found_at_any_moment(name: str) -> None:
    for seed in range(SEEDS):
        play(SCENARIOS[name], seed)


@pytest.mark.parametrize("row", ROWS)
def test_no_row_can_be_taken_away(row: str) -> None:
    table = [other for other in TABLE if other.name != row]
    assert any(_fails(name, table) for name in _about(row)), "no scenario misses it"


@pytest.mark.parametrize("row", RETURN_ROWS)
def test_no_row_of_the_return_can_be_taken_away(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tuple(other for other in RETURN_TABLE if other.name != row)
    decide = aftermath.decide_on_return
    monkeypatch.setattr(aftermath, "decide_on_return", lambda facts: decide(facts, table))
    assert any(_fails(name, TABLE) for name in _about(row)), "no scenario misses it"


def _about(row: str) -> list[str]:
    """The scenarios that expect that row first; where none does, any may find out."""
    return sorted(SCENARIOS, key=lambda name: (row not in SCENARIOS[name].rows, name))


def _fails(name: str, table: list) -> bool:
    """Whether the scenario then ends in another verdict, at its first seed."""
    try:
        play(SCENARIOS[name], 0, table)
    except Wrong:
        return True
    return False
