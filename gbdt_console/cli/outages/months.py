"""Finds the month of each line: from the running engine, else from the journal."""

from dataclasses import replace

from gbdt_console.cli.client.configuration import network_if_readable
from gbdt_console.cli.client.connect import snapshot_if_any
from gbdt_console.cli.client.recorded import ledger_before, recorded_ledger
from gbdt_console.cli.client.shown import note_recorded, recorded
from gbdt_console.cli.context import Context
from gbdt_console.cli.typed import typed_month
from gbdt_console.core.carriers import ContractTargets
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.outages.contract_events import ContractDayClosed
from gbdt_console.core.outages.contract_month import LineMonth, MonthJudge
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import TIMEZONE
from gbdt_console.text.words import Words


def snapshot_of_month(context: Context, wanted: str) -> tuple[str, Snapshot]:
    """Return the month and a Snapshot with the month of each line; this month is the engine's.

    Another one, or without an engine each, is judged by the closed days of the journal.

    wanted: 'YYYY-MM'; empty for this month
    """
    words = context.words()
    network = network_if_readable(context)
    timezone = TIMEZONE if network is None else network.timezone
    now_utc = SystemClock().utc()
    month = typed_month(wanted, now_utc, timezone, words)
    live = snapshot_if_any(context, words)
    if live is not None and live.contract and live.contract[0].month == month:
        return month, live
    ledger = _ledger_of(context, words, month)
    judge = MonthJudge.of(month, timezone, now_utc, ledger[ContractBook], ledger[OutageBook].find)
    told = replace(recorded(ledger, network, float(judge.closed_s)), contract=_lines(judge, network))
    if live is None:
        note_recorded(context, told, told.at_utc)
    return month, told


def _lines(judge: MonthJudge, network: Network | None) -> tuple[LineMonth, ...]:
    """Judge the lines of sites.yaml, then those that only the journal knows, by the usual targets."""
    book = judge.book
    sites = {} if network is None else {site.id: site for site in network.sites}
    return tuple(
        judge.line(
            site_id,
            sites[site_id].line.contract if site_id in sites else ContractTargets(),
        )
        for site_id in (*sites, *(one for one in sorted(book.terms) if one not in sites))
    )


def _ledger_of(context: Context, words: Words, month: str) -> Ledger:
    """Return the ledger as it was when the last day of the month was closed."""
    ledger, _ = recorded_ledger(context, words)
    if ledger[ContractBook].month <= month:
        return ledger
    return ledger_before(context, words, lambda entry: _closes_later(entry, month))


def _closes_later(entry: Entry, month: str) -> bool:
    return isinstance(entry.event, ContractDayClosed) and entry.event.day[:7] > month
