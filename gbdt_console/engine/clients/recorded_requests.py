"""Answers whether an earlier request is recorded."""

import asyncio
from collections.abc import Callable, Mapping

from gbdt_console.core.commands import REQUEST_COMMANDS, Command, FindRecorded
from gbdt_console.core.recorded_requests import recorded_line
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.engine.clients.request_memory import RequestMemory
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import Feature


class RecordedRequests(Feature):
    """Looks for a request in the journal, in the turn of the commands that record: none is under way then."""

    commands = REQUEST_COMMANDS

    def __init__(self, lives: RequestMemory, of_request: Callable[[str], Mapping[str, int]]) -> None:
        """`of_request` reads the numbers of a request's entries (see Records); it may wait for the disk."""
        self._lives = lives
        self._of_request = of_request

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {FindRecorded: self._find}

    async def _find(self, request: CommandRequest[FindRecorded]) -> Progress:
        """Return the numbers of its entries.

        A request that is proven not to be in the journal may be given again under its id: what memory has of
        its end is forgotten.
        """
        wanted = request.command.request_id
        found = await asyncio.to_thread(self._of_request, wanted)
        self._lives.forget(wanted, request.client, but=found)
        if not found:
            raise Refused("recording.not-found")
        return Progress(request.id, Stage.RECORDED, "recording.already", recorded_line(found))
