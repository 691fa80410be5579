"""Implements `handover show|sign`: the page of a shift as text or JSON, and its signature."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import click

from gbdt_console.cli.client.known import live_or_recorded
from gbdt_console.cli.client.run_command import VerbPlan, carry_out
from gbdt_console.cli.context import Context, with_context, with_recording_context
from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.booking import Booking
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.handover.page import ShiftFacts, page_of
from gbdt_console.core.handover.shift import Shift, TakeOverShift, items_data, shift_data
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.shift_facts import facts_of_ledger, facts_of_snapshot
from gbdt_console.core.sites import Network, Site
from gbdt_console.core.snapshot import SiteView, Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.handover.handover_text import HandoverWords
from gbdt_console.text.words import Words

FORM = 1
"""The version of the form; fields may be added without a new one."""


class _Known(NamedTuple):
    """Holds the page for the verb.

    facts: what the page is worked out from
    shift: the shift that was taken over last; None before the first
    booking: names of bodies
    sites: the sites, for the names of sites and devices
    language: the language of the configuration; empty where none could be read
    is_live: whether a running engine gave it
    """

    facts: ShiftFacts
    shift: Shift | None
    booking: Booking
    sites: Sequence[Site] | Sequence[SiteView]
    language: str
    is_live: bool


@click.group()
def handover() -> None:
    """Hand a shift over: what is open, what was promised, what comes next."""


@handover.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/handover.md).")
@with_context
def show(context: Context, as_json: bool) -> None:
    """Print the page of the hand-over; without an engine, from the journal."""
    known = live_or_recorded(context, "verb.handover-as-of", _of_snapshot, _of_ledger)
    if as_json:
        click.echo(json.dumps(_object(known), ensure_ascii=False, indent=1))
        return
    words = context.words(known.language)
    for line in _lines(known, words):
        click.echo(line)


@handover.command()
@click.option("--note", default="", metavar="TEXT", help="Your words about what you take over.")
@with_recording_context
def sign(context: Context, note: str) -> None:
    """Sign by your name that you take the shift over with all that is open."""
    carry_out(VerbPlan.of(TakeOverShift(note)), context, context.words())


def _of_snapshot(snapshot: Snapshot) -> _Known:
    facts = facts_of_snapshot(snapshot)
    return _Known(facts, snapshot.shift, snapshot.booking, snapshot.sites, snapshot.language, is_live=True)


def _of_ledger(ledger: Ledger, _: float, network: Network | None) -> _Known:
    facts = facts_of_ledger(ledger, SystemClock().utc(), network)
    booking = Booking() if network is None else Booking.of(network)
    sites = () if network is None else network.sites
    language = "" if network is None else network.language
    return _Known(facts, ledger.shift, booking, sites, language, is_live=False)


def _lines(known: _Known, words: Words) -> Iterator[str]:
    text = HandoverWords(words, Formats(words), known.sites, known.booking, known.facts)
    yield text.last(known.shift)
    for heading, lines in text.parts():
        yield heading
        yield from (f"  {line}" for line, _ in lines)


def _object(known: _Known) -> dict[str, object]:
    items = page_of(known.facts)
    return {
        "form": FORM,
        "at": iso(known.facts.now_utc),
        "is_live": known.is_live,
        "items": items_data(items),
        "last": shift_data(known.shift),
    }
