"""Defines a command on its way through the engine, its handler, and how it writes its events."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.port import ClientKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Progress, Stage

C = TypeVar("C", bound=Command)
E = TypeVar("E", bound=StrEnum)


class Refused(Exception):
    """The command is not carried out.

    code: message code of the reason
    detail: what that sentence names beside it, such as a file and its line; may be empty
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.detail = detail


def one_of(kind: type[E], value: str, code: str) -> E:
    """Return the member of that value. Raises Refused with the code."""
    try:
        return kind(value)
    except ValueError:
        raise Refused(code) from None


def said(text: str, longest: int, code: str) -> str:
    """Return what a person typed, cleaned and cut. Raises Refused with the code where it is empty."""
    words = clean(text.strip(), longest)
    if not words:
        raise Refused(code)
    return words


@dataclass(slots=True)
class Client:
    """One connected client.

    kind: how it uses the engine
    uid: the OS user, as the kernel knows it
    person: the OS user who had it started, if another (see Peer)
    operator: id of the operator on duty there; empty where sites.yaml lists nobody for the OS user
    """

    id: str
    kind: ClientKind
    uid: int
    person: int
    terminal: str
    operator: str


@dataclass(frozen=True, slots=True)
class CommandRequest(Generic[C]):
    """One command of a client, at the moment its turn came.

    id: the request's id, which every step of its life carries
    operator: id of the operator who asks
    on_progress: takes each step before the last
    refusal: returns the code of why the client may not act any more; empty while it may
    follow_up: carries out a further command for the same client as a part of this one; takes what is called
        with each step before the last, and returns the last. Never raises
    """

    id: str
    command: C
    client: Client
    operator: str
    name: str
    on_progress: Callable[[Progress], None]
    refusal: Callable[[], str]
    follow_up: "FollowUp"


FollowUp = Callable[[Command, Callable[[Progress], None]], Awaitable[Progress]]

Handler = Callable[[CommandRequest[Any]], Awaitable[Progress]]
"""Carries a command out and returns its last step. Raises Refused before anything was done,
RecordingRefusedError, or RecordingUnknownError."""


class RecordTogether(Protocol):
    """Writes the events of one command, all of them or none (see Records)."""

    def __call__(
        self,
        events: Sequence[Event],
        actor: str,
        request_id: str = "",
        on_doubt: Callable[[], None] = lambda: None,
    ) -> Sequence[Future[Entry]]: ...


async def write_for(
    request: CommandRequest[Any],
    events: Sequence[Event],
    record_together: RecordTogether,
    operator: str | None = None,
) -> bool:
    """Write the events of a command, all of them or none, and wait until the journal has them.

    While the disk does not answer, the request's life says that nobody knows. Return whether it did so: by
    then the person has turned to something else. Raises RecordingRefusedError, RecordingUnknownError.

    operator: id of the operator they are of; None: the one who asks
    """
    loop, is_late = asyncio.get_running_loop(), False

    def doubt() -> None:
        nonlocal is_late
        is_late = True
        request.on_progress(Progress(request.id, Stage.DOUBTFUL))

    def on_doubt() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(doubt)

    actor = request.operator if operator is None else operator
    await asyncio.gather(*map(asyncio.wrap_future, record_together(events, actor, request.id, on_doubt)))
    return is_late
