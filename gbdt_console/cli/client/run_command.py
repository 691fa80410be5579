"""Carry out commands by a running engine, else in the journal."""

import os
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import NoReturn

import click

from gbdt_console.cli.client.connect import first_snapshot, over_port, with_port
from gbdt_console.cli.client.follow import (
    VerbCommand,
    exit_of,
    follow,
    found_before,
    placed,
    print_found,
    print_unlisted,
)
from gbdt_console.cli.client.stuck_disk import DiskStuck, in_child
from gbdt_console.cli.client.without_engine import ByLedger, record_without_engine
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.commands import Command, FindRecorded, PlacedCommand
from gbdt_console.core.port import ClientKind, ConsolePort
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.recorded_requests import is_whole
from gbdt_console.core.requests import Progress, Stage, new_request_id, part_ids
from gbdt_console.engine.clients.socket_port import NoEngine, SocketPort
from gbdt_console.text.words import Words

_LOOK_BEATS = 6
"""Half seconds within which the disk of the state directory must say whether it has a socket."""

ByEngine = Callable[[ConsolePort], Coroutine[object, object, Sequence[VerbCommand]]]
"""Chooses the commands by the engine's Snapshot."""


@dataclass(frozen=True, slots=True)
class VerbPlan:
    """The commands of a verb, chosen where they are carried out.

    by_ledger: chooses them by the journal's Ledger and sites.yaml, where no engine runs
    """

    by_engine: ByEngine
    by_ledger: ByLedger

    @classmethod
    def of(cls, command: Command) -> "VerbPlan":
        """Plan a command that does not depend on engine or journal."""
        chosen = (VerbCommand(command),)

        async def by_engine(_: ConsolePort) -> Sequence[VerbCommand]:
            return chosen

        return cls(by_engine, lambda *_: chosen)


def carry_out(plan: VerbPlan, context: Context, words: Words) -> NoReturn:
    """Carry out `plan` and end the verb with the worst outcome.

    The engine is asked before anything touches its disk. Where the end is not known the verb prints the id by
    which `--again` finds it. The configuration is read only where no engine runs.
    """
    run = _VerbRun(plan, context, words, context.again or new_request_id())
    try:
        exit_code = run.carried_out()
    except SystemExit as end:
        exit_code = end.code if isinstance(end.code, int) else Exit.FAILED
    if exit_code == Exit.UNKNOWN:
        click.echo(words("verb.again", id=run.request_id), err=True)
    raise SystemExit(exit_code)


def send(context: Context, command: Command) -> NoReturn:
    """Send a command to engine or journal and end the verb."""
    carry_out(VerbPlan.of(command), context, context.words())


def carry_out_live(command: Command, context: Context, words: Words) -> NoReturn:
    """Carry out a command that needs an engine. Without one the exit code is 3."""

    async def work(port: SocketPort) -> Progress:
        return await follow(port, placed([VerbCommand(command)], context, None)[0], words)

    last = with_port(context, words, ClientKind.VERB, work)
    print_unlisted([last], context, words, by_engine=True)
    raise SystemExit(exit_of(last))


@dataclass(frozen=True, slots=True)
class _VerbRun:
    """One call of a verb that records.

    request_id: id of its request; of several commands each has a part of its own
    """

    plan: VerbPlan
    context: Context
    words: Words
    request_id: str

    def carried_out(self) -> int:
        """Return the exit code. Ends the verb where it cannot begin."""
        try:
            has_socket = in_child(self._has_socket, _LOOK_BEATS)
        except DiskStuck:
            fail(Exit.NO_ENGINE, self.words, "verb.disk-silent", state=self.context.state.path)
        exit_code = self._by_engine() if has_socket else None
        if exit_code is None:
            exit_code = record_without_engine(self.plan.by_ledger, self.context, self.request_id)
        if exit_code is None:
            exit_code = self._by_engine()
        if exit_code is None:
            fail(Exit.NO_ENGINE, self.words, "verb.no-engine", state=self.context.state.path)
        return exit_code

    def _has_socket(self) -> int:
        """Look for the socket: on a disk that hangs, not even a look returns."""
        return int(os.path.lexists(self.context.state.socket_path))

    def _by_engine(self) -> int | None:
        """Return the exit code; None without an engine."""
        with suppress(NoEngine):
            return self._asked()
        return None

    def _asked(self) -> int:
        lasts = over_port(self.context, self.words, ClientKind.VERB, self._ask)
        print_unlisted(lasts, self.context, self.words, by_engine=True)
        return max(map(exit_of, lasts), default=Exit.DONE)

    async def _ask(self, port: SocketPort) -> list[Progress]:
        """Send the commands one after the other; behind one whose end is not known none is sent."""
        found: Mapping[str, int] = {}
        if self.context.again:
            answer = Progress("", Stage.REQUESTED)
            async for answer in port.submit_as(new_request_id(), FindRecorded(self.request_id)):
                if answer.stage is Stage.DOUBTFUL:
                    break
            found = found_before(answer, self.words)
            if is_whole(tuple(found), self.request_id):
                return print_found(found, self.words)
        chosen, lasts = await self.plan.by_engine(port), list[Progress]()
        is_placed = any(isinstance(one.command, PlacedCommand) for one in chosen)
        commands = placed(chosen, self.context, await first_snapshot(port) if is_placed else None)
        for part, command in zip(part_ids(self.request_id, len(commands)), commands, strict=True):
            if part in found:
                lasts += print_found({part: found[part]}, self.words)
                continue
            lasts.append(await follow(port, command, self.words, part))
            if lasts[-1].stage is Stage.UNKNOWN:
                break
        return lasts
