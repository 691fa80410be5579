"""Gives a screen's commands: checks rights, asks, and says the outcome."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar, cast

from rich.cells import cell_len

from gbdt_console.core.alarms.phone_keys import PhoneKeys
from gbdt_console.core.command_table import DEFINITION_OF
from gbdt_console.core.commands import Command, Guard, PlacedCommand
from gbdt_console.core.conference.commands import ConferenceCommand
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.commands import RoomCommand
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.actions.dialogs import Dialogs
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.text.members.member_text import with_members
from gbdt_console.text.reasons import asked_text, end_text
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.view import View

Thing = TypeVar("Thing")
_BUTTON = 36
"""Cells of the longest button beside 'Hủy' in the question's 58."""


class Host(Protocol):
    """Names what actions ask of the screen that holds them."""

    view: View | None
    typed: str

    @property
    def is_current(self) -> bool:
        """Whether it is in sight, without a dialog above it."""

    def subject(self) -> SiteView | None:
        """Return the site that a key means now."""

    def site_to_act_on(self) -> str:
        """Return the id of the site that an acting key means now; say why where it means none."""


class ScreenCommands:
    """Gives commands for one screen. Texts appear in the room of the key hints.

    means: how to find what a key means now, by its class; the features and the screen say it
    phone_keys: says which keys show on this screen whom to phone
    """

    def __init__(self, services: ScreenServices, host: Host) -> None:
        self.services = services
        self.words = services.appearance.words
        self.dialogs = Dialogs(services)
        self.means: dict[type[object], Callable[[], object]] = {}
        self.phone_keys: PhoneKeys = lambda site_id, alarm=None: ""
        self._host = host

    @property
    def view(self) -> View | None:
        return self._host.view

    @property
    def conference(self) -> ShownConference | None:
        """The conference as it may be shown now; None without an MCU."""
        return self.view.conference if self.view is not None else None

    @property
    def site(self) -> SiteView | None:
        """The site that a key means now."""
        return self._host.subject()

    def meant(self, kind: type[Thing]) -> Thing | None:
        """Return what a key means of that class now; None where it means none."""
        find = self.means.get(kind)
        return None if find is None else cast(Thing | None, find())

    @property
    def is_numbered(self) -> bool:
        """Whether a number was typed before the key: its site alone is meant then."""
        return bool(self._host.typed)

    @property
    def is_in_sight(self) -> bool:
        """Whether the screen is shown, without a dialog above it."""
        return self._host.is_current

    def now_s(self) -> float:
        return self.services.clock.monotonic()

    def is_refused(self, code: str = "", guard: Guard = Guard.IN_CONTROL, about: str = "") -> bool:
        """Return whether this console may not act now, and say why.

        code: a further reason; empty: none
        guard: that of the commands meant
        about: what the further reason is about
        """
        if self.view is None:
            barred = "banner.waiting"
        else:
            barred = self.services.rights.refusal(self.view.snapshot, guard)
        if barred:
            self.say(barred)
        elif code:
            self.say(code, about)
        return bool(barred or code)

    def meant_site(self) -> str:
        """Return the id of the site that a key means; where there is none, say so and return nothing."""
        site = self.site
        if site is None:
            self.say("site.none-meant")
        return site.id if site is not None else ""

    def site_to_act_on(self) -> str:
        """Return the id of the site that an acting key means now; say why where it means none."""
        return self._host.site_to_act_on()

    def in_meeting(self) -> ShownConference | None:
        """Return the conference of a meeting in which this console may act; else say why not."""
        conference = self.conference
        if conference is None or self.is_refused():
            return None
        if not conference.is_meeting:
            self.say("meeting.none")
            return None
        return conference

    def say(self, code: str, about: str = "") -> None:
        """Say why nothing was done, and about which site or thing: an id or a name; empty for none."""
        text = self.words(code)
        self.services.console.say(f"{self.name_of(about)}: {text}" if about else text)

    def name_of(self, target: str) -> str:
        """Return '8 Sa Pa' for a site's id; any other target as it is."""
        return self.view.called(target) if self.view is not None else target

    def asked(self, command: Command, target: str = "") -> str:
        """Return '8 Sa Pa: chặn tiếng', in the words of the command's row; without a target only these."""
        is_hosted = self.conference is not None and bool(self.conference.view.hosted)
        what = asked_text(self.words, command, is_hosted=is_hosted)
        return (
            self.words("ask.line", target=self._with_members(command, target), what=what) if target else what
        )

    def _with_members(self, command: Command, target: str) -> str:
        """Name a target, with those behind its call leg where the command means the leg."""
        site = self.view.site_of(target) if self.view is not None else None
        is_leg = site is not None and isinstance(command, ConferenceCommand)
        return with_members(self.words, self.name_of(target), site.members if site and is_leg else ())

    def order(
        self, command: Command, target: str = "", on_end: Callable[[Progress], None] = lambda end: None
    ) -> None:
        """Give a command and say each stage behind the words of its row."""
        what, name = self.asked(command), self._with_members(command, target)
        device = _device_of(command)
        is_confirmed = bool(target and device)
        done = self.words("result.verified", what=what, target=name, device=device) if is_confirmed else ""
        self.give(command, self.asked(command, target), on_end, done)

    def give(
        self,
        command: Command,
        text: str,
        on_end: Callable[[Progress], None] = lambda end: None,
        done: str = "",
    ) -> None:
        """Give a command and say each stage behind `text`.

        `done` is said where the device confirms it; empty: `text` with the stage.

        Leaving the screen ends no order. What was found by its name is asked about first.
        """

        async def follow() -> None:
            on_end(await self._follow(command, text, done))

        console = self.services.console
        if console.asks_first:
            console.call_next(self.ask_found, command, text, lambda: console.start_order(follow()))
        else:
            console.start_order(follow())

    def quietly(self, command: Command, text: str, on_refused: Callable[[], None] = lambda: None) -> None:
        """Give a command of which `text` says only an end that is not good."""

        async def follow() -> None:
            progress = Progress("", Stage.SENT)
            async for step in self.services.feed.submit(command):
                progress = step
            if progress.stage is not Stage.RECORDED:
                self.services.console.say(end_text(self.words, text, progress))
                on_refused()

        self.services.console.start_order(follow())

    async def ask_found(self, command: Command, text: str, go: Callable[[], None]) -> None:
        """Ask before a command that was found by its name; `text` names what it does to whom."""
        act = self._button(self.asked(command), "")
        await self.dialogs.confirm(
            text, self.words("palette.asks"), act, lambda is_sure: go() if is_sure else None
        )

    async def ask(self, command: Command, consequence: str, target: str = "", named: str = "") -> None:
        """Order it once a person said yes.

        named: the target's name in question and button; empty: the site's own
        """

        def answered(is_sure: bool) -> None:
            if is_sure:
                self.order(command, target)

        named = named or (self._with_members(command, target) if target else "")
        await self.confirm(command, named, consequence, answered)

    async def confirm(
        self, command: Command, named: str, consequence: str, answered: Callable[[bool], None]
    ) -> None:
        """Ask before something that interrupts people; the button that goes on names the act."""
        what = self.asked(command)
        question = self.words("ask.line", target=named, what=what) if named else what
        await self.dialogs.confirm(question, consequence, self._button(what, named), answered)

    def _button(self, what: str, named: str) -> str:
        """Return 'Ngắt cuộc gọi 5 Bảo Yên'; the act alone where both are too long."""
        act = what.partition(" (")[0]
        whole = self.words("confirm.act", what=act, target=named) if named else act
        text = whole if cell_len(whole) <= _BUTTON else act
        return text[:1].upper() + text[1:]

    async def ask_reason(
        self, site_id: str, without: str, command: Callable[[str], Command], known: Iterable[str] = ()
    ) -> None:
        """Order what `command` makes of the reason that a person writes; `without` says that it is needed."""

        def given(reason: str) -> None:
            self.order(command(reason), site_id)

        asked = self.asked(command(""), site_id)
        await self.dialogs.ask_text(asked, "skip.reason", given, missing=without, known=known)

    async def _follow(self, command: Command, text: str, done: str) -> Progress:
        """Say each stage, and the device's words at the end; return the last step.

        While nobody knows whether it is recorded, the line of attention says so.
        """
        doubts, progress = self.services.doubts, Progress("", Stage.SENT)
        begin = self._meeting_of(command)

        def say(words: str) -> None:
            self.services.console.say(f"{begin}{words}")

        code, doubt = DEFINITION_OF[type(command)].code_of(command), ""
        if not self.services.feed.lack:
            say(f"{text}: {self.words('stage.sent')}")
        try:
            async for progress in self.services.feed.submit(command):
                is_done = progress.stage is Stage.VERIFIED and bool(done)
                names = list(map(self.name_of, progress.targets))
                said = done if is_done else end_text(self.words, text, progress, code, names)
                if progress.stage is Stage.DOUBTFUL:
                    doubts.append(doubt := said)
                say(said)
        finally:
            if doubt:
                doubts.remove(doubt)
        return progress

    def _meeting_of(self, command: Command) -> str:
        """Return the name of the meeting in which a command acts, before what is said of it; empty of one."""
        snapshot = None if self.view is None else self.view.snapshot
        if snapshot is None or not snapshot.beside or not isinstance(command, PlacedCommand):
            return ""
        title = "" if snapshot.meeting is None else snapshot.meeting.title or self.words("meeting.closed")
        return f"{title or snapshot.conference_name}: "


def _device_of(command: Command) -> str:
    """Return the device that carries a command out; empty where none does."""
    if isinstance(command, ConferenceCommand):
        return "MCU"
    return "codec" if isinstance(command, RoomCommand) else ""
