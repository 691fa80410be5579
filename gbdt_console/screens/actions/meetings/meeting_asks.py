"""Asks about registered meetings, names clashes, and gives the commands."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual.screen import ModalScreen

from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.clashes import Clash
from gbdt_console.core.meetings.commands import RegisterMeeting
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.form import Field, FormScreen
from gbdt_console.ui.meetings.shown_meetings import MeetingCursor
from gbdt_console.ui.meetings.words import ShownMeetingWords
from gbdt_console.ui.view import View


class MeetingAsks:
    """Asks on one screen, about the meeting that its cursor highlights."""

    def __init__(self, commands: ScreenCommands, cursor: MeetingCursor) -> None:
        self._commands = commands
        self._services = commands.services
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
        asked, words = self._commands.asked(command), self.words

        def answered(is_sure: bool) -> None:
            if is_sure:
                self.give(command)

        go = asked[:1].upper() + asked[1:]
        dialog = ConfirmScreen(go, consequence, stay=words("confirm.stay"), go=go)
        await self.put(dialog, answered)

    async def ask_text(self, label: str, enter: Callable[[str], Awaitable[None]], *, is_needed: bool) -> None:
        """Ask for one text about the highlighted meeting.

        label: code of the words above it
        is_needed: whether an empty text is refused
        """
        view, meeting = self.ready(), self.meeting
        if view is None or meeting is None:
            return
        words = self.words
        form = FormScreen(
            self.appearance,
            self.what(meeting, view),
            (Field(words(label)),),
            lambda values: words("meetings.no-reason") if is_needed and not values[0] else "",
        )
        await self.put(form, lambda values: self.soon(enter, values[0]))

    def menu(self, what: str, acts: Sequence[str]) -> ChoiceScreen:
        """Make a question with up to ten numbered acts, the tenth by 0; it gives one of them."""
        choices = [
            (str(n % 10), self.words(f"meetings.act.{act}"), act) for n, act in enumerate(acts, start=1)
        ]
        return ChoiceScreen(self.appearance, what, choices)

    def give(self, command: Command) -> None:
        """Give a command and say each stage; a meeting that it registers is highlighted."""
        if isinstance(command, RegisterMeeting):
            self._cursor.await_new()
        self._commands.give(command, self._commands.asked(command))

    def ready(self) -> View | None:
        """Return the View where this console may act; else say why not."""
        return None if self._commands.is_refused() else self._commands.view

    def what(self, meeting: Registration, view: View) -> str:
        """Name a meeting with its time, as the head of a question."""
        texts = self.texts(view)
        return self.words(
            "meetings.sheet-title",
            number=meeting.number,
            title=f"{texts.title(meeting.plan)}, {texts.when(meeting.plan, view.now_utc)}",
        )

    def texts(self, view: View) -> ShownMeetingWords:
        """Return the words for a View."""
        return ShownMeetingWords(self.appearance, view)

    def time(self, at_utc: float) -> str:
        """Write the time of day to the minute."""
        return self.appearance.formats.time(at_utc)

    def soon(self, call: Callable[..., object], *args: object) -> None:
        """Call after the key under way: a dialog closes before the next one opens."""
        self._services.console.call_next(call, *args)

    async def put(self, dialog: ModalScreen[Any], done: Callable[..., None]) -> None:
        """Put a dialog over the screen; `done` gets its answer, unless None."""
        await self._services.console.put_dialog(dialog, done)
