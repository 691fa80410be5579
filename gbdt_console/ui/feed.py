"""Carries Snapshots from the port to the screen, and commands back."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace

from gbdt_console.core.commands import Command, PlacedCommand
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.port import ConsolePort, PortClosed
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import Snapshot

ENGINE_AWAY = "control.engine-away"
"""Why nothing is sent while the engine is away."""
_AWAY = "banner.away"


class Feed:
    """Follows one port, and shows one of its conferences: what is asked for here is asked for there.

    `show` gets each Snapshot of a new version, `closed` is called when none comes any more.

    lack: code of why no Snapshot comes; empty while they come
    """

    def __init__(
        self, port: ConsolePort, show: Callable[[Snapshot], None], closed: Callable[[], None]
    ) -> None:
        self._port = port
        self._show = show
        self._closed = closed
        self._seen: tuple[str, int] | None = None
        self._place = ""
        self._latest: Snapshot | None = None
        self.lack = ""

    @property
    def client_id(self) -> str:
        """This console's name at the engine that it is attached to."""
        return self._port.client_id

    async def follow(self) -> None:
        """Run until the engine is gone for ever."""
        never = ""
        while not never:
            with suppress(PortClosed):
                await self._follow_engine()
            self._lacks(_AWAY)
            never = await self._port.reattach()
        self._lacks(never)

    async def _follow_engine(self) -> None:
        async for snapshot in self._port.snapshots():
            key = (snapshot.epoch, snapshot.version)
            if key != self._seen:
                self._seen, self.lack = key, ""
                self._show_seen(snapshot)

    def _show_seen(self, snapshot: Snapshot) -> None:
        """Show the conference that was chosen; the only running meeting where none ran before.

        Nothing that happens moves a technician from one meeting to another: keys may be on their way.
        """
        if self._latest is None or not self._latest.running:
            self._place = snapshot.at_meeting(None).conference_id
        self._latest = snapshot
        self._show(snapshot.seen_at(self._place))

    def show_next_meeting(self) -> bool:
        """Show the meeting in the next conference that has one; return whether there is another one.

        A meeting that is prepared or was held counts too: its sheets are worked on there.
        """
        if self._latest is None or not (others := self._others(self._latest)):
            return False
        self._place = next((one for one in others if one > self._place), others[0])
        self._show(self._latest.seen_at(self._place))
        return True

    def _others(self, latest: Snapshot) -> list[str]:
        used = (part.conference_id for part in latest.parts if part.is_in_use)
        return [one for one in used if one != self._place]

    def _lacks(self, code: str) -> None:
        self.lack = code
        self._closed()

    async def ask(self, command: Command) -> str | None:
        """Give a command and follow it to its end; return the code of the reason if it failed."""
        async for progress in self.submit(command):
            if progress.stage is Stage.FAILED:
                return progress.code
        return None

    async def submit(self, command: Command) -> AsyncIterator[Progress]:
        """Give a command and yield its progress.

        The end is UNKNOWN when the engine goes away; while it is away nothing is sent.
        """
        if self.lack:
            yield Progress("", Stage.FAILED, code=ENGINE_AWAY)
            return
        try:
            async for progress in self._port.submit(self._placed(command)):
                yield progress
        except PortClosed:
            yield Progress("", Stage.UNKNOWN)

    def _placed(self, command: Command) -> Command:
        """Return the command as one to the conference that is shown, where there are several."""
        is_one = self._latest is None or not self._latest.elsewhere
        if not is_one and isinstance(command, PlacedCommand) and command.conference is None:
            return replace(command, conference=self._place)
        return command

    async def past(self, site_id: str) -> SitePast | None:
        """Return the last hour and the journal of a site; None when the engine is gone."""
        try:
            return await self._port.past(site_id)
        except PortClosed:
            return None

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        """Return the notices about a registered meeting; none when the engine is gone."""
        try:
            return await self._port.notices(number)
        except PortClosed:
            return ()

    async def stills(self, since_s: float) -> tuple[Still, ...]:
        """Return the stills of what is on air; none when the engine is gone."""
        try:
            return await self._port.stills(since_s)
        except PortClosed:
            return ()
