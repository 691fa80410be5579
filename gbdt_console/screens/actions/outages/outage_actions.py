"""Acts on the outage record that a key means."""

from collections.abc import Awaitable, Callable

from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.commands import Command
from gbdt_console.core.outages.commands import (
    DecideCause,
    EstimateRepair,
    LogCall,
    MergeOutages,
    OpenOutage,
    ReportToCarrier,
    SetOutageState,
    SetRemedy,
    SplitOutage,
    TellChair,
)
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.actions.outages import outage_dialogs
from gbdt_console.screens.actions.outages.outage_closing import OutageClosing
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.ui.outages.rows import outage_of_site, outage_to_tell
from gbdt_console.ui.outages.words import ShownOutageWords
from gbdt_console.ui.view import View

_OfText = Callable[[Outage, str], Command]
"""Makes the command of a record and a typed text."""


class OutageActions:
    """Acts on one screen's records: the highlighted one, else the one of the site that a key means."""

    def __init__(self, commands: ScreenCommands, show_phones: Callable[[], Awaitable[None]]) -> None:
        """`show_phones` shows the numbers where there is no record to log a call in."""
        self._commands = commands
        self._show_phones = show_phones

    def idle(self) -> frozenset[str]:
        """Return the ids of the actions that would do nothing now, or that nobody waits for."""
        view = self._commands.view
        if view is None:
            return frozenset({"outage.write", "outage.tell", "outage.menu"})
        meant = self._meant(view)
        idle = set() if meant is not None and meant.is_down else {"outage.write"}
        idle |= set() if meant is not None and meant.is_open else {"outage.menu"}
        told = filter(None, (meant,)) if self._commands.is_numbered else view.snapshot.outages
        is_told = all(outage.is_chair_told for outage in told if outage.is_down)
        return frozenset(idle | {"outage.tell"} if is_told else idle)

    async def choose(self) -> None:
        """Ask what to do with the record."""
        view = self._ready()
        outage = None if view is None else self._kept(view)
        if view is None or outage is None:
            return
        services = self._commands.services
        acts = {
            "write": self.write,
            "state": self.set_state,
            "report": self.report,
            "remedy": self.set_remedy,
            "merge": self.merge,
            "split": self.split,
            "close": self.close,
        }
        dialog = outage_dialogs.menu(services.appearance, self._texts(view).title(outage), acts)

        def chosen(act: str) -> None:
            services.console.call_next(acts[act])

        await services.console.put_dialog(dialog, chosen)

    async def write(self) -> None:
        """Ask for cause and estimate, and enter them; a site without a record gets one."""
        view = self._ready()
        if view is None:
            return
        outage = self._meant(view)
        if outage is not None and outage.is_down:
            await self._complete(outage, view)
            return
        site = self._site(view)
        if site is None:
            self._commands.say("site.none-meant")
            return
        await self._open(site)

    async def tell(self) -> None:
        """Show the sentence for the chair and enter how the chair was told."""
        view = self._ready()
        if view is None:
            return
        if self._commands.is_numbered:
            outage = self._kept(view)
        elif (outage := self._commands.outage or outage_to_tell(view.snapshot.outages)) is None:
            self._commands.say("outage.none-to-tell")
        if outage is None:
            return
        sentence = self._texts(view).sentence(outage)
        expected_utc = None if outage.estimate is None else outage.estimate.back_utc
        person = self._commands.words("chair.person")

        def chosen(channel: str) -> None:
            self._give(TellChair(outage.number, person, channel, sentence, expected_utc), outage)

        services = self._commands.services
        dialog = outage_dialogs.told_choice(services.appearance, sentence)
        await services.console.put_dialog(dialog, chosen)

    async def show_phones(self) -> None:
        """Show whom to call; where a record is open, also ask who was called and how the call ended."""
        view, services = self._commands.view, self._commands.services
        outage = None if view is None else self._meant(view)
        is_ours = view is not None and not services.rights.refusal(view.snapshot.control)
        if view is None or outage is None or not outage.is_open or not is_ours:
            await self._show_phones()
            return
        texts = self._texts(view)
        numbers = texts.numbers(outage)
        if not any(callee.phone for callee in numbers):
            await self._show_phones()
            return

        def chosen(place: str) -> None:
            callee = numbers[int(place)]
            is_carrier = callee.kind is ContactRole.CARRIER

            def ended(outcome: str) -> None:
                command = LogCall(outage.number, callee.role, callee.phone, outcome, is_carrier)
                self._give(command, outage)

            ask = outage_dialogs.outcome_choice(services.appearance, callee.role)
            services.console.call_next(services.console.put_dialog, ask, ended)

        dialog = outage_dialogs.contact_choice(
            services.appearance, texts.title(outage), texts.to_say(outage), numbers
        )
        await services.console.put_dialog(dialog, chosen)

    async def set_state(self) -> None:
        """Ask how far the repair is."""
        view = self._ready()
        outage = None if view is None else self._kept(view)
        if view is None or outage is None:
            return
        services = self._commands.services
        dialog = outage_dialogs.state_choice(services.appearance, self._texts(view).title(outage), outage)
        await services.console.put_dialog(
            dialog, lambda state: self._give(SetOutageState(outage.number, state), outage)
        )

    async def set_remedy(self) -> None:
        """Ask for the remedy."""
        await self._ask_text("remedy", lambda outage, text: SetRemedy(outage.number, text))

    async def report(self) -> None:
        """Ask for the carrier's ticket number and enter the report."""
        await self._ask_text("ticket", lambda outage, text: ReportToCarrier(outage.number, text))

    async def merge(self) -> None:
        """Ask which record takes this one over."""
        view = self._ready()
        outage = None if view is None else self._kept(view)
        if view is None or outage is None:
            return
        texts, services = self._texts(view), self._commands.services
        others = [o for o in view.snapshot.outages if o.is_open and o.number != outage.number]
        if not others:
            self._commands.say("outage.none-to-merge")
            return
        choices = [(str(other.number), texts.title(other)) for other in others]
        dialog = outage_dialogs.pick(services.appearance, "outage.ask-merge", texts.title(outage), choices)
        await services.console.put_dialog(
            dialog, lambda number: self._give(MergeOutages(outage.number, int(number)), outage)
        )

    async def split(self) -> None:
        """Ask which site gets a record of its own."""
        view = self._ready()
        outage = None if view is None else self._kept(view)
        if view is None or outage is None:
            return
        if len(outage.sites) < 2:
            self._commands.say("outage.split-sites")
            return
        services = self._commands.services
        choices = [(site_id, view.called(site_id)) for site_id in outage.sites]
        dialog = outage_dialogs.pick(
            services.appearance, "outage.ask-split", self._texts(view).title(outage), choices
        )
        await services.console.put_dialog(
            dialog, lambda site_id: self._give(SplitOutage(outage.number, (site_id,)), outage)
        )

    async def close(self) -> None:
        """Close a restored record; ask for cause and remedy where they are missing."""
        view = self._ready()
        outage = None if view is None else self._kept(view)
        if view is None or outage is None:
            return
        if outage.is_down:
            self._commands.say("outage.still-down")
            return
        await OutageClosing(self._commands, outage, self._texts(view).title(outage), self._give).ask()

    async def _ask_text(self, field: str, command_of: _OfText) -> None:
        view = self._ready()
        outage = None if view is None else self._kept(view)
        if view is None or outage is None:
            return
        appearance = self._commands.services.appearance
        form = outage_dialogs.text_form(
            appearance,
            self._texts(view).title(outage),
            appearance.words(f"outage.ask-{field}"),
            str(getattr(outage, field)),
            is_needed=field == "remedy",
        )
        await self._commands.services.console.put_dialog(
            form, lambda values: self._give(command_of(outage, values[0]), outage)
        )

    async def _complete(self, outage: Outage, view: View) -> None:
        """Ask for the cause, then for the estimate, of a record."""
        services, title = self._commands.services, self._texts(view).title(outage)

        def decided(cause: str) -> None:
            def given(values: tuple[str, ...]) -> None:
                if cause != outage.cause:
                    self._give(DecideCause(outage.number, cause), outage)
                back_utc = outage_dialogs.back_utc(values[0], services.clock)
                if back_utc is not None:
                    self._give(EstimateRepair(outage.number, back_utc), outage)

            form = outage_dialogs.estimate_form(services.appearance, services.clock, title)
            services.console.call_next(services.console.put_dialog, form, given)

        proposed = outage.likely_cause.value if outage.cause or outage.proposed.confidence else ""
        ask = outage_dialogs.cause_choice(services.appearance, title, proposed)
        await services.console.put_dialog(ask, decided)

    async def _open(self, site: SiteView) -> None:
        """Ask for cause, estimate and words of a fault that a site reports."""
        commands, services = self._commands, self._commands.services
        name = f"{site.number} {site.name}"

        def decided(cause: str) -> None:
            fault = code_name(commands.words, "reported", cause)
            first = commands.words("outage.reported", fault=fault)

            def given(values: tuple[str, ...]) -> None:
                back_utc = outage_dialogs.back_utc(values[0], services.clock)
                commands.order(OpenOutage(site.id, values[1], cause, back_utc), site.id)

            title = commands.words("outage.open-title", site=name)
            form = outage_dialogs.estimate_form(services.appearance, services.clock, title, first)
            services.console.call_next(services.console.put_dialog, form, given)

        ask = outage_dialogs.cause_choice(services.appearance, name, "")
        await services.console.put_dialog(ask, decided)

    def _ready(self) -> View | None:
        """Return the View where this console may act, else say why not."""
        return None if self._commands.is_refused() else self._commands.view

    def _kept(self, view: View) -> Outage | None:
        """Return the open record that a key means, or say that there is none."""
        outage, commands = self._meant(view), self._commands
        if outage is not None and outage.is_open:
            return outage
        if not commands.is_numbered:
            commands.say("outage.none-meant")
        elif site_id := commands.meant_site():
            commands.say("outage.none-of-site", site_id)
        return None

    def _meant(self, view: View) -> Outage | None:
        if (outage := self._commands.outage) is not None:
            return outage
        site = self._site(view)
        return None if site is None else outage_of_site(view.snapshot.outages, site.id)

    def _site(self, view: View) -> SiteView | None:
        """Return the site that a key means, else the site of the highlighted alarm."""
        commands = self._commands
        if commands.site is not None:
            return commands.site
        row = commands.row
        return None if row is None else view.site_of(row.alarm.site_id or next(iter(row.alarm.members), None))

    def _texts(self, view: View) -> ShownOutageWords:
        return ShownOutageWords(self._commands.services.appearance, view)

    def _give(self, command: Command, outage: Outage) -> None:
        text = self._commands.words("thing.outage", number=outage.number)
        self._commands.give(command, f"{self._commands.asked(command)} · {text}")
