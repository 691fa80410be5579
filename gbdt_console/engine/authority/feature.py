"""Lets an engine on another machine give orders only once a person has signed for it."""

from collections.abc import Mapping
from typing import Any

from gbdt_console.core.authority.machine import (
    AUTHORITY_COMMANDS,
    OTHER_MAY_RUN,
    AcceptMachine,
    MachineAccepted,
    MachineBook,
)
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature


class AuthorityFeature(Feature):
    """The machine counts as soon as the journal has the signature, and not before."""

    commands = AUTHORITY_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {AcceptMachine: self._accept}

    def begin(self) -> None:
        """Record the machine of an engine to which nothing is withheld, where the journal lacks it."""
        if event := self._context.ledger[MachineBook].to_record(self._context.machine):
            self._context.record(event, "")

    def take(self, entry: Entry) -> None:
        authority = self._context.authority
        is_signed = isinstance(entry.event, MachineAccepted) and self._context.machine is not None
        if is_signed and authority.withheld is Withheld.OTHER_MACHINE:
            authority.withheld = None
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, withheld=self._context.authority.withheld)

    async def _accept(self, request: CommandRequest[Any]) -> Progress:
        context, here = self._context, self._context.machine
        if here is None or context.authority.withheld is not Withheld.OTHER_MACHINE:
            raise Refused(context.authority.refusal or "machine.is-accepted")
        if not request.command.is_sure:
            raise Refused(OTHER_MAY_RUN)
        return await context.record_for(request, [MachineAccepted(here.id, here.journal, request.name)])
