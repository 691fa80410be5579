"""What the conference's verbs share: whom they mean, and how what they ask is followed to its end."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import click

from gbdt_console.cli.client.connect import first_snapshot, with_port
from gbdt_console.cli.client.follow import VerbCommand, exit_of, follow
from gbdt_console.cli.conference.roster_lines import RosterLines
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.cleaning import clean
from gbdt_console.core.command_table import DEFINITION_OF
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.port import ClientKind, ConsolePort
from gbdt_console.core.requests import Progress
from gbdt_console.core.snapshot import SiteView, Snapshot
from gbdt_console.text.words import Words

_SETTLED_WITHIN_S = 4.0


class IntendedTarget:
    """Whom the words of a verb mean, by the engine's own sites and roster."""

    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        self._snapshot = snapshot
        self.words = words

    def site(self, text: str) -> str:
        """The id of the site with that number or id; otherwise the verb ends."""
        view = self._view(text)
        if view is None:
            fail(Exit.USAGE, self.words, "verb.site-unknown", site=clean(text))
        return view.id

    def target(self, text: str, *, is_caller: bool) -> str:
        """A site's id, or a caller's number as it was typed. What could be both is neither."""
        view = None if is_caller else self._view(text)
        if view is None:
            return text
        if any(row.number == text and row.standing is RosterStatus.UNEXPECTED for row in self._roster()):
            fail(Exit.USAGE, self.words, "verb.caller-or-site", target=clean(text))
        return view.id

    def floor_preset(self, site_id: str) -> int | None:
        """Where the camera of that site looks when it speaks, if the engine knows."""
        return next((r.floor_preset for r in self._snapshot.rooms if r.site_id == site_id), None)

    def order(self, command: Command, target: str = "") -> VerbCommand:
        """Said as '8 Sa Pa: chặn tiếng'; `target` is a site's id or a caller's number."""
        return self.order_said(command, self.words(DEFINITION_OF[type(command)].code_of(command)), target)

    def order_said(self, command: Command, said: str, target: str = "") -> VerbCommand:
        """The same in words that are made already."""
        if target:
            said = self.words("ask.line", target=self._called(target), what=said)
        return VerbCommand(command, said)

    def _view(self, text: str) -> SiteView | None:
        return next((v for v in self._snapshot.sites if text in (str(v.number), v.id)), None)

    def _called(self, target: str) -> str:
        view = next((v for v in self._snapshot.sites if v.id == target), None)
        return f"{view.number} {view.name}" if view else clean(target)

    def _roster(self) -> tuple[RosterRow, ...]:
        return self._snapshot.conference.roster if self._snapshot.conference else ()


def ask_conference(context: Context, plan: Callable[[IntendedTarget], Sequence[VerbCommand]]) -> None:
    """Ask the running engine for all that `plan` says, one after the other, and end the verb with the worst
    outcome; without an engine with exit code 3."""

    async def work(port: ConsolePort) -> list[Exit]:
        snapshot = await first_snapshot(port)
        words = context.words(snapshot.language)
        ends = []
        for order in plan(IntendedTarget(snapshot, words)):
            last = await follow(port, order, words)
            await _say_more(port, order.command, last, words)
            ends.append(exit_of(last))
        return ends

    raise SystemExit(max(with_port(context, context.words(), ClientKind.VERB, work)))


async def _say_more(port: ConsolePort, command: Command, last: Progress, words: Words) -> None:
    """The cure of a guard that has one, and of several that were asked each one that did not obey."""
    if last.code in DEFINITION_OF[type(command)].confirmations:
        click.echo(words("verb.sure"), err=True)
    elif last.code == "order.some-failed":
        for line in RosterLines(await _settled(port), words).orders():
            click.echo(line, err=True)


async def _settled(port: ConsolePort) -> Snapshot:
    """One that was made after now, since the first may be older, and in which nothing is under way: the
    running policy may have asked again meanwhile. After a while the last one there was."""
    latest = await first_snapshot(port)
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLED_WITHIN_S):
            async for snapshot in port.snapshots():
                is_newer, latest = snapshot is not latest, snapshot
                view = snapshot.conference
                if is_newer and view is not None and all(order.stage.is_final for order in view.orders):
                    break
    return latest
