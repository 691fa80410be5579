"""Gives a verb a Snapshot also where nothing was recorded yet: what sites.yaml says."""

from gbdt_console.cli.client.configuration import network_in_use
from gbdt_console.cli.client.shown import recorded, snapshot_or_recorded
from gbdt_console.cli.context import Context
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.snapshot import Snapshot


def snapshot_or_configured(context: Context) -> Snapshot:
    """Ask the engine, or read the journal, else sites.yaml; end the verb where that cannot be used either."""
    if context.state.journal_path.exists():
        snapshot = snapshot_or_recorded(context, is_of_now=True)
        if snapshot.sites:
            return snapshot
    return recorded(Ledger(), network_in_use(context, context.words()), SystemClock().utc())
