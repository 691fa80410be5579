"""A number counts only where the planned work was done."""

import json

import pytest

from bench.figure import Figure, Work

PLANNED = 6_000


def figure(done: int, peer_done: int = PLANNED, ours: float = 6.0) -> Figure:
    work, peer_work = Work(done, PLANNED, "pings"), Work(peer_done, PLANNED, "pings")
    return Figure("engine", "%", ours, work, 3.0, "fping", 8.0, peer_work=peer_work)


def test_under_budget_only_with_the_work_done() -> None:
    assert figure(PLANNED).holds
    saturated = figure(1_327)
    assert saturated.holds is None
    assert saturated.row()["is_measured"] is False
    assert "NOT MEASURED: only 1327 of 6000 pings done" in saturated.line()


@pytest.mark.parametrize(("done", "holds"), [(5_699, None), (5_700, True)])
def test_at_least_95_in_a_hundred(done: int, holds: bool | None) -> None:
    assert figure(done).holds is holds


def test_nothing_is_broken_either_where_too_little_was_done() -> None:
    assert figure(PLANNED, ours=9.0).holds is False
    assert figure(5, ours=9.0).holds is None


def test_a_peer_that_did_less_is_no_measure() -> None:
    assert figure(PLANNED, peer_done=4_260).holds is None


def test_a_ratio_is_not_judged_without_a_peer() -> None:
    alone = Figure("get", "us", 50.0, Work(1, 1, "polls"), budget=5.0, budget_is_ratio=True)
    assert alone.holds is None
    assert "not judged" in alone.line()


def test_every_line_tells_the_work() -> None:
    assert figure(PLANNED).line().endswith("[6000 of 6000 pings]")


def test_a_row_gives_the_figure_back() -> None:
    assert Figure.of(json.loads(json.dumps(figure(17).row()))) == figure(17)
