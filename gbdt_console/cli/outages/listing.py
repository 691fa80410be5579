"""Implements `outages`: prints the outage records as plain lines or as JSON."""

from collections.abc import Iterator

import click

from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.outages.months import snapshot_of_month
from gbdt_console.cli.outages.outage_form import months_object, outages_object
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.outages.contract_text import ContractWords
from gbdt_console.text.outages.outage_text import OutageWords, code_name
from gbdt_console.text.words import Words


@click.command()
@json_option("docs/outages-json.md")
@click.option("--all", "is_whole", is_flag=True, help="Include the last closed and merged records.")
@click.option(
    "--month", is_flag=False, flag_value="", metavar="YYYY-MM", help="Each line's month by its contract."
)
@with_context
def outages(context: Context, as_json: bool, is_whole: bool, month: str | None) -> None:
    """Print the open outage records; without an engine, from the journal."""
    if month is not None:
        _print_month(context, *snapshot_of_month(context, month), as_json=as_json)
        return
    snapshot = snapshot_or_recorded(context)
    if as_json:
        print_json(outages_object(snapshot))
        return
    words = context.words(snapshot.language)
    shown = [outage for outage in snapshot.outages if is_whole or outage.is_open]
    print_lines(_lines(shown, snapshot, words))
    if not shown:
        click.echo(words("verb.outages-none"))


def _print_month(context: Context, month: str, snapshot: Snapshot, *, as_json: bool) -> None:
    if as_json:
        print_json(months_object(month, snapshot))
        return
    words = context.words(snapshot.language)
    formats = Formats(words)
    text, now_utc = ContractWords(words, formats), snapshot.at_utc
    today = next((line.today for line in snapshot.contract), None)
    as_of = formats.since(now_utc if today is None else today.from_s, SystemClock().utc())
    click.echo(words("contract.title", month=f"{month[5:]}/{month[:4]}", time=as_of))
    names = numbered_names(snapshot.sites)
    for line in snapshot.contract:
        name = names.get(line.site_id, clean(line.site_id))
        click.echo(f"{name}: {text.summary(line)}")
        if terms := text.terms(line):
            click.echo(f"    {terms}")
        if told := text.today(line, now_utc):
            click.echo(f"    {told}")
        for breach in line.breaches:
            click.echo(f"    {text.breach(breach, now_utc)}")


def _lines(outages: list[Outage], snapshot: Snapshot, words: Words) -> Iterator[str]:
    formats = Formats(words)
    text = OutageWords(words, formats, numbered_names(snapshot.sites))
    for outage in outages:
        since = formats.since(outage.started_utc, snapshot.at_utc)
        lasted = formats.duration(outage.lasted_s(snapshot.at_utc))
        expected = text.expected(outage) if outage.is_down else ""
        facts = "; ".join(
            filter(None, (f"{text.sites(outage)}: {text.fault(outage)}", text.cause(outage), expected))
        )
        state = code_name(words, "state", outage.state)
        yield f"{outage.number:>5}  {state:<26} {since:<11} {lasted:>8}  {facts}"
