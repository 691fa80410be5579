"""Finds the months of all lines: from the running engine, else from the journal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.client.connect import snapshot_if_any
from gbdt_console.cli.client.known import network_if_readable
from gbdt_console.cli.client.recorded import ledger_before, recorded_ledger
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.carriers import ContractTargets
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.contract_events import ContractDayClosed
from gbdt_console.core.outages.contract_month import LineMonth, MonthJudge, month_bounds
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import numbered_names
from gbdt_console.text.formats import TIMEZONE, Formats
from gbdt_console.text.words import Words

_FORM = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class MonthsKnown:
    """Holds the months of all lines for the verb.

    month: the month, 'YYYY-MM'
    at_utc: end of what is counted, UTC seconds
    lines: the month of each line
    names: the name of each site ('8 Sa Pa') by its id
    language: the language of the configuration; empty where none could be read
    is_live: whether a running engine gave the values
    """

    month: str
    at_utc: float
    lines: tuple[LineMonth, ...]
    names: Mapping[str, str]
    language: str = ""
    is_live: bool = True


def known_months(context: Context, wanted: str) -> MonthsKnown:
    """Ask the engine for this month; read another one, or all without an engine, from the journal.

    wanted: 'YYYY-MM'; empty for this month
    """
    words = context.words()
    network = network_if_readable(context)
    month = wanted or _this_month(network)
    if not _FORM.fullmatch(month):
        fail(Exit.USAGE, words, "verb.month-form")
    snapshot = snapshot_if_any(context, words)
    if snapshot is not None and snapshot.contract and snapshot.contract[0].month == month:
        names = numbered_names(snapshot.sites)
        return MonthsKnown(month, snapshot.at_utc, snapshot.contract, names, snapshot.language)
    ledger = _ledger_of(context, words, month)
    known = _of_ledger(ledger, month, network)
    if snapshot is None:
        own_words = context.words(known.language)
        time = Formats(own_words).since(known.at_utc, SystemClock().utc())
        click.echo(own_words("verb.outages-as-of", state=context.state.path, time=time), err=True)
    return known


def _this_month(network: Network | None) -> str:
    zone = ZoneInfo(TIMEZONE if network is None else network.timezone)
    return datetime.fromtimestamp(SystemClock().utc(), zone).strftime("%Y-%m")


def _of_ledger(ledger: Ledger, month: str, network: Network | None) -> MonthsKnown:
    """Judge the closed days; without a configuration by the usual targets."""
    book = ledger.contract
    timezone = TIMEZONE if network is None else network.timezone
    sites = {} if network is None else {site.id: site for site in network.sites}
    ids = [*sites, *(site_id for site_id in sorted(book.terms) if site_id not in sites)]
    begins_s, ends_s = month_bounds(month, timezone)
    at_s = book.until_s if book.month == month else begins_s
    if SystemClock().utc() >= ends_s:
        at_s = ends_s
    judge = MonthJudge.of(month, timezone, at_s, book, ledger.outages.find)
    lines = tuple(
        judge.line(
            site_id,
            sites[site_id].line.contract if site_id in sites else ContractTargets(),
            [period for (line, _), period in sorted(book.periods.items()) if line == site_id],
        )
        for site_id in ids
    )
    names = numbered_names(sites.values())
    language = "" if network is None else network.language
    return MonthsKnown(month, float(at_s), lines, names, language, is_live=False)


def _ledger_of(context: Context, words: Words, month: str) -> Ledger:
    """Return the ledger as it was when the last day of the month was closed."""
    ledger, _ = recorded_ledger(context, words)
    if ledger.contract.month <= month:
        return ledger
    return ledger_before(context, words, lambda entry: _closes_later(entry, month))


def _closes_later(entry: Entry, month: str) -> bool:
    return isinstance(entry.event, ContractDayClosed) and entry.event.day[:7] > month
