"""Reads what a verb shows from the running engine, or without one from the journal."""

from collections.abc import Callable
from typing import TypeVar

import click

from gbdt_console.cli.client.connect import snapshot_if_any
from gbdt_console.cli.client.recorded import recorded_ledger
from gbdt_console.cli.context import Context
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats

T = TypeVar("T")


def live_or_recorded(
    context: Context,
    note: str,
    of_snapshot: Callable[[Snapshot], T],
    of_ledger: Callable[[Ledger, float, Network | None], T],
) -> T:
    """Ask the engine, or read the journal with a note on stderr.

    Ends the verb as `recorded_ledger` does.

    note: message code of the note; it takes the state directory and the time of the journal's last entry
    of_snapshot: takes the values from the engine's Snapshot
    of_ledger: takes them from the journal's fold; also gets the time of its last entry, UTC seconds, and the
        network, None where sites.yaml is rejected
    """
    words = context.words()
    snapshot = snapshot_if_any(context, words)
    if snapshot is not None:
        return of_snapshot(snapshot)
    ledger, at_utc = recorded_ledger(context, words)
    network = network_if_readable(context)
    own = context.words("" if network is None else network.language)
    time = Formats(own).since(at_utc, SystemClock().utc())
    click.echo(own(note, state=context.state.path, time=time), err=True)
    return of_ledger(ledger, at_utc, network)


def network_if_readable(context: Context) -> Network | None:
    """Load sites.yaml without its secrets; None where it is rejected, so that what is recorded is shown."""
    from gbdt_console.compose import load
    from gbdt_console.settings.problems import ConfigRejected

    if context.config is None:
        return None
    try:
        return load(context.config, None)
    except ConfigRejected:
        return None
