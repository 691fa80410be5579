"""Acts on the shutdown: does or signs a site's next step, signs the whole off."""

from gbdt_console.core.shutdown.commands import (
    CloseShutdown,
    HangUpStraggler,
    OpenShutdown,
    SignStep,
    SwitchSiteOff,
)
from gbdt_console.core.shutdown.steps import Step
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff
from gbdt_console.core.site_view import numbered_names
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.text.shutdown.shutdown_text import ShutdownWords
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.view import View


class ShutdownActions(ScreenActions):
    name = "shutdown"

    def __init__(self, commands: ScreenCommands, cursor: Cursor[SiteOff]) -> None:
        super().__init__(commands)
        self._cursor = cursor

    def _site(self) -> SiteOff | None:
        """Return the highlighted site of an open record, else say why there is none."""
        view = self.ready()
        if view is None:
            return None
        record = view.snapshot.shutdown
        if record is None or record.closing is not None:
            self._commands.say("shutdown.none")
            return None
        return self._cursor.row

    @needs(_site)
    async def do_next(self, site: SiteOff) -> None:
        """Do the site's next step, or say what it waits for."""
        step = site.next_step
        if step is Step.DONE:
            await self._ask_done(site)
        elif step is Step.LEFT and site.may_act:
            command = HangUpStraggler(site.site_id, is_sure=True)
            await self._commands.ask(command, self._words("confirm.hang-up"), site.site_id)
        elif step is Step.CODEC and site.may_act:
            self._commands.order(SwitchSiteOff(site.site_id), site.site_id)
        elif step is Step.POWER and site.may_act and not site.is_unproven:
            cut = SwitchSiteOff(site.site_id, is_sure=True)
            await self._commands.ask(cut, self._words("guard.power-off"), site.site_id)
        elif self._commands.view is not None:
            now_utc = self._commands.view.now_utc
            self._commands.services.console.say(self._text().what_next(site, now_utc))

    @needs(_site)
    async def sign(self, site: SiteOff) -> None:
        """Sign the site's next step with a reason; 'room done' asks for problems."""
        step = site.next_step
        if step is Step.DONE:
            await self._ask_done(site)
        elif step is not None:
            named = step
            words, name = self._words, self._commands.name_of(site.site_id)
            title = words("checklist.cell", site=name, check=self._text().step(named))

            def noted(note: str) -> None:
                self._commands.order(SignStep(site.site_id, named.value, note), site.site_id)

            await self._dialogs.ask_text(title, "shutdown.ask-note", noted, missing="shutdown.no-note")

    @needs(ScreenActions.ready)
    async def close(self, view: View) -> None:
        """Ask for problems, then for a yes, and sign 'System off'; begin where no shutdown is open."""
        commands = self._commands
        record = view.snapshot.shutdown
        if record is None or record.closing is not None:
            meant = commands.services.meant_meeting(view.snapshot)
            commands.order(OpenShutdown(() if meant is None else meant.plan.sites))
            return
        is_left = bool(record.stragglers)
        title = self._words("shutdown.ask-reason" if is_left else "shutdown.ask-all-problems")

        def noted(problems: str) -> None:
            self._dialogs.soon(self._ask_close, record, problems)

        missing = "shutdown.no-reason" if is_left else ""
        await self._dialogs.ask_text(title, "shutdown.field", noted, missing=missing)

    async def _ask_close(self, record: ShutdownView, problems: str) -> None:
        words, left = self._words, record.stragglers
        sites = self._text().sites([one.site_id for one in left])
        consequence = words("shutdown.close-open", sites=sites) if left else words("shutdown.close-all")
        await self._commands.ask(CloseShutdown(problems, is_sure=True), consequence)

    async def _ask_done(self, site: SiteOff) -> None:
        title = self._words("shutdown.ask-problems", site=self._commands.name_of(site.site_id))

        def noted(problems: str) -> None:
            self._commands.order(SignStep(site.site_id, Step.DONE.value, problems), site.site_id)

        await self._dialogs.ask_text(title, "shutdown.field", noted)

    def _text(self) -> ShutdownWords:
        view = self._commands.view
        sites = () if view is None else view.snapshot.sites
        return ShutdownWords(self._words, self.look.formats, numbered_names(sites))
