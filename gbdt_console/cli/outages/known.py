"""Reads outage records from the running engine, or without one from the journal."""

from collections.abc import Mapping
from dataclasses import dataclass

from gbdt_console.cli.client.known import live_or_recorded
from gbdt_console.cli.context import Context
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot, numbered_names
from gbdt_console.text.outages.outage_text import NO_ORDER, RunningOrder


@dataclass(frozen=True, slots=True)
class OutagesKnown:
    """Holds the outage records for the verbs.

    at_utc: the time that the values describe, UTC seconds
    outages: the open records by number, then the last ended ones, newest first
    names: the name of each site ('8 Sa Pa') by its id
    order: the chair, speaker and running order of the meeting
    language: the language of the configuration; empty where none could be read
    is_live: whether a running engine gave the values
    """

    at_utc: float
    outages: tuple[Outage, ...]
    names: Mapping[str, str]
    order: RunningOrder = NO_ORDER
    language: str = ""
    is_live: bool = True

    def outage(self, number: int) -> Outage | None:
        """Return the record of that number; None where there is none."""
        return next((outage for outage in self.outages if outage.number == number), None)


def known_of_snapshot(snapshot: Snapshot) -> OutagesKnown:
    """Take the records from the engine's Snapshot."""
    names = numbered_names(snapshot.sites)
    order = NO_ORDER if snapshot.conference is None else RunningOrder.of(snapshot.conference.floor)
    return OutagesKnown(snapshot.at_utc, snapshot.outages, names, order, snapshot.language)


def known_of_ledger(ledger: Ledger, at_utc: float, network: Network | None) -> OutagesKnown:
    """Take the records from the journal's fold.

    network: gives the names; without one the lines show ids
    """
    book = ledger.outages
    outages = (*book.outages.values(), *reversed(tuple(book.ended.values())))
    names = {} if network is None else numbered_names(network.sites)
    language = "" if network is None else network.language
    return OutagesKnown(at_utc, outages, names, RunningOrder.of(ledger.floor), language, is_live=False)


def known_outages(context: Context) -> OutagesKnown:
    """Ask the engine, or read the journal with a note on stderr."""
    return live_or_recorded(context, "verb.outages-as-of", known_of_snapshot, known_of_ledger)
