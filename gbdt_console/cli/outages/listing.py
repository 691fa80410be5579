"""Implements `outages`: prints the outage records as plain lines or as JSON."""

import json
from collections.abc import Iterator

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.outages.known import OutagesKnown, known_outages
from gbdt_console.cli.outages.months import MonthsKnown, known_months
from gbdt_console.cli.outages.outage_form import months_object, outages_object
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.outages.outage import Outage
from gbdt_console.text.formats import Formats
from gbdt_console.text.outages.contract_text import ContractWords
from gbdt_console.text.outages.outage_text import OutageWords, code_name
from gbdt_console.text.words import Words


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/outages-json.md).")
@click.option("--all", "is_whole", is_flag=True, help="Include the last closed and merged records.")
@click.option(
    "--month", is_flag=False, flag_value="", metavar="YYYY-MM", help="Each line's month by its contract."
)
@with_context
def outages(context: Context, as_json: bool, is_whole: bool, month: str | None) -> None:
    """Print the open outage records; without an engine, from the journal."""
    if month is not None:
        _print_months(context, known_months(context, month), as_json=as_json)
        return
    known = known_outages(context)
    if as_json:
        click.echo(json.dumps(outages_object(known), ensure_ascii=False, indent=1))
        return
    words = context.words(known.language)
    shown = [outage for outage in known.outages if is_whole or outage.is_open]
    for line in _lines(shown, known, words):
        click.echo(line)
    if not shown:
        click.echo(words("verb.outages-none"))


def _print_months(context: Context, known: MonthsKnown, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(months_object(known), ensure_ascii=False, indent=1))
        return
    words = context.words(known.language)
    formats = Formats(words)
    text, now_utc = ContractWords(words, formats), known.at_utc
    as_of = formats.since(now_utc, SystemClock().utc())
    click.echo(words("contract.title", month=f"{known.month[5:]}/{known.month[:4]}", time=as_of))
    for line in known.lines:
        name = known.names.get(line.site_id, clean(line.site_id))
        click.echo(f"{name}: {text.summary(line)}")
        click.echo(f"    {text.terms(line)}")
        for breach in line.breaches:
            click.echo(f"    {text.breach(breach, now_utc)}")


def _lines(outages: list[Outage], known: OutagesKnown, words: Words) -> Iterator[str]:
    """Yield one line a record: number, state, begin, length, sites and fault, cause, estimate."""
    formats = Formats(words)
    text = OutageWords(words, formats, known.names)
    for outage in outages:
        since = formats.since(outage.started_utc, known.at_utc)
        lasted = formats.duration(outage.lasted_s(known.at_utc))
        expected = text.expected(outage) if outage.is_down else ""
        facts = "; ".join(
            filter(None, (f"{text.sites(outage)}: {text.fault(outage)}", text.cause(outage), expected))
        )
        state = code_name(words, "state", outage.state)
        yield f"{outage.number:>5}  {state:<26} {since:<11} {lasted:>8}  {facts}"
