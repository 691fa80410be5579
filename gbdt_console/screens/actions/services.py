"""Holds what every screen of one App shares."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Protocol

from textual.screen import ModalScreen

from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.clock import Clock
from gbdt_console.core.configuration.editing import SitesDesk
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.replay.replayed import Replayed
from gbdt_console.core.reports.archive import ReportArchive
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.ui.actions import Action, without_acts
from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.client_rights import ClientRights
from gbdt_console.ui.conference.key_targets import KeyTargets
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.feed import Feed
from gbdt_console.ui.frame.shown_stills import ShownStills
from gbdt_console.ui.replay import BAR_LINES, REPLAY_ROWS


class Console(Protocol):
    """Names what the screens ask of the App that shows them.

    asks_first: whether an act was found by its name, so that a person has not seen yet what it means
    """

    asks_first: bool

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show a newer Snapshot."""

    def show_closed(self) -> None:
        """Show that no Snapshot comes any more, or that the reason has changed."""

    async def put_dialog(self, dialog: ModalScreen[Any], done: Callable[[Any], None]) -> None:
        """Put a dialog over the screen, and return when it is there; `done` gets its answer, unless None."""

    def say(self, text: str) -> None:
        """Show a notice on the screen that is then uppermost."""

    def take_next_key(self) -> None:
        """Keep the next key from acting: it belongs to one that was refused."""

    def start_order(self, order: Coroutine[Any, Any, None]) -> None:
        """Run an order that outlives the screen it was given on."""

    def call_next(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Run a callback after the key or message under way, before the next one."""

    async def open_site(self, site_id: str) -> None:
        """Open the screen of a site, and return when it is there."""

    async def open_screen(self, name: str) -> None:
        """Open the screen of that name, or go back to it below."""

    async def leave_site(self, site_id: str) -> None:
        """Leave a site's screen with the wall's cursor on that site."""


@dataclass(frozen=True, slots=True)
class ScreenServices:
    """Bundles what the screens of one App need.

    appearance: words, glyphs and colours
    clock: the time that notices and Snapshots age by
    rights: what this console may do at the engine
    alarms: the one highlighted row of the wall and the list of alarms
    doubts: what was asked for here, in words, of which nobody knows for now whether it is recorded
    meeting: number of the registered meeting that the console was opened for; 0 for none
    reports: opens the archive of reports, which takes its time; None for none
    write_sheet: writes the page of a checklist to a file, as in AppOptions
    sites: opens what edits sites.yaml; None where there is no file
    replay: what is replayed; None on a live console
    """

    appearance: Appearance
    clock: Clock
    rights: ClientRights
    console: Console
    feed: Feed
    stills: ShownStills
    alarms: AlarmCursor = field(default_factory=AlarmCursor)
    targets: KeyTargets = field(default_factory=KeyTargets)
    doubts: list[str] = field(default_factory=list)
    meeting: int = 0
    reports: Callable[[], ReportArchive] | None = None
    write_sheet: Callable[[Snapshot], Path] | None = None
    sites: Callable[[], SitesDesk] | None = None
    replay: Replayed | None = None

    @classmethod
    def over(
        cls,
        port: ConsolePort,
        appearance: Appearance,
        clock: Clock,
        console: Console,
        *,
        observe: bool,
        meeting: int = 0,
        replay: Replayed | None = None,
    ) -> "ScreenServices":
        """Make the services of an App over `port`; with `observe` it never acts, nor over a replay."""
        feed = Feed(port, console.show_snapshot, console.show_closed)
        is_replay = replay is not None
        rights = ClientRights(feed, observe or is_replay, is_replay=is_replay)
        stills = ShownStills(can_show=appearance.can_show_stills)
        return cls(appearance, clock, rights, console, feed, stills, meeting=meeting, replay=replay)

    @property
    def lines_above(self) -> int:
        """Lines on top of every screen that are not its own."""
        return 0 if self.replay is None else BAR_LINES

    def permitted(self, actions: Sequence[Action]) -> tuple[Action, ...]:
        """Return the actions that this console may ask for.

        An observer may ask for none that act: their keys say why. A replay adds its own.
        """
        if not self.rights.is_observer:
            return tuple(actions)
        return (*(REPLAY_ROWS if self.replay is not None else ()), *without_acts(actions))

    def meant_meeting(self, snapshot: Snapshot) -> Registration | None:
        """Return the meeting that the console was opened for; None where the calendar has it not."""
        return next((one for one in snapshot.calendar if one.number == self.meeting), None)

    def meant_sheet(self, snapshot: Snapshot) -> int:
        """Return the number of the meeting whose sheet is to be opened beside the one in use; else 0.

        It is the one that the console was opened for, else one that opens before a closed sheet's meeting.
        """
        meant, sheet = self.meant_meeting(snapshot), snapshot.checklist
        if meant is None and sheet is not None and sheet.closing is not None:
            return _earlier_meeting(snapshot, sheet)
        is_ahead = meant is not None and meant.is_open and snapshot.at_utc < meant.plan.opening_utc
        is_there = sheet is not None and sheet.meeting_id == str(self.meeting)
        return self.meeting if is_ahead and not is_there else 0


def _earlier_meeting(snapshot: Snapshot, sheet: ChecklistView) -> int:
    """Return the number of the next meeting where it opens before that of a closed sheet; else 0."""
    now_utc, until_utc = snapshot.at_utc, sheet.opening_utc
    ahead = [m for m in snapshot.calendar if m.is_coming and now_utc < m.plan.opening_utc < until_utc]
    found = min(ahead, key=lambda meeting: meeting.plan.opening_utc, default=None)
    return 0 if found is None or str(found.number) == sheet.meeting_id else found.number
