"""Write a report in a format to a file or to the terminal."""

import json
import shutil
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path

import click

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.progress import shown_progress
from gbdt_console.cli.reports.making import Report, ReportMaker
from gbdt_console.cli.reports.reading import Source
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.archive import PaperFormat, ReportFailed, ReportTask
from gbdt_console.core.whole_file import replace_file, write_new
from gbdt_console.exporters.papers.formats import TEMPLATES, file_of, worded
from gbdt_console.text.reports.paper_lines import paper_lines

_TEXT, _JSON = "text", "json"
_FORMATS = (_TEXT, _JSON, *(format_.value for format_ in PaperFormat))
_WIDTH = 100
"""Width of a text that goes to no terminal, cells."""


@dataclass(frozen=True, slots=True)
class Output:
    """Says how a report is written.

    format: one of the formats, 'text' and 'json' among them
    path: the file; None for the terminal, or a file named after the report
    offices_only: an office stands in the place of each person's name; None as sites.yaml says
    """

    format: str
    path: Path | None
    offices_only: bool | None


def with_output(verb: Callable[..., None]) -> Callable[..., None]:
    """Add the options of an Output to a verb, which takes it as `output`."""

    @wraps(verb)
    def with_one(
        *args: object, format_: str, path: Path | None, offices_only: bool | None, **others: object
    ) -> None:
        verb(*args, output=Output(format_, path, offices_only), **others)

    shown = click.option(
        "--format", "format_", type=click.Choice(_FORMATS), default=_TEXT, show_default=True,
        help="Format; json has every figure (docs/report-json.md), the others are files (docs/reports.md).",
    )  # fmt: skip
    written = click.option(
        "--output", "path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="Write to FILE; default: text and json to the terminal, else a file named after it.",
    )  # fmt: skip
    named = click.option(
        "--offices-only/--names", default=None,
        help="Print offices in place of persons' names; default: papers.offices_only of sites.yaml.",
    )  # fmt: skip
    return shown(written(named(with_one)))


def write_report(context: Context, make: Callable[[ReportMaker], Report], output: Output) -> None:
    """Make a report and write it in the wanted format.

    Ends the verb where it cannot be made or written, or a template of the office is wrong. A file that nobody
    named is never overwritten: a clerk may have edited it.
    """
    source = Source.of(context)
    words = source.words.words
    try:
        is_default = output.offices_only is None
        offices_only = source.words.place.head.offices_only if is_default else bool(output.offices_only)
        report = make(ReportMaker(source, partial(source.read, context), offices_only))
        if output.format == _JSON:
            text = json.dumps(report.facts(), ensure_ascii=False, indent=1)
            _write_text(text, output.path, is_private=output.path is not None and report.paper().is_private)
            return
        templates = None if context.config is None else context.config.parent / TEMPLATES
        paper = worded(report.paper(), templates)
        if output.format == _TEXT:
            width = _WIDTH if output.path else shutil.get_terminal_size((_WIDTH, 0)).columns
            _write_text("\n".join(paper_lines(paper, width)), output.path, is_private=paper.is_private)
            return
        kind = PaperFormat(output.format)
        path = output.path or Path(f"{paper.name}.{kind.suffix}")
        if output.path is None and path.exists():
            fail(Exit.FAILED, words, "report.exists", path=path)
        if kind is PaperFormat.CSV and path.suffix.lower() == ".csv":
            fail(Exit.USAGE, words, "report.csv-is-zip", path=path)
        with shown_progress() as on_progress:
            content = file_of(paper, kind, templates, ReportTask(on_progress))
        (replace_file if output.path else write_new)(path, content, is_private=paper.is_private)
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
