"""Reads sites.yaml again while the engine runs, and refuses it whole where anything speaks against it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from gbdt_console.core.commands import Command
from gbdt_console.core.configuration.changes import changes, needs_restart
from gbdt_console.core.configuration.commands import CONFIG_COMMANDS, ReloadSites
from gbdt_console.core.configuration.events import ConfigReloaded, ReloadRefused
from gbdt_console.core.events import Event
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.sites import Network
from gbdt_console.devices.capability import DriverBroken
from gbdt_console.engine.command_request import CommandRequest, Handler, RecordTogether, Refused, write_for
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.features import Feature
from gbdt_console.journal.write_request import RecordingRefusedError, RecordingUnknownError
from gbdt_console.settings.problems import ConfigRejected
from gbdt_console.text.configuration.change_text import change_text
from gbdt_console.text.words import Words

_IDLE_WITHIN_S = 30.0
"""Limits how long a reload waits for commands and messages under way, which it must not cut off."""
_LOOK_S = 0.05
_MOST_SAID = 10
"""Limits the problems that a refusal names; `check` prints them all."""

log = logging.getLogger(__name__)

Write = Callable[[Sequence[Event]], Awaitable[object]]


class RunningEngine(Protocol):
    """The engine, as a reload needs it."""

    @property
    def equipment(self) -> Equipment: ...

    def is_busy(self, own: int) -> bool:
        """Tell whether more than `own` commands, or anything of a feature, is under way."""
        ...

    def held(self) -> AbstractContextManager[None]:
        """Let commands that come wait for as long as the block lasts."""
        ...

    async def change_over(self, equipment: Equipment, write: Callable[[], Awaitable[object]]) -> None:
        """Go on with this equipment once `write` has recorded it; with the one before where that fails."""
        ...


class ReloadFeature(Feature):
    """One reload at a time; until it is recorded the old configuration counts."""

    commands = CONFIG_COMMANDS

    def __init__(self, engine: RunningEngine, record_together: RecordTogether) -> None:
        self._engine = engine
        self._record_together = record_together
        self._turn = asyncio.Lock()
        self._asked = 0

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {ReloadSites: self._by_command}

    async def by_signal(self) -> None:
        """Reload for a signal, whom nobody can answer: the log and the journal tell of the outcome."""

        async def write(events: Sequence[Event]) -> None:
            written = self._record_together(events, "")
            await asyncio.gather(*map(asyncio.wrap_future, written))

        try:
            said = await self._reload("", write)
            log.warning("SIGHUP: sites.yaml was read again: %s", said or "nothing changed")
        except Refused as refused:
            log.warning("SIGHUP: sites.yaml is not taken over (%s): %s", refused, refused.detail)
        except (RecordingRefusedError, RecordingUnknownError):
            log.warning("SIGHUP: sites.yaml is not taken over: the disk does not take the entry")
        except Exception:
            # Nobody awaits this task: without the log it would be told when the memory is cleared, if ever.
            log.exception("SIGHUP: sites.yaml is not taken over")

    async def _by_command(self, request: CommandRequest[ReloadSites]) -> Progress:
        async def write(events: Sequence[Event]) -> None:
            await write_for(request, events, self._record_together)

        self._asked += 1
        try:
            said = await self._reload(request.name, write)
        finally:
            self._asked -= 1
        return Progress(request.id, Stage.RECORDED, "reload.done" if said else "reload.nothing", said)

    async def _reload(self, operator: str, write: Write) -> str:
        """Take sites.yaml over and say what differs; an empty text where nothing does. Raises Refused."""
        async with self._turn:
            try:
                return await self._taken_over(operator, write)
            except Refused as refused:
                await write([ReloadRefused(str(refused), refused.detail, operator)])
                raise

    async def _taken_over(self, operator: str, write: Write) -> str:
        equipment = self._engine.equipment
        before, source = equipment.network, equipment.sites
        if source is None:
            raise Refused("reload.no-file")
        try:
            now = await asyncio.to_thread(source.read)
        except ConfigRejected as rejected:
            raise Refused("reload.wrong-file", _said(rejected, before)) from None
        if paths := needs_restart(before, now):
            raise Refused("reload.needs-restart", ", ".join(paths))
        if not (found := changes(before, now)):
            return ""
        try:
            after = source.equip(equipment, now)
        except (DriverBroken, OSError) as error:
            raise Refused("reload.not-opened", str(error)) from None
        event: ConfigReloaded = found.event(before, now, operator)
        with self._engine.held():
            await self._until_idle()
            await self._engine.change_over(after, lambda: write([event]))
        return change_text(Words(now.language), event)

    async def _until_idle(self) -> None:
        """Wait for all commands but the reloads, of which one works and others wait for their turn."""
        for _ in range(int(_IDLE_WITHIN_S / _LOOK_S)):
            if not self._engine.is_busy(self._asked):
                return
            await asyncio.sleep(_LOOK_S)
        raise Refused("reload.busy")


def _said(rejected: ConfigRejected, network: Network) -> str:
    """Return the first problems, each with file, line and what to do."""
    words = Words(network.language)
    lines = (f"{one.where}: {words(one.code, **one.params)}" for one in rejected.problems[:_MOST_SAID])
    return "; ".join(lines)
