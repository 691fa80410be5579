"""Signs a shift over to the operator who takes it, with all that is open then."""

from collections.abc import Mapping
from typing import Any

from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.handover.shift import (
    HANDOVER_COMMANDS,
    ShiftBook,
    ShiftTakenOver,
    TakeOverShift,
    digest_of,
    items_data,
)
from gbdt_console.core.handover_page import page_of
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.recorded_snapshot import recorded_snapshot
from gbdt_console.core.requests import Progress
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import CommandRequest, Handler
from gbdt_console.engine.features import EngineContext, Feature

_MOST_WORDS = 200
"""Limits a note, characters."""
_MOST_ITEMS = 500
"""Limits the items of an event: a flood of alarms of 3 400 sites would fill the journal's entry."""


class HandoverFeature(Feature):
    """Works out at the signature, from the ledger alone, what is handed over."""

    commands = HANDOVER_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {TakeOverShift: self._take_over}

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, ShiftTakenOver):
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, shift=self._context.ledger[ShiftBook].last)

    async def _take_over(self, request: CommandRequest[Command]) -> Progress:
        command: Any = request.command
        context, client = self._context, request.client
        now_utc, before = context.clock.utc(), context.ledger[ShiftBook].last
        page = page_of(recorded_snapshot(context.ledger, context.network, now_utc))
        items = items_data(page[:_MOST_ITEMS])
        taken = ShiftTakenOver(
            request.name,
            "" if before is None else before.operator,
            client.uid,
            client.terminal,
            clean(command.note.strip(), _MOST_WORDS),
            items,
            digest_of(items),
            now_utc,
        )
        return await context.record_for(request, [taken])
