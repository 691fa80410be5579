"""Finds the orders that may have overlapped with those of the PC that was let command."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from gbdt_console.core.conference.floor_events import OrderEnded
from gbdt_console.core.requests import Stage
from gbdt_console.core.standby.role import MOST_UNREAD, UnreadOrder
from gbdt_console.journal.apart import all_aside
from gbdt_console.journal.chain import MALFORMED, ChainHead
from gbdt_console.journal.database import ForeignFileError
from gbdt_console.journal.store import EventStore


def left_unread(journal: Path, taken: ChainHead) -> tuple[UnreadOrder, ...]:
    """Return the last orders of which this PC did not know the outcome as the other one took over at `taken`.

    They stand in what was put aside of this PC's journal then; a file of another takeover tells nothing.
    """
    for file in all_aside(journal):
        with suppress(sqlite3.Error, ForeignFileError, *MALFORMED), EventStore.view(file) as store:
            if not taken.seq or store.holds(taken):
                return _unread_in(store, taken)
    return ()


def _unread_in(store: EventStore, taken: ChainHead) -> tuple[UnreadOrder, ...]:
    ended = (row.entry() for row in store.rows(taken.seq) if row.kind == OrderEnded.KIND)
    unread = (
        UnreadOrder(entry.at_utc, entry.event.what, entry.event.target, entry.event.operator_name)
        for entry in ended
        if isinstance(entry.event, OrderEnded) and entry.event.stage is Stage.UNKNOWN
    )
    return tuple(unread)[-MOST_UNREAD:]
