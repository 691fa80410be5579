"""Asks about registered meetings, names clashes, and gives the commands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.clashes import Clash
from gbdt_console.core.meetings.commands import RegisterMeeting
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.ui.meetings.shown_meetings import MeetingCursor
from gbdt_console.ui.meetings.words import ShownMeetingWords
from gbdt_console.ui.view import View


@dataclass(frozen=True, slots=True)
class MeantMeeting:
    """Holds the meeting that a key means.

    view: what was seen then
    what: its number, title and time, as the head of a question
    """

    meeting: Registration
    view: View
    what: str


class MeetingAsks:
    """Asks on one screen, about the meeting that its cursor highlights."""

    def __init__(self, commands: ScreenCommands, cursor: MeetingCursor) -> None:
        self._commands = commands
        self.dialogs = commands.dialogs
        self._cursor = cursor
        self.appearance = commands.services.appearance
        self.clock = commands.services.clock
        self.words = commands.words

    @property
    def meeting(self) -> Registration | None:
        """The highlighted meeting."""
        return self._cursor.row

    def overview(self, view: View) -> CalendarOverview:
        """Return the judgement of the View's calendar."""
        return self._cursor.see(view.snapshot)

    def say(self, code: str) -> None:
        """Say why nothing was done."""
        self._commands.say(code)

    async def give_or_ask(self, command: Command, clashes: tuple[Clash, ...], view: View) -> None:
        """Give a command; where meetings collide with it, name them and ask first."""
        if not clashes:
            self.give(command)
            return
        texts = self.texts(view)
        named = "; ".join(texts.clash(clash, view.now_utc) for clash in clashes[:4])
        await self.ask(command, self.words("confirm.meeting-clash", clashes=named))

    async def ask(self, command: Command, consequence: str) -> None:
        """Give a command once a person said yes; the button that goes on names the act."""
        asked = self._commands.asked(command)

        def answered(is_sure: bool) -> None:
            if is_sure:
                self.give(command)

        go = asked[:1].upper() + asked[1:]
        await self.dialogs.confirm(go, consequence, go, answered)

    def meant(self) -> MeantMeeting | None:
        """Return the highlighted meeting where this console may act; else say why not."""
        view, meeting = self.ready(), self.meeting
        if view is None or meeting is None:
            return None
        texts = self.texts(view)
        title = f"{texts.title(meeting.plan)}, {texts.when(meeting.plan, view.now_utc)}"
        return MeantMeeting(
            meeting, view, self.words("meetings.sheet-title", number=meeting.number, title=title)
        )

    async def choose(self, what: str, acts: Sequence[str], done: Callable[[str], None]) -> None:
        """Ask for one of up to ten numbered acts, the tenth by 0."""
        options = [
            (str(n % 10), self.words(f"meetings.act.{act}"), act) for n, act in enumerate(acts, start=1)
        ]
        await self.dialogs.choose(what, options, done)

    def give(self, command: Command) -> None:
        """Give a command and say each stage; a meeting that it registers is highlighted."""
        if isinstance(command, RegisterMeeting):
            self._cursor.await_new()
        self._commands.give(command, self._commands.asked(command))

    def ready(self) -> View | None:
        """Return the View where this console may act; else say why not."""
        return None if self._commands.is_refused() else self._commands.view

    def texts(self, view: View) -> ShownMeetingWords:
        """Return the words for a View."""
        return ShownMeetingWords(self.appearance, view)

    def time(self, at_utc: float) -> str:
        """Write the time of day to the minute."""
        return self.appearance.formats.time(at_utc)
