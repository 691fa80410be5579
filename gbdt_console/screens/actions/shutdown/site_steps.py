"""Takes the next step of one site of a shutdown, or of all sites that stand at it."""

from collections.abc import Callable, Sequence
from enum import Enum, auto

from gbdt_console.core.commands import Command
from gbdt_console.core.known_names import numbered
from gbdt_console.core.requests import Progress
from gbdt_console.core.shutdown.commands import HangUpStraggler, SignStep, StepTogether, SwitchSiteOff
from gbdt_console.core.shutdown.steps import Step
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff
from gbdt_console.core.site_view import numbered_names
from gbdt_console.screens.actions.screen_actions import ScreenActions
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.form import Field, checked
from gbdt_console.text.shutdown.shutdown_text import ShutdownWords
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.meetings.typed import typed_sites

_SURE = (Step.LEFT, Step.POWER)
"""Steps that take something from people: what they mean is said before."""
_NOTES = 3
"""Ready words of how a person knows."""


class Way(Enum):
    """Says how a site's next step is taken.

    ASKED: the room says so itself
    ACTED: from here
    SIGNED: a person who knows signs it
    WAITED: time or a measurement ends it, or there is none
    """

    ASKED = auto()
    ACTED = auto()
    SIGNED = auto()
    WAITED = auto()


def way_of(site: SiteOff) -> Way:
    step, commanded = site.next_step, site.commanded
    if step is None or step is Step.COOLED:
        return Way.WAITED
    if step is Step.DONE:
        return Way.ASKED
    if site.is_unproven:
        return Way.SIGNED
    if step is Step.POWER and commanded is not None and commanded.is_off is not False:
        return Way.WAITED
    return Way.ACTED if site.may_act else Way.SIGNED


class SiteSteps(ScreenActions):
    """Asks about the highlighted site, and goes on to the next once its last step is taken."""

    def __init__(self, commands: ScreenCommands, cursor: Cursor[SiteOff], redraw: Callable[[], None]) -> None:
        """`redraw` shows the cursor where an answer moved it."""
        super().__init__(commands)
        self._cursor = cursor
        self._redraw = redraw

    async def _take(self, record: ShutdownView, site: SiteOff) -> None:
        step, way = site.next_step, way_of(site)
        if step is None or way is Way.WAITED:
            name = self._commands.name_of(site.site_id)
            self._commands.services.console.say(f"{name}: {self._next(site)}")
            return
        at_step = [one for one in record.sites if one.next_step is step and way_of(one) is way]
        alike = [one for one in at_step if not one.is_unproven or one.is_unread]
        if len(alike) < 2 or site not in alike:
            await self._take_alone(site, step, way)
            return
        words, facts = self._words, {"n": len(alike), "site": self._commands.name_of(site.site_id)}
        may_sign = ("all-signed",) if way is Way.ACTED and step is not Step.LEFT else ()
        offered = ("all", "all-but", "alone", *may_sign)
        options = [("", words(f"shutdown.{who}", **facts), who) for who in offered]

        def chosen(who: str) -> None:
            if who == "alone":
                self._dialogs.soon(self._take_alone, site, step, way)
            elif who == "all-but":
                self._dialogs.soon(self._ask_but, alike, step, way)
            else:
                how = way if who == "all" else Way.SIGNED
                self._dialogs.soon(self._take_together, alike, step, how)

        await self._dialogs.choose(self._together(step, way), options, chosen, takes_ahead=False)

    def _together(self, step: Step, way: Way) -> str:
        said = self._words(f"shutdown.together.{step}.{'sign' if way is Way.SIGNED else 'act'}")
        return f"{self._text().title(step)}: {said}"

    async def _ask_but(self, alike: Sequence[SiteOff], step: Step, way: Way) -> None:
        """Ask which sites are left out, then take the step at the others."""
        sites = () if self._commands.view is None else self._commands.view.snapshot.sites

        def others(values: Sequence[str]) -> list[SiteOff]:
            left_out = typed_sites(values[0], sites) if values[0] else None
            rest = [one for one in alike if one.site_id not in (left_out or ())]
            if not left_out or not rest:
                raise ValueError("shutdown.site-unknown")
            return rest

        def typed(values: tuple[str, ...]) -> None:
            self._dialogs.soon(self._take_together, others(values), step, way)

        title, fields = self._together(step, way), (Field(self._words("shutdown.but")),)
        await self._dialogs.fill_in(title, fields, typed, checked(self._words, others))

    async def _take_together(self, sites: Sequence[SiteOff], step: Step, way: Way) -> None:
        ids = tuple(one.site_id for one in sites)

        def give(note: str = "") -> None:
            command = StepTogether(step.value, ids, note, is_sure=not note and step in _SURE)
            sites = self._words("shutdown.sites", n=len(ids))
            if note or step is Step.DONE:
                said = self._words("shutdown.signed", step=self._text().step(step), sites=sites)
                self._commands.give(command, said)
            else:
                self._act(command, step, sites)
            self._go_on(step, ids)

        if way is Way.SIGNED:
            await self._choose_note(sites[0], step, give, self._words("shutdown.sites", n=len(ids)))
        else:
            give()

    def _act(
        self, command: Command, step: Step, sites: str, on_end: Callable[[Progress], None] = lambda _: None
    ) -> None:
        """Order a step: say what is ordered, then what a device confirms, and what is still measured."""
        ordered, done = (
            self._words(f"shutdown.{how}.{step}", sites=sites) for how in ("ordered", "confirmed")
        )
        self._commands.give(command, ordered, on_end, done)

    async def _take_alone(self, site: SiteOff, step: Step, way: Way) -> None:
        site_id = site.site_id
        if way is Way.SIGNED:
            await self._choose_note(site, step, lambda note: self._sign_step(site, step, note))
        elif way is Way.ASKED:
            await self._ask_done(site)
        elif step is Step.LEFT:
            command = HangUpStraggler(site_id, is_sure=True)
            await self._commands.ask(command, self._words("confirm.hang-up"), site_id)
        elif step is Step.CODEC:
            self._act(SwitchSiteOff(site_id), step, self._commands.name_of(site_id))
        else:
            await self._ask_cut(site_id)

    async def _ask_cut(self, site_id: str) -> None:
        cut, name = SwitchSiteOff(site_id, is_sure=True), self._commands.name_of(site_id)

        def answered(is_sure: bool) -> None:
            if is_sure:
                self._act(cut, Step.POWER, name)

        await self._commands.confirm(cut, name, self._words("guard.power-off"), answered)

    async def _ask_done(self, site: SiteOff) -> None:
        title = self._words("shutdown.ask-problems", site=self._commands.name_of(site.site_id))

        def noted(problems: str) -> None:
            self._sign_step(site, Step.DONE, problems)

        await self._dialogs.ask_text(title, "shutdown.field", noted)

    async def _choose_note(
        self, site: SiteOff, step: Step, noted: Callable[[str], None], named: str = ""
    ) -> None:
        """Ask how a person knows: by ready words, by those of this shutdown, or by others."""
        known = self._notes()
        options = [*(("", note, note) for note in known), ("", self._words("shutdown.note.other"), "")]

        def chosen(note: str) -> None:
            if note:
                noted(note)
            else:
                self._dialogs.soon(self._ask_note, site, step, noted, named)

        question = f"{self._title(site, step, named)}\n{self._next(site)}"
        await self._dialogs.choose(question, options, chosen, takes_ahead=False)

    async def _ask_note(
        self, site: SiteOff, step: Step, noted: Callable[[str], None], named: str = ""
    ) -> None:
        await self._dialogs.ask_text(
            self._title(site, step, named),
            "shutdown.ask-note",
            noted,
            missing="shutdown.no-note",
            known=self._notes(),
        )

    def _sign_step(self, site: SiteOff, step: Step, note: str) -> None:
        self._commands.order(SignStep(site.site_id, step.value, note), site.site_id)
        self._go_on(step, (site.site_id,))

    def _go_on(self, step: Step, done: Sequence[str]) -> None:
        """Behind their last step, highlight the next site that waits for a person, if another one does."""
        if step is not Step.POWER:
            return
        rows = [*self._cursor.rows[self._cursor.at :], *self._cursor.rows[: self._cursor.at]]
        waiting = (one for one in rows if one.site_id not in done and way_of(one) is not Way.WAITED)
        if (following := next(waiting, None)) is not None:
            self._cursor.go_to(following.site_id)
            self._redraw()

    def _notes(self) -> list[str]:
        ready = [self._words(f"shutdown.note.{n}") for n in range(1, _NOTES + 1)]
        said = (end.note for one in self._cursor.rows for end in one.ends[1:])
        return list(numbered((*ready, *said)).values())

    def _title(self, site: SiteOff, step: Step, named: str = "") -> str:
        name = named or self._commands.name_of(site.site_id)
        cell = self._words("checklist.cell", site=name, check=self._text().step(step))
        return self._dialogs.title(self._words("action.sheet.sign"), cell)

    def _next(self, site: SiteOff) -> str:
        now_utc = 0.0 if self._commands.view is None else self._commands.view.now_utc
        return self._text().what_next(site, now_utc)

    def _text(self) -> ShutdownWords:
        view = self._commands.view
        sites = () if view is None else view.snapshot.sites
        return ShutdownWords(self._words, self.look.formats, numbered_names(sites))
