"""Send commands to a running engine and print their stages."""

import getpass
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import click

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.clean_text import clean
from gbdt_console.core.command_table import DEFINITION_OF
from gbdt_console.core.commands import Command, PlacedCommand
from gbdt_console.core.meetings.placing import names_of
from gbdt_console.core.port import PortClosed
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.recorded_requests import recorded_of
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.text.reasons import ended_why
from gbdt_console.text.words import Words

_UNLISTED = "control.operator-unknown"
"""Code of the refusal that sites.yaml cures."""

_EXIT_OF_STAGE = {
    Stage.VERIFIED: Exit.DONE,
    Stage.RECORDED: Exit.DONE,
    Stage.FAILED: Exit.FAILED,
    Stage.UNKNOWN: Exit.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class VerbCommand:
    """A Command and the text that a verb prints before it.

    text: what is asked for, and of which target; empty where the verb itself says enough
    """

    command: Command
    text: str = ""


def placed(commands: Iterable[VerbCommand], context: Context, snapshot: Snapshot | None) -> list[VerbCommand]:
    """Return the commands as they are sent: with the meeting's name before the text where several run.

    snapshot: the newest one; None where no engine runs
    """
    shown = None if snapshot is None or len(snapshot.running) < 2 else snapshot.at_meeting(context.meeting)
    meeting = None if shown is None or context.meeting is None else shown.meeting
    name = "" if meeting is None else names_of({"": meeting})
    return [_placed(one, context.meeting, name) for one in commands]


def _placed(one: VerbCommand, meeting: str | None, name: str) -> VerbCommand:
    """Return one command to that meeting; one that names its conference itself stays as it is."""
    command = one.command
    if not isinstance(command, PlacedCommand) or command.conference is not None:
        return one
    text = ": ".join(part for part in (name, one.text) if part)
    return VerbCommand(replace(command, conference=meeting), text)


async def follow(port: SocketPort, command: VerbCommand, words: Words, request_id: str = "") -> Progress:
    """Send one command, print its stages and return the last.

    The verb does not wait for a disk that leaves the outcome in doubt, nor for an engine that is gone.

    request_id: id of the request; empty: a new one
    """
    print_text(command)
    last = Progress("", Stage.REQUESTED)
    try:
        async for last in port.submit_as(request_id or new_request_id(), command.command):
            if last.stage is Stage.DOUBTFUL:
                break
            if not last.stage.is_final:
                click.echo(words(f"stage.{last.stage}"))
    except PortClosed:
        click.echo(words("verb.engine-gone"), err=True)
    last = known_end(last, command.command)
    print_end(last, words)
    return last


def known_end(last: Progress, command: Command) -> Progress:
    """Return a life's last step; UNKNOWN where the verb leaves before its end."""
    if last.stage.is_final:
        return last
    row = DEFINITION_OF.get(type(command))
    is_doubtful = last.stage is Stage.DOUBTFUL or (row is not None and row.is_record)
    return Progress(last.request_id, Stage.UNKNOWN, "recording.doubtful" if is_doubtful else "")


def found_before(answer: Progress, words: Words) -> dict[str, int]:
    """Read the last step of FindRecorded: the numbers of what was recorded, by the ids of the commands.

    Ends the verb where nobody can tell now.
    """
    if answer.stage is Stage.RECORDED:
        return dict(recorded_of(answer.detail))
    if answer.stage is not Stage.FAILED or answer.code != "recording.not-found":
        fail(Exit.UNKNOWN, words, "recording.doubtful")
    return {}


def print_found(found: Mapping[str, int], words: Words) -> list[Progress]:
    """Print the numbers of what was recorded before; return how these commands ended."""
    for number in found.values():
        click.echo(words("recording.already", detail=number))
    return [Progress(request_id, Stage.RECORDED) for request_id in found]


def print_text(command: VerbCommand) -> None:
    if command.text:
        click.echo(command.text)


def print_end(last: Progress, words: Words) -> None:
    """Print the final stage with the number of a record that was made, and on standard error its reason."""
    if last.code:
        click.echo(ended_why(words, last), err=True)
    is_numbered = last.stage is Stage.RECORDED and bool(last.detail) and not last.code
    stage = words(f"stage.{last.stage}")
    click.echo(words("verb.numbered", stage=stage, number=last.detail) if is_numbered else stage)


def print_unlisted(lasts: Sequence[Progress], context: Context, words: Words, *, by_engine: bool) -> None:
    """Name user and sites.yaml where a command was refused because no operator lists the user.

    by_engine: whether a running engine refused it, which reads sites.yaml at its start only
    """
    if context.config is not None and any(last.code == _UNLISTED for last in lasts):
        code = "verb.unlisted-user.by-engine" if by_engine else "verb.unlisted-user"
        click.echo(words(code, user=getpass.getuser(), file=clean(str(context.config))), err=True)


def exit_of(last: Progress) -> Exit:
    return _EXIT_OF_STAGE[last.stage]
