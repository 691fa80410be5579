"""Asks about registered meetings, names clashes, and gives the commands."""

from collections.abc import Callable, Sequence

from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.clashes import Clash
from gbdt_console.core.meetings.commands import RegisterMeeting
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.screens.actions.screen_actions import ScreenActions
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.ui.meetings.shown_meetings import MeetingCursor
from gbdt_console.ui.meetings.words import ShownMeetingWords
from gbdt_console.ui.view import View

_KEYS = "1234567890ks"
"""The keys of acts in a menu, in its order."""


@dataclass(frozen=True, slots=True)
class MeantMeeting:
    """Holds the meeting that a key means.

    what: its number, title and time, as the head of a question
    """

    meeting: Registration
    view: View
    what: str


class MeetingAsks(ScreenActions):
    """Asks on one screen, about the meeting that its cursor highlights."""

    def __init__(self, commands: ScreenCommands, cursor: MeetingCursor) -> None:
        super().__init__(commands)
        self._cursor = cursor

    def overview(self, view: View) -> CalendarOverview:
        return self._cursor.see(view.snapshot)

    async def give_or_ask(self, command: Command, clashes: tuple[Clash, ...], view: View) -> None:
        """Give a command; where meetings collide with it, name them and ask first.

        The engine refuses a site in two meetings at once, however sure a person is: nothing is asked then.
        """
        if not clashes or any(clash.is_site_twice for clash in clashes):
            self.give(command)
            return
        texts = self.texts(view)
        named = "; ".join(texts.clash(clash, view.now_utc) for clash in clashes[:4])
        await self.ask(command, self._words("confirm.meeting-clash", clashes=named))

    async def ask(self, command: Command, consequence: str) -> None:
        """Give a command once a person said yes; the button that goes on names the act."""
        asked = self._commands.asked(command)

        def answered(is_sure: bool) -> None:
            if is_sure:
                self.give(command)

        go = self._dialogs.title(asked)
        await self._dialogs.confirm(go, consequence, go, answered)

    def meant(self) -> MeantMeeting | None:
        """Return the highlighted meeting where this console may act; else say why not."""
        view, meeting = self.ready(), self._cursor.row
        if view is None or meeting is None:
            return None
        texts = self.texts(view)
        title = f"{texts.title(meeting.plan)}, {texts.when(meeting.plan, view.now_utc)}"
        return MeantMeeting(
            meeting, view, self._words("meetings.sheet-title", number=meeting.number, title=title)
        )

    def title(self, act: str, about: str) -> str:
        """Return the head of the questions of an act in a menu, about a meeting in words."""
        return self._dialogs.title(self._words(f"meetings.act.{act}"), about)

    async def choose_act(self, what: str, acts: Sequence[str], done: Callable[[str], None]) -> None:
        """Ask for one of up to twelve acts: nine by their numbers, then by 0, k and s."""
        options = [
            (key, self._words(f"meetings.act.{act}"), act) for key, act in zip(_KEYS, acts, strict=False)
        ]
        await self._dialogs.choose(what, options, done)

    def give(self, command: Command) -> None:
        """Give a command and say each stage; a meeting that it registers is highlighted."""
        if isinstance(command, RegisterMeeting):
            self._cursor.await_new()
        self._commands.give(command, self._commands.asked(command))

    def texts(self, view: View) -> ShownMeetingWords:
        return ShownMeetingWords(self.look, view)
