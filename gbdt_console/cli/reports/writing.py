"""Read the journal for a report, and write it in a format to a file or to the terminal."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import click

from gbdt_console.cli.client.known import network_if_readable
from gbdt_console.cli.client.recorded import read_entries
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.events import Entry
from gbdt_console.core.json_value import Json
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.paper import Paper
from gbdt_console.core.reports.shelf import PaperFormat, ReportFailed
from gbdt_console.core.sites import Network
from gbdt_console.exporters.papers.formats import file_of, worded
from gbdt_console.text.paper_lines import paper_lines
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords

F = TypeVar("F", bound=Callable[..., object])
TEMPLATES = "reports"
"""Folder of the office's own templates, beside sites.yaml."""
_TEXT, _JSON = "text", "json"
FORMATS = (_TEXT, _JSON, *(format_.value for format_ in PaperFormat))
_WIDTH = 100
"""Width of a text that goes to no terminal, cells."""


class Fold(Protocol):
    """Takes all journal entries in order."""

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        ...


@dataclass(frozen=True, slots=True)
class Output:
    """Says how and where a report is written.

    format: one of FORMATS
    path: file; None for the terminal, and for a file named after the report where the format is no text
    """

    format: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Source:
    """Holds what a report is made with.

    words: names and texts in the language of the call
    network: the configuration; None where it cannot be read
    end: last journal entry that was read
    templates: folder of the office's own templates; None without a configuration
    """

    words: ReportWords
    network: Network | None
    end: JournalEnd
    templates: Path | None = None


def with_output(verb: F) -> F:
    """Add the options `--format` and `--output` to a verb."""
    shown = click.option(
        "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True,
        help="Format; json has exact seconds (docs/report-json.md), the others are files (docs/reports.md).",
    )  # fmt: skip
    written = click.option(
        "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="Write to FILE in place of the terminal.",
    )  # fmt: skip
    return shown(written(verb))


def read_journal(context: Context, fold: Fold) -> Source:
    """Give every journal entry to the fold; ends the verb where the journal cannot be read."""
    network = network_if_readable(context)
    words = context.words("" if network is None else network.language)
    last_utc = 0.0

    def take(entry: Entry) -> None:
        nonlocal last_utc
        last_utc = entry.at_utc
        fold.take(entry)

    head = read_entries(context, words, take)
    end = JournalEnd(head.seq, head.hash if head.seq else "", last_utc)
    templates = None if context.config is None else context.config.parent / TEMPLATES
    return Source(ReportWords(words, ReportPlace.of(network, words)), network, end, templates)


def write_report(
    output: Output, source: Source, facts: Callable[[], dict[str, Json]], paper: Callable[[], Paper]
) -> None:
    """Write a report in the wanted format; ends the verb where the file cannot be written."""
    words = source.words.words
    try:
        if output.format == _JSON:
            _write_text(json.dumps(facts(), ensure_ascii=False, indent=1), output.path)
            return
        made = worded(paper(), source.templates)
        if output.format == _TEXT:
            width = _WIDTH if output.path else shutil.get_terminal_size((_WIDTH, 0)).columns
            _write_text("\n".join(paper_lines(made, width)), output.path)
            return
        format_ = PaperFormat(output.format)
        content = file_of(made, format_, source.templates)
        path = output.path or Path(f"{made.name}.{format_.suffix}")
        path.write_bytes(content)
        click.echo(words("report.written", path=path))
    except ReportFailed as error:
        fail(Exit.FAILED, words, error.code, reason=error.reason)
    except OSError as error:
        fail(Exit.FAILED, words, "report.file", reason=error)


def _write_text(text: str, path: Path | None) -> None:
    if path is None:
        click.echo(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")
