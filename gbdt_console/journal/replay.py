"""Folds a chain into a Ledger, or gives its entries to another fold, and proves the rows that it reads."""

from collections.abc import Iterator

from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.journal.chain import GENESIS, MALFORMED, ChainHead, Damage, JournalDamaged, follow
from gbdt_console.journal.store import EventStore


def fold(store: EventStore) -> Ledger:
    """Fold the journal from its last Checkpoint on.

    Raises JournalDamaged when the rows from there do not hold; `verify` proves the older rows.
    """
    checkpoint = store.last_checkpoint()
    try:
        start = GENESIS if checkpoint is None else checkpoint.before
    except MALFORMED as error:
        raise JournalDamaged(Damage.MALFORMED) from error
    ledger = Ledger()
    for _ in steps(store, ledger, start):
        pass
    return ledger


def steps(store: EventStore, ledger: Ledger, start: ChainHead = GENESIS) -> Iterator[tuple[ChainHead, Entry]]:
    """Yield each proven entry after `start`, before the ledger applies it. Raises JournalDamaged."""
    head = start
    for head_after, entry in follow(store.rows(start.seq), start):
        yield head_after, entry
        try:
            ledger.apply(entry.event)
        except MALFORMED as error:
            raise JournalDamaged(Damage.MALFORMED, head) from error
        head = head_after


def entries(store: EventStore) -> Iterator[tuple[ChainHead, Entry]]:
    """Yield every entry but the Checkpoints with the head after it, for a fold from the first entry on.

    Rows are proven but for a Checkpoint's own data, which is not read: it only repeats what the rows before
    say. A row that was made to look like one is left out, too; `verify` shows both. Raises JournalDamaged.
    """
    return follow(store.rows(has_folds=False), unread=Checkpoint.KIND)
