"""Judges each command by its row and hands it to its feature."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.engine.clients.clients import Clients
from gbdt_console.engine.clients.recorded_requests import RecordedRequests
from gbdt_console.engine.clients.request_memory import IdTaken, RememberedRequest, RequestMemory
from gbdt_console.engine.command_request import Client, CommandRequest, Handler, Refused
from gbdt_console.engine.features import Feature
from gbdt_console.engine.turn import Turn
from gbdt_console.journal.write_request import RecordingRefusedError, RecordingUnknownError

log = logging.getLogger(__name__)

_ENDS_WITHIN_S = 3.0
"""Limits how long the engine's end waits for commands under way; their devices are gone by then."""


class CommandDispatcher:
    """Carries commands out on the engine's loop.

    Record commands take turns: each sees what the one before it recorded. Commands to devices wait for
    no other. Nothing is reported RECORDED before the journal has it, and as many machines as is asked for.
    """

    def __init__(
        self,
        features: Sequence[Feature],
        clients: Clients,
        of_request: Callable[[str], Mapping[str, int]],
    ) -> None:
        """`of_request` reads the numbers of a request's entries from the journal (see Records).

        Raises ValueError where a command has not exactly one row and one handler.
        """
        self._lives = RequestMemory()
        self._requests = RecordedRequests(self._lives, of_request)
        self._clients = clients
        self._turn = Turn()
        self._working: set[asyncio.Future[Progress]] = set()
        self._is_open = asyncio.Event()
        self._is_open.set()
        self._held = 0
        self.follow(features)

    def follow(self, features: Sequence[Feature]) -> None:
        """Hand commands to these features from now on. Raises ValueError as the beginning does."""
        features = (*features, self._requests)
        self._features = features
        self._handlers = _handlers_of(features)
        self._rows = {row.command: row for feature in features for row in feature.commands}

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let commands that come wait for as long as the block lasts; those under way go on."""
        self._is_open.clear()
        try:
            yield
        finally:
            self._is_open.set()

    @property
    def under_way(self) -> int:
        """How many commands are being carried out; one that is held is not yet."""
        return len(self._working) - self._held

    @property
    def command_names(self) -> Mapping[str, type[Command]]:
        return {command.__name__: command for command in self._rows}

    async def submit(self, request_id: str, command: Command, client: Client) -> AsyncIterator[Progress]:
        """Yield the life of one request; the last step is final. Never raises.

        The command is carried out to its end although the client may have left meanwhile. A request that
        comes again is answered as before.
        """

        def begin(life: RememberedRequest) -> None:
            working = asyncio.ensure_future(self._in_time(request_id, command, client, life.add))
            self._working.add(working)
            working.add_done_callback(self._working.discard)
            working.add_done_callback(lambda done: life.add(_last_step(request_id, done)))

        try:
            life = self._lives.find_or_begin(request_id, command, client, begin)
        except IdTaken:
            yield Progress(request_id, Stage.FAILED, "control.id-taken")
            return
        async for step in life.steps():
            yield step

    async def close(self) -> None:
        """Wait until commands under way are recorded; call it after features stopped."""
        if self._working:
            await asyncio.wait(self._working, timeout=_ENDS_WITHIN_S)

    async def _in_time(
        self, request_id: str, command: Command, client: Client, on_progress: Callable[[Progress], None]
    ) -> Progress:
        """Carry a command out once nothing holds commands."""
        while not self._is_open.is_set():
            self._held += 1
            try:
                await self._is_open.wait()
            finally:
                self._held -= 1
        return await self._carry_out(request_id, command, client, on_progress)

    async def _carry_out(
        self, request_id: str, command: Command, client: Client, on_progress: Callable[[Progress], None]
    ) -> Progress:
        row = self._rows.get(type(command))
        if row is None:
            raise Refused("control.not-able")
        if not row.is_record:
            last = await self._handle(row, request_id, command, client, on_progress)
        else:
            async with self._turn.taken():
                last = await self._handle(row, request_id, command, client, on_progress)
        if last.stage is not Stage.RECORDED or await self._clients.authority.is_on_two():
            return last
        return Progress(last.request_id, Stage.UNKNOWN, "recording.one-machine", last.detail)

    async def _handle(
        self,
        row: CommandDefinition,
        request_id: str,
        command: Command,
        client: Client,
        on_progress: Callable[[Progress], None],
    ) -> Progress:
        if refusal := self._clients.refusal(client, row.guard):
            raise Refused(refusal)
        can_wait = row.is_record and not row.cannot_wait
        if can_wait and (refusal := self._clients.authority.record_refusal()):
            raise Refused(refusal)

        def notify(step: Progress) -> None:
            if row.is_record and step.stage is Stage.DOUBTFUL:
                self._turn.doubt()
            for feature in self._features:
                feature.on_progress(request, step)
            on_progress(step)

        async def follow_up(part: Command, on_step: Callable[[Progress], None]) -> Progress:
            part_id = new_request_id()
            working = asyncio.ensure_future(self._carry_out(part_id, part, client, on_step))
            self._working.add(working)
            working.add_done_callback(self._working.discard)
            await asyncio.wait((working,))
            return _last_step(part_id, working)

        name = self._clients.name_of(client)
        request = CommandRequest(
            request_id, command, client, client.operator, name, notify,
            lambda: self._clients.refusal(client), follow_up,
        )  # fmt: skip
        return await self._handlers[row.command](request)


def _handlers_of(features: Sequence[Feature]) -> Mapping[type[Command], Handler]:
    found: dict[type[Command], Handler] = {}
    for feature in features:
        handlers = feature.handlers()
        rows = [row.command for row in feature.commands]
        if set(rows) != handlers.keys() or len(set(rows)) != len(rows) or not found.keys().isdisjoint(rows):
            raise ValueError(f"{type(feature).__name__}: each command needs one row and one handler")
        found.update(handlers)
    return found


def _last_step(request_id: str, done: "asyncio.Future[Progress]") -> Progress:
    """Return how the work ended, as the last step."""
    if done.cancelled():
        return Progress(request_id, Stage.UNKNOWN, "order.interrupted")
    match done.exception():
        case None:
            return done.result()
        case Refused() as refused:
            return Progress(request_id, Stage.FAILED, str(refused), refused.detail)
        case RecordingRefusedError():
            return Progress(request_id, Stage.FAILED, "recording.refused")
        case RecordingUnknownError():
            return Progress(request_id, Stage.UNKNOWN, "recording.doubtful")
        case error:
            log.error("a command failed", exc_info=error)
            return Progress(request_id, Stage.UNKNOWN, "order.interrupted")
