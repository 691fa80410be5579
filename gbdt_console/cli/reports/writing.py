"""Read the journal for a report, and write it in a format to a file or to the terminal."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import click

from gbdt_console.cli.client.known import network_if_readable
from gbdt_console.cli.client.recorded import read_entries
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.reports.plain_text import plain_lines
from gbdt_console.core.events import Entry
from gbdt_console.core.json_value import Json
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.paper import Paper
from gbdt_console.core.sites import Network
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords

F = TypeVar("F", bound=Callable[..., object])
FORMATS = ("text", "json")


class Fold(Protocol):
    """Takes all journal entries in order."""

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        ...


@dataclass(frozen=True, slots=True)
class Output:
    """Says how and where a report is written.

    format: one of FORMATS
    path: file; None for the terminal
    """

    format: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Source:
    """Holds what a report is made with.

    words: names and texts in the language of the call
    network: the configuration; None where it cannot be read
    end: last journal entry that was read
    """

    words: ReportWords
    network: Network | None
    end: JournalEnd


def with_output(verb: F) -> F:
    """Add the options `--format` and `--output` to a verb."""
    shown = click.option(
        "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True,
        help="Format; json has exact seconds (docs/report-json.md).",
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
    return Source(ReportWords(words, ReportPlace.of(network, words)), network, end)


def write_report(
    output: Output, source: Source, facts: Callable[[], dict[str, Json]], paper: Callable[[], Paper]
) -> None:
    """Write a report in the wanted format; ends the verb where the file cannot be written."""
    if output.format == "json":
        text = json.dumps(facts(), ensure_ascii=False, indent=1)
    else:
        text = "\n".join(plain_lines(paper()))
    if output.path is None:
        click.echo(text)
        return
    try:
        output.path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        fail(Exit.FAILED, source.words.words, "report.file", reason=error)
