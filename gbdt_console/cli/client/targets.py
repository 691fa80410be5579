"""Resolve targets that are named at a verb, and send commands."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import NoReturn

import click

from gbdt_console.cli.client.connect import first_snapshot, with_port
from gbdt_console.cli.client.follow import VerbCommand, exit_of, follow, placed
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.typed import typed_site
from gbdt_console.core.clean_text import clean
from gbdt_console.core.command_table import DEFINITION_OF
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import ConferenceCommand
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.port import ClientKind, ConsolePort
from gbdt_console.core.requests import SOME_FAILED, Progress
from gbdt_console.core.site_view import SiteView, numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.text.reasons import asked_text, order_texts
from gbdt_console.text.words import Words

_CALLERS = (RosterStatus.UNEXPECTED, RosterStatus.WAITING)
_SETTLED_WITHIN_S = 4.0
"""Seconds to wait for a Snapshot without orders under way, before the newest one is printed."""


class Targets:
    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        """`words` are those of the language in which the verb prints."""
        self._snapshot = snapshot
        self.words = words

    def site_id(self, text: str) -> str:
        """Return the id of the site whose number or id is `text`. End the verb where there is none."""
        return typed_site(text, self._snapshot.sites, self.words)

    def site_id_or_number(self, text: str, *, is_caller: bool) -> str:
        """Return a site's id, else `text` as a caller's number. End the verb where it could be both.

        is_caller: `text` is a number, whatever site has that number too
        """
        view = None if is_caller else self._site(text)
        if view is None:
            return text
        if any(row.number == text and row.standing in _CALLERS for row in self._roster()):
            fail(Exit.USAGE, self.words, "verb.caller-or-site", target=clean(text))
        return view.id

    def floor_preset(self, site_id: str) -> int | None:
        """Return the camera preset of that site for its turn to speak. None where the engine has none."""
        return next((r.floor_preset for r in self._snapshot.rooms if r.site_id == site_id), None)

    def preset_called(self, site_id: str, preset: int) -> str:
        """Return the number of that preset, and its name at that site where it has one."""
        found = next((r for r in self._snapshot.rooms if r.site_id == site_id), None)
        return str(preset) if found is None else found.preset_called(preset)

    def command(self, command: Command, target: str = "") -> VerbCommand:
        """Add the text '8 Sa Pa: chặn tiếng' to `command`.

        target: id of a site, or number or leg of a caller; empty for the conference itself
        """
        conference = self._snapshot.conference
        is_hosted = conference is not None and bool(conference.hosted)
        text = asked_text(self.words, command, is_hosted=is_hosted)
        return self.command_with_text(command, text, target)

    def command_with_text(self, command: Command, text: str, target: str = "") -> VerbCommand:
        """Add `text`, after the name of `target` where there is one."""
        if target:
            text = self.words("ask.line", target=self._meant_by(command, target), what=text)
        return VerbCommand(command, text)

    def _meant_by(self, command: Command, target: str) -> str:
        """Name a target, with those behind its call leg where the command means the leg."""
        name, view = self._name_of(target), self._site(target)
        members = view.members if view is not None and isinstance(command, ConferenceCommand) else ()
        names = ", ".join(clean(member.name) for member in members)
        return self.words("member.with", site=name, members=names) if names else name

    def _site(self, text: str) -> SiteView | None:
        return next((v for v in self._snapshot.sites if text in (str(v.number), v.id)), None)

    def _name_of(self, target: str) -> str:
        view = next((v for v in self._snapshot.sites if v.id == target), None)
        return f"{view.number} {view.name}" if view else clean(target)

    def _roster(self) -> tuple[RosterRow, ...]:
        return self._snapshot.conference.roster if self._snapshot.conference else ()


LinesAfter = Callable[[Snapshot, Words], Iterable[str]]
"""Writes what failed of several orders, from a Snapshot after them."""


def failed_orders(snapshot: Snapshot, words: Words) -> Iterable[str]:
    """Write the orders to the MCU that ended badly a moment ago."""
    names, view = numbered_names(snapshot.sites), snapshot.conference
    return () if view is None else order_texts(words, view.orders, names)


def send_commands(
    context: Context,
    plan: Callable[[Targets], Sequence[VerbCommand]],
    lines_after: LinesAfter = failed_orders,
) -> NoReturn:
    """Send the commands of `plan` and end with the worst outcome.

    Without an engine the verb ends with exit code 3.
    """

    async def work(port: SocketPort) -> list[Exit]:
        snapshot = (await first_snapshot(port)).at_meeting(context.meeting)
        words = context.words(snapshot.language)
        exits = []
        for command in placed(plan(Targets(snapshot, words)), context, snapshot):
            last = await follow(port, command, words)
            await _print_more(port, command.command, last, words, lines_after)
            exits.append(exit_of(last))
        return exits

    raise SystemExit(max(with_port(context, context.words(), ClientKind.VERB, work)))


def send_command(context: Context, command: Command, target: str = "") -> NoReturn:
    """Send one command. `target` names a caller, and is empty for the conference itself."""
    send_commands(context, lambda targets: [targets.command(command, target)])


def send_site_command(context: Context, site: str, command_for: Callable[[str], Command]) -> NoReturn:
    """Send one command about the site whose number or id is `site`."""

    def plan(targets: Targets) -> list[VerbCommand]:
        site_id = targets.site_id(site)
        return [targets.command(command_for(site_id), site_id)]

    send_commands(context, plan)


async def _print_more(
    port: ConsolePort, command: Command, last: Progress, words: Words, lines_after: LinesAfter
) -> None:
    """Print that --yes lifts the refusal, or which of several orders failed."""
    if last.code in DEFINITION_OF[type(command)].confirmations:
        click.echo(words("verb.sure"), err=True)
    elif last.code == SOME_FAILED:
        for line in lines_after(await _settled(port), words):
            click.echo(line, err=True)


async def _settled(port: ConsolePort) -> Snapshot:
    """Return the first new Snapshot without an order under way.

    After _SETTLED_WITHIN_S return the newest one.

    The first Snapshot may be older than the command, and the blocking policy may have sent an order again.
    """
    latest = await first_snapshot(port)
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLED_WITHIN_S):
            async for snapshot in port.snapshots():
                is_newer, latest = snapshot is not latest, snapshot
                view = snapshot.conference
                if is_newer and view is not None and all(order.stage.is_final for order in view.orders):
                    break
    return latest
