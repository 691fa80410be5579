"""Write a report in a format to a file or to the terminal."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.reports.making import Report, ReportMaker
from gbdt_console.cli.reports.reading import Source
from gbdt_console.core.reports.archive import PaperFormat, ReportFailed
from gbdt_console.core.whole_file import replace_file, write_new
from gbdt_console.exporters.papers.formats import TEMPLATES, file_of, worded
from gbdt_console.text.reports.paper_lines import paper_lines

F = TypeVar("F", bound=Callable[..., object])
_TEXT, _JSON = "text", "json"
_FORMATS = (_TEXT, _JSON, *(format_.value for format_ in PaperFormat))
_WIDTH = 100
"""Width of a text that goes to no terminal, cells."""


def with_output(verb: F) -> F:
    """Add the options `--format` and `--output` to a verb."""
    shown = click.option(
        "--format", "format_", type=click.Choice(_FORMATS), default=_TEXT, show_default=True,
        help="Format; json has every figure (docs/report-json.md), the others are files (docs/reports.md).",
    )  # fmt: skip
    written = click.option(
        "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="Write to FILE; default: text and json to the terminal, else a file named after it.",
    )  # fmt: skip
    return shown(written(verb))


def write_report(
    context: Context, make: Callable[[ReportMaker], Report], format_: str, output: Path | None
) -> None:
    """Make a report and write it in the wanted format.

    Ends the verb where it cannot be made or written, or a template of the office is wrong. A file that nobody
    named is never overwritten: a clerk may have edited it.
    """
    source = Source.of(context)
    words = source.words.words
    try:
        report = make(ReportMaker(source, partial(source.read, context)))
        if format_ == _JSON:
            text = json.dumps(report.facts(), ensure_ascii=False, indent=1)
            _write_text(text, output, is_private=output is not None and report.paper().is_private)
            return
        templates = None if context.config is None else context.config.parent / TEMPLATES
        paper = worded(report.paper(), templates)
        if format_ == _TEXT:
            width = _WIDTH if output else shutil.get_terminal_size((_WIDTH, 0)).columns
            _write_text("\n".join(paper_lines(paper, width)), output, is_private=paper.is_private)
            return
        kind = PaperFormat(format_)
        path = output or Path(f"{paper.name}.{kind.suffix}")
        if output is None and path.exists():
            fail(Exit.FAILED, words, "report.exists", path=path)
        if kind is PaperFormat.CSV and path.suffix.lower() == ".csv":
            fail(Exit.USAGE, words, "report.csv-is-zip", path=path)
        content = file_of(paper, kind, templates)
        (replace_file if output else write_new)(path, content, is_private=paper.is_private)
        click.echo(words("report.written", path=path))
    except ReportFailed as error:
        fail(Exit.FAILED, words, error.code, **error.params)
    except OSError as error:
        fail(Exit.FAILED, words, "report.file", reason=error)


def _write_text(text: str, path: Path | None, *, is_private: bool) -> None:
    if path is None:
        click.echo(text)
    else:
        replace_file(path, f"{text}\n".encode(), is_private=is_private)
