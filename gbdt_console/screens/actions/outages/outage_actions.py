"""Acts on the outage record that a key means."""

from collections.abc import Callable, Sequence
from dataclasses import replace

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
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.actions.alarms.meant_alarm import show_phones, site_meant
from gbdt_console.screens.actions.outages import outage_dialogs
from gbdt_console.screens.actions.outages.outage_closing import OutageClosing
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.ui.outages.rows import outage_of_site, outage_to_tell
from gbdt_console.ui.outages.words import ShownOutageWords
from gbdt_console.ui.view import View


@dataclass(frozen=True, slots=True)
class KeptOutage:
    """Holds the open record that a key means.

    title: its number, sites and fault in words
    """

    outage: Outage
    view: View
    title: str


class OutageActions(ScreenActions):
    """Acts on one screen's records: the highlighted one, else the one of the site that a key means."""

    name = "outages"

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

    def _kept(self) -> KeptOutage | None:
        """Return the open record that a key means, or say that there is none."""
        commands, view = self._commands, self.ready()
        outage = None if view is None else self._meant(view)
        if view is not None and outage is not None and outage.is_open:
            return KeptOutage(outage, view, self._texts(view).title(outage))
        if view is None:
            return None
        if not commands.is_numbered:
            commands.say("outage.none-meant")
        elif site_id := commands.meant_site():
            commands.say("outage.none-of-site", site_id)
        return None

    @needs(_kept)
    async def choose(self, kept: KeptOutage) -> None:
        acts = {
            "write": self.write,
            "state": self.set_state,
            "report": self.report,
            "remedy": self.set_remedy,
            "merge": self.merge,
            "split": self.split,
            "close": self.close,
        }
        options = [("", self._words(f"outage.act.{act}"), act) for act in acts]
        await self._dialogs.choose(kept.title, options, lambda act: self._dialogs.soon(acts[act]))

    @needs(ScreenActions.ready)
    async def write(self, view: View) -> None:
        """Ask for cause and estimate, and enter them; a site without a record gets one."""
        outage, site = self._meant(view), site_meant(self._commands)
        if outage is not None and outage.is_down:
            await self._complete(outage, view)
        elif site is None:
            self._commands.say("site.none-meant")
        else:
            await self._open(site)

    @needs(ScreenActions.ready)
    async def tell(self, view: View) -> None:
        """Show the sentence for the chair and enter how the chair was told."""
        if self._commands.is_numbered:
            kept = self._kept()
            outage = None if kept is None else kept.outage
        elif (outage := self._commands.meant(Outage) or outage_to_tell(view.snapshot.outages)) is None:
            self._commands.say("outage.none-to-tell")
        if outage is None:
            return
        sentence = self._texts(view).sentence(outage)
        expected_utc = None if outage.estimate is None else outage.estimate.back_utc
        person = self._words("chair.person")

        def chosen(channel: str) -> None:
            self._give(TellChair(outage.number, person, channel, sentence, expected_utc), outage)

        await self._dialogs.choose(*outage_dialogs.told_choice(self._words, sentence), chosen)

    async def show_phones(self) -> None:
        """Show whom to call; where a record is open, also ask who was called and how the call ended."""
        view, services = self._commands.view, self._commands.services
        outage = None if view is None else self._meant(view)
        is_ours = view is not None and not services.rights.refusal(view.snapshot)
        if view is None or outage is None or not outage.is_open or not is_ours:
            await show_phones(self._commands)
            return
        texts = self._texts(view)
        numbers = texts.numbers(outage)
        if not any(callee.phone for callee in numbers):
            await show_phones(self._commands)
            return

        def chosen(place: str) -> None:
            callee = numbers[int(place)]
            is_carrier = callee.kind is ContactRole.CARRIER

            def ended(outcome: str) -> None:
                command = LogCall(outage.number, callee.role, callee.phone, outcome, is_carrier)
                self._give(command, outage)

            ask = outage_dialogs.outcome_choice(self._words, callee.role)
            self._dialogs.soon(self._dialogs.choose, *ask, ended)

        title, say = texts.title(outage), texts.to_say(outage)
        await self._dialogs.choose(*outage_dialogs.contact_choice(self._words, title, say, numbers), chosen)

    @needs(_kept)
    async def set_state(self, kept: KeptOutage) -> None:
        question = outage_dialogs.state_choice(self._words, kept.title, kept.outage)
        await self._choose(kept, question, lambda state: SetOutageState(kept.outage.number, state))

    @needs(_kept)
    async def set_remedy(self, kept: KeptOutage) -> None:
        number, now = kept.outage.number, kept.outage.remedy
        remedies = [one.remedy for one in kept.view.snapshot.outages]
        await self._ask_text(
            kept, "remedy", now, lambda text: SetRemedy(number, text), "outage.no-words", remedies
        )

    @needs(_kept)
    async def report(self, kept: KeptOutage) -> None:
        """Ask for the carrier's ticket number and enter the report."""
        number, now = kept.outage.number, kept.outage.ticket
        await self._ask_text(kept, "report", now, lambda text: ReportToCarrier(number, text))

    @needs(_kept)
    async def merge(self, kept: KeptOutage) -> None:
        number, outages = kept.outage.number, kept.view.snapshot.outages
        others = [other for other in outages if other.is_open and other.number != number]
        if not others:
            self._commands.say("outage.none-to-merge")
            return
        question = self._words("outage.ask-merge", what=kept.title)
        options = [("", self._texts(kept.view).title(other), str(other.number)) for other in others]
        await self._choose(kept, (question, options), lambda other: MergeOutages(number, int(other)))

    @needs(_kept)
    async def split(self, kept: KeptOutage) -> None:
        """Ask which site gets a record of its own."""
        number, sites = kept.outage.number, kept.outage.sites
        if len(sites) < 2:
            self._commands.say("outage.split-sites", kept.title)
            return
        question = self._words("outage.ask-split", what=kept.title)
        options = [("", kept.view.called(site_id), site_id) for site_id in sites]
        await self._choose(kept, (question, options), lambda site_id: SplitOutage(number, (site_id,)))

    @needs(_kept)
    async def close(self, kept: KeptOutage) -> None:
        """Close a restored record; ask for cause and remedy where they are missing."""
        if kept.outage.is_down:
            self._commands.say("outage.still-down", kept.title)
        else:
            await OutageClosing(self._commands, kept.outage, kept.title, self._give).ask()

    async def _choose(
        self,
        kept: KeptOutage,
        question: tuple[str, Sequence[tuple[str, str, str]]],
        command: Callable[[str], Command],
    ) -> None:
        await self._dialogs.choose(*question, lambda given: self._give(command(given), kept.outage))

    async def _ask_text(
        self,
        kept: KeptOutage,
        act: str,
        now: str,
        command: Callable[[str], Command],
        missing: str = "",
        known: Sequence[str] = (),
    ) -> None:
        """Give what `command` makes of a text; `now` stands in the field at first."""

        def given(text: str) -> None:
            self._give(command(text), kept.outage)

        title, label = self._title(act, kept.title), f"outage.ask-{act}"
        await self._dialogs.ask_text(title, label, given, value=now, missing=missing, known=known)

    def _title(self, act: str, what: str) -> str:
        """Return the head of the questions of an act, about an outage or a site in words."""
        return self._dialogs.title(self._words(f"outage.act.{act}"), what)

    async def _complete(self, outage: Outage, view: View) -> None:
        """Ask for the cause, then for the estimate, of a record."""
        clock, title = self._commands.services.clock, self._texts(view).title(outage)

        def decided(cause: str) -> None:
            def given(values: tuple[str, ...]) -> None:
                if cause != outage.cause:
                    self._give(DecideCause(outage.number, cause), outage)
                back_utc = outage_dialogs.back_utc(values[0], clock)
                if back_utc is None:
                    return

                def told(source: str) -> None:
                    self._give(EstimateRepair(outage.number, back_utc, source), outage)

                self._ask_source(title, told)

            form = outage_dialogs.estimate_form(self.look, clock, self._title("write", title))
            self._dialogs.soon(self._dialogs.put, form, given)

        proposed = outage.likely_cause.value if outage.cause or outage.proposed.confidence else ""
        await self._dialogs.choose(*outage_dialogs.cause_choice(self._words, title, proposed), decided)

    async def _open(self, site: SiteView) -> None:
        """Ask for cause, estimate and words of a fault that a site reports."""
        commands, clock = self._commands, self._commands.services.clock
        name = f"{site.number} {site.name}"

        def decided(cause: str) -> None:
            fault = code_name(self._words, "reported", cause)
            first = self._words("outage.reported", fault=fault)

            def given(values: tuple[str, ...]) -> None:
                opened = OpenOutage(site.id, values[1], cause, outage_dialogs.back_utc(values[0], clock))

                def told(source: str) -> None:
                    commands.order(replace(opened, source=source), site.id)

                if opened.back_utc is None:
                    commands.order(opened, site.id)
                else:
                    self._ask_source(name, told)

            title = self._words("outage.open-title", site=name)
            form = outage_dialogs.estimate_form(self.look, clock, title, first)
            self._dialogs.soon(self._dialogs.put, form, given)

        await self._dialogs.choose(*outage_dialogs.cause_choice(self._words, name, ""), decided)

    def _ask_source(self, what: str, told: Callable[[str], None]) -> None:
        """Ask whose word an estimate is: what nobody said is no evidence."""
        self._dialogs.soon(self._dialogs.choose, *outage_dialogs.source_choice(self._words, what), told)

    def _meant(self, view: View) -> Outage | None:
        if (outage := self._commands.meant(Outage)) is not None:
            return outage
        site = site_meant(self._commands)
        return None if site is None else outage_of_site(view.snapshot.outages, site.id)

    def _texts(self, view: View) -> ShownOutageWords:
        return ShownOutageWords(self.look, view)

    def _give(self, command: Command, outage: Outage) -> None:
        text = self._words("thing.outage", number=outage.number)
        self._commands.give(command, f"{self._commands.asked(command)} · {text}")
