"""Acts on the shutdown: begins it, takes the sites' steps, signs the whole off."""

from collections.abc import Sequence

from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.shutdown.commands import CloseShutdown, OpenShutdown, StepTogether
from gbdt_console.core.shutdown.steps import Step
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.screens.actions.shutdown.site_steps import SiteSteps
from gbdt_console.ui.view import View


class ShutdownActions(SiteSteps):
    name = "shutdown"

    def _site(self) -> SiteOff | None:
        """Return the highlighted site of an open record, else say why there is none."""
        view = self.ready()
        record = None if view is None else view.snapshot.shutdown
        if view is not None and (record is None or record.closing is not None):
            self._commands.say("shutdown.none")
            return None
        return None if view is None else self._cursor.row

    @needs(ScreenActions.ready)
    async def do_next(self, view: View) -> None:
        """Take the next step of the site, or of all that stand at it; say what it waits for.

        Where nothing was begun, begin; where all are off, sign.
        """
        record, site = view.snapshot.shutdown, self._cursor.row
        if record is None or record.closing is not None:
            await self._begin(view)
        elif not record.stragglers:
            await self._sign_all_off(record)
        elif site is not None:
            await self._take(record, site)

    @needs(_site)
    async def sign(self, site: SiteOff) -> None:
        """Sign the site's next step with a reason; 'room done' asks for problems."""
        step = site.next_step
        if step is Step.DONE:
            await self._ask_done(site)
        elif step is not None:
            await self._ask_note(site, step, lambda note: self._sign_step(site, step, note))

    async def _begin(self, view: View) -> None:
        """Begin after a meeting that is over; all rooms may have said already that they are done."""
        snapshot, words = view.snapshot, self._words
        if snapshot.meeting is not None or (snapshot.shutdown is not None and not snapshot.owed_shutdowns):
            self._commands.say("shutdown.none" if snapshot.meeting is None else "shutdown.meeting-runs")
            return

        def chosen(how: str) -> None:
            steps = {"hang-up": (Step.DONE, Step.LEFT), "done": (Step.DONE,), "each": ()}[how]
            self._commands.order(self._opening(view), on_end=lambda end: self._take_all(steps, end))

        options = [("", words(f"shutdown.begin.{how}"), how) for how in ("hang-up", "done", "each")]
        await self._dialogs.choose(words("shutdown.begin"), options, chosen, takes_ahead=False)

    def _take_all(self, steps: Sequence[Step], before: Progress) -> None:
        """Take these steps at all sites, each once the one before ended well."""
        if steps and before.stage is Stage.RECORDED:
            step, *rest = steps
            command = StepTogether(step.value, is_sure=step is not Step.DONE)

            def on_end(end: Progress) -> None:
                self._take_all(rest, end)

            if step is Step.DONE:
                self._commands.give(command, self._text().step(step), on_end)
            else:
                self._act(command, step, self._words("shutdown.sites.left"), on_end)

    def _opening(self, view: View) -> OpenShutdown:
        meant = self._commands.services.meant_meeting(view.snapshot)
        return OpenShutdown(() if meant is None else meant.plan.sites)

    async def _sign_all_off(self, record: ShutdownView) -> None:
        """Ask whether there were problems, and sign 'System off' of a record in which nothing is left."""
        words = self._words

        def chosen(how: str) -> None:
            if how == "well":
                self._commands.order(CloseShutdown())
            else:
                self._dialogs.soon(
                    self._dialogs.ask_text,
                    words("shutdown.ask-all-problems"),
                    "shutdown.field",
                    lambda said: self._commands.order(CloseShutdown(said)),
                )

        options = [("", words(f"shutdown.sign.{how}"), how) for how in ("well", "problems")]
        asked = words("shutdown.ask-sign", all=len(record.sites))
        question = f"{asked}\n{self._text().on_again(record)}".rstrip()
        await self._dialogs.choose(question, options, chosen, takes_ahead=False)

    @needs(ScreenActions.ready)
    async def close(self, view: View) -> None:
        """Ask for problems, and sign 'System off'; begin where no shutdown is open."""
        record = view.snapshot.shutdown
        if record is None or record.closing is not None:
            self._commands.order(self._opening(view))
        elif not record.stragglers:
            await self._sign_all_off(record)
        else:
            await self._dialogs.ask_text(
                self._words("shutdown.ask-reason"),
                "shutdown.field",
                lambda problems: self._dialogs.soon(self._ask_close, record, problems),
                missing="shutdown.no-reason",
            )

    async def _ask_close(self, record: ShutdownView, problems: str) -> None:
        sites = self._text().sites([one.site_id for one in record.stragglers])
        consequence = self._words("shutdown.close-open", sites=sites)
        await self._commands.ask(CloseShutdown(problems, is_sure=True), consequence)
