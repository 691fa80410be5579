"""Finds the orders that may have overlapped with those of the PC that was let command."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from gbdt_console.core.conference.floor_events import OrderEnded
from gbdt_console.core.requests import Stage
from gbdt_console.core.shutdown.events import PowerCommanded, PowerSwitched
from gbdt_console.core.standby.role import MOST_UNREAD, UnreadOrder
from gbdt_console.journal.apart import all_aside
from gbdt_console.journal.chain import MALFORMED, ChainHead
from gbdt_console.journal.database import ForeignFileError
from gbdt_console.journal.store import EventStore

_KINDS = (OrderEnded.KIND, PowerCommanded.KIND, PowerSwitched.KIND)
_POWER_OFF = "power.off"
"""Outlets are no orders of a link: what was commanded is recorded before, what the PDU says after it."""


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
    unread: dict[object, UnreadOrder] = {}
    for entry in (row.entry() for row in store.rows(taken.seq) if row.kind in _KINDS):
        match entry.event:
            case OrderEnded(stage=Stage.UNKNOWN) as order:
                unread[order.order] = UnreadOrder(entry.at_utc, order.what, order.target, order.operator_name)
            case OrderEnded() as order:
                unread.pop(order.order, None)
            case PowerCommanded() as order:
                unread[order.site] = UnreadOrder(entry.at_utc, _POWER_OFF, order.site, order.operator)
            case PowerSwitched(is_off=True) as answer:
                unread.pop(answer.site, None)
            case PowerSwitched() as answer:
                unread.setdefault(answer.site, UnreadOrder(entry.at_utc, _POWER_OFF, answer.site))
    return tuple(unread.values())[-MOST_UNREAD:]
