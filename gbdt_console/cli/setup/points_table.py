"""Read the points of a table, and end the verb on rows that cannot be used."""

from collections.abc import Iterable
from pathlib import Path

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.setup.asking import say_fault
from gbdt_console.core.cleaning import clean
from gbdt_console.settings.setup.answers import Answers, Point, Refused
from gbdt_console.settings.setup.points import RowFault, misfits, points_of
from gbdt_console.settings.setup.tables import read_rows
from gbdt_console.text.words import Words


def points_of_table(table: Path, words: Words) -> tuple[Point, ...]:
    """Read the points of a CSV or .xlsx file; end the verb with every bad row."""
    file = clean(str(table))
    try:
        points, faults = points_of(file, read_rows(table))
    except Refused as refused:
        points, faults = [], [RowFault(file, refused.code, refused.params)]
    _end_on([*faults, *misfits(points, {})], words)
    return tuple(points)


def require_fit(answers: Answers, words: Words) -> None:
    """End the verb with every point that does not fit into the plan that was answered."""
    _end_on(misfits(answers.points, answers.values), words)


def _end_on(faults: Iterable[RowFault], words: Words) -> None:
    named = list(faults)
    for fault in named:
        say_fault(fault, words)
    if named:
        fail(Exit.CONFIG, words, "setup.points-wrong", count=len(named))
