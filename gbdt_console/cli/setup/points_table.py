"""Read the points of a table, and end the verb on rows that cannot be used."""

import getpass
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import click

from gbdt_console.cli.context import MACHINE_CONFIG, is_service_user
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.setup.asking import say_fault
from gbdt_console.core.clean_text import clean
from gbdt_console.core.setup.points import Point, RowFault
from gbdt_console.core.setup.setup_port import Table
from gbdt_console.settings.setup.answers import Answers, Refused
from gbdt_console.settings.setup.points import all_misfits, misfits, points_of
from gbdt_console.settings.setup.tables import read_rows
from gbdt_console.text.setup.setup_text import fault_text
from gbdt_console.text.words import Words

_NAMED = 3
"""Limits the rows passed over that are named."""


def read_table(path: Path, known: Mapping[str, Mapping[str, str]] = MappingProxyType({})) -> Table:
    """Read the points of a CSV or .xlsx file, and name every row that cannot be used.

    known: cells by the numbers of sites that are there already
    """
    file, passed_over = clean(str(path)), list[str]()
    try:
        points, faults = points_of(file, read_rows(path), known, passed_over)
    except Refused as refused:
        place = f"{file}:{refused.line}" if refused.line else file
        points, faults = [], [RowFault(place, *fault_of(refused, path))]
    faults = sorted((*faults, *misfits(points, {})), key=_line_of)
    return Table(file, tuple(points), tuple(faults), tuple(passed_over))


def say_passed_over(table: Table, words: Words) -> None:
    """Print how many rows are no point, and the first of them."""
    if rows := table.passed_over:
        named = ", ".join(rows[:_NAMED]) + (" …" if len(rows) > _NAMED else "")
        click.echo(words("setup.rows-passed-over", n=len(rows), rows=named), err=True)


def fault_of(refused: Refused, path: Path) -> tuple[str, Mapping[str, str]]:
    """Return code and values; a file that the service's user may not read is another's, to be copied."""
    if refused.code != "settings.file-unreadable" or not is_service_user():
        return refused.code, refused.params
    copy = MACHINE_CONFIG.with_name(path.name)
    return "setup.table-of-another", {"user": clean(getpass.getuser()), "copy": clean(str(copy))}


def points_of_table(path: Path, words: Words) -> tuple[Point, ...]:
    """Read the points of a CSV or .xlsx file; end the verb with every bad row."""
    table = read_table(path)
    say_passed_over(table, words)
    if [fault.place for fault in table.faults] == [table.file]:  # no row of it was read
        say_fault(table.faults[0], words)
        raise SystemExit(Exit.CONFIG)
    _end_on(table.faults, words)
    return table.points


def wrong_table(path: Path, words: Words) -> str:
    """Say what is wrong in a table, its first fault above all; empty where nothing is."""
    faults = read_table(path).faults
    if not faults:
        return ""
    first = f"{faults[0].place}: {fault_text(words, faults[0])}"
    return words("setup.table-wrong", n=len(faults), first=first)


def require_fit(answers: Answers, words: Words) -> None:
    """End the verb with every point that does not fit into the plan that was answered."""
    faults = tuple(all_misfits(answers))
    is_outside = any(fault.code == "setup.range-outside-plan" for fault in faults)
    _end_on(faults, words, "setup.points-outside" if is_outside else "")


def _line_of(fault: RowFault) -> int:
    line = fault.place.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0


def _end_on(faults: Iterable[RowFault], words: Words, cure: str = "") -> None:
    named = list(faults)
    for fault in named:
        say_fault(fault, words)
    if named and cure:
        click.echo(words(cure), err=True)
    if named:
        fail(Exit.CONFIG, words, "setup.points-wrong", count=len(named))
