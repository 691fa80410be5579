"""Remembers the newest requests, so that one that comes again is answered and not done again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import field

from gbdt_console.core.commands import Command
from gbdt_console.core.port import ClientKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.engine.command_request import Client

_KEPT = 1_000
"""Limits the ended requests that are remembered: 50 seconds of one client that asks as fast as it may, and a
shift of technicians."""


class IdTaken(Exception):
    """The request's id names another command of the same user."""


@dataclass(slots=True)
class RememberedRequest:
    """The steps of one request so far, for any number of readers.

    content: what the request asked for, as a number; the command itself may hold a PIN and is not kept
    """

    content: int
    _steps: list[Progress] = field(default_factory=list)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_ended(self) -> bool:
        return bool(self._steps) and self._steps[-1].stage.is_final

    def add(self, step: Progress) -> None:
        """Take the next step; after the final one none is taken."""
        if not self.is_ended:
            self._steps.append(step)
            self._moved.set()
            self._moved = asyncio.Event()

    async def steps(self) -> AsyncIterator[Progress]:
        seen = 0
        while True:
            moved = self._moved
            for step in self._steps[seen:]:
                seen += 1
                yield step
                if step.stage.is_final:
                    return
            if seen == len(self._steps):
                await moved.wait()


class RequestMemory:
    """Finds a request by its id among those of the same user and kind of client.

    The client's own id does not count: one that lost its connection asks again as a new client.
    """

    def __init__(self) -> None:
        self._lives: dict[tuple[int, ClientKind, str], RememberedRequest] = {}

    def find_or_begin(
        self, request_id: str, command: Command, client: Client, begin: Callable[[RememberedRequest], None]
    ) -> RememberedRequest:
        """Return the life of that request; call `begin` with a new one where the id is new.

        Raises IdTaken.
        """
        content = hash(repr(command))
        key = (client.uid, client.kind, request_id)
        life = self._lives.get(key)
        if life is None:
            self._lives[key] = life = RememberedRequest(content)
            self._forget_oldest()
            life.add(Progress(request_id, Stage.REQUESTED))
            begin(life)
        elif life.content != content:
            raise IdTaken
        return life

    def forget(self, request_id: str, client: Client, but: Collection[str]) -> None:
        """Forget how a request of that user and its parts ended, so that each can be given again."""
        for key, life in list(self._lives.items()):
            *owner, known = key
            is_meant = known == request_id or known.startswith(f"{request_id}-")
            if is_meant and owner == [client.uid, client.kind] and life.is_ended and known not in but:
                del self._lives[key]

    def _forget_oldest(self) -> None:
        """Forget the oldest ended request where there are too many; one under way is kept."""
        if len(self._lives) > _KEPT:
            oldest = next((key for key, life in self._lives.items() if life.is_ended), None)
            if oldest is not None:
                del self._lives[oldest]
