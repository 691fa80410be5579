"""Two technicians on one list: whatever they do and however old what they see is, no site is called twice."""

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gbdt_console.core.checklist.call_round import next_to_call
from gbdt_console.core.checklist.calls import CALL_LASTS_S, CallStep
from gbdt_console.core.checklist.checks import RollQuestion
from gbdt_console.core.checklist.commands import AnswerRoll, CallSite
from gbdt_console.core.checklist.events import ChecklistOpened
from gbdt_console.core.checklist.sheet import ChecklistBook
from gbdt_console.core.checklist.view import SiteChecks, Standing, recorded_view
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ClientKind
from gbdt_console.engine.checklist.command_handler import ChecklistCommandHandler
from gbdt_console.engine.command_request import Client, CommandRequest, Refused
from tests.support.engine.networks import network

NOW_UTC = 1_767_574_800.0
SITES = 4
GOOD = {
    RollQuestion.HEARD: "both",
    RollQuestion.NORMAL: "by-technician",
    RollQuestion.PRESIDES: "Chủ tịch",
    RollQuestion.DELEGATES: "12",
}
_WHO = st.sampled_from([0, 1])


async def nothing(_: Command, __: Callable[..., None]) -> None:
    """No command of the sheet has a follow-up."""


class Technician:
    """One at a console: what it shows, and the site on the phone."""

    def __init__(self, client_id: str, name: str) -> None:
        self.client_id, self.name = client_id, name
        self.rows: tuple[SiteChecks, ...] = ()
        self.phones = ""


class SharedList(RuleBasedStateMachine):
    @initialize(names=st.sampled_from([("Trực ca 1", "Trực ca 2"), ("Trực ca 1", "Trực ca 1")]))
    def begin(self, names: tuple[str, str]) -> None:
        self.clock, self.ledger, self.network = ManualClock(1_000.0, NOW_UTC), Ledger(), network(SITES)
        self.handler = ChecklistCommandHandler(self.network, self.ledger, self.clock)
        self.ids = [site.id for site in self.network.sites]
        opening = NOW_UTC + 20 * 86_400.0
        self.ledger.apply(ChecklistOpened("m1", self.ids, opening, opening - 1_800.0, NOW_UTC, "Trực ca 1"))
        self.them = [Technician(f"c{n}", name) for n, name in enumerate(names)]
        self.clients = len(self.them)
        for who in (0, 1):
            self.look(who)

    def gives(self, who: int, command: AnswerRoll | CallSite) -> bool:
        """Tell whether the engine records it."""
        one = self.them[who]
        client = Client(one.client_id, ClientKind.CONSOLE, 1_000, 1_000, "", "duty")
        request = CommandRequest(
            "r", command, client, "duty", one.name, lambda _: None, lambda: "", nothing  # type: ignore[arg-type]
        )  # fmt: skip
        try:
            events = self.handler.events(request, None, self.clock.monotonic())
        except Refused:
            return False
        for event in events:
            self.ledger.apply(event)
        return True

    @rule(who=_WHO)
    def look(self, who: int) -> None:
        sheet = self.ledger[ChecklistBook].sheets["m1"]
        self.them[who].rows = recorded_view(sheet, self.ids, "").rows

    @rule(who=_WHO, at=st.integers(0, SITES - 1))
    def call_next(self, who: int, at: int) -> None:
        one, now_utc = self.them[who], self.clock.utc()
        row = next_to_call(one.rows, at, now_utc)
        if row is not None and not one.phones and self.gives(who, CallSite(row.site_id)):
            one.phones = row.site_id

    @rule(who=_WHO, place=st.integers(0, SITES - 1))
    def call_any(self, who: int, place: int) -> None:
        """A typed number means a site, whatever the list says of it."""
        one, site_id = self.them[who], self.ids[place]
        if not one.phones and self.gives(who, CallSite(site_id)):
            one.phones = site_id

    @rule(who=_WHO, question=st.sampled_from(RollQuestion), is_good=st.booleans())
    def answer(self, who: int, question: RollQuestion, is_good: bool) -> None:
        one = self.them[who]
        if one.phones:
            is_unheard = question is RollQuestion.HEARD and not is_good
            answer = "no-answer" if is_unheard else GOOD[question]
            assert self.gives(who, AnswerRoll(one.phones, question.value, answer)), "who phones may enter it"
            if is_unheard or question is RollQuestion.DELEGATES:
                one.phones = ""

    @rule(who=_WHO, step=st.sampled_from([CallStep.BACK, CallStep.ENDED]))
    def end(self, who: int, step: CallStep) -> None:
        one = self.them[who]
        if one.phones:
            assert self.gives(who, CallSite(one.phones, step.value))
            one.phones = ""

    @rule(who=_WHO)
    def crash(self, who: int) -> None:
        """The console dies with the call, and comes back as another client."""
        self.clients += 1
        self.them[who].client_id, self.them[who].phones = f"c{self.clients}", ""

    @rule(who=_WHO, place=st.integers(0, SITES - 1))
    def take_over(self, who: int, place: int) -> None:
        """Call what the list shows as called by another one, who is told so across the desk."""
        one, other = self.them[who], self.them[1 - who]
        row = one.rows[place]
        if one.phones or row.call is None or row.standing_at(self.clock.utc()) is not Standing.CALLING:
            return
        if self.gives(who, CallSite(row.site_id, instead_of=row.call.client)):
            one.phones = row.site_id
            if other.phones == row.site_id:
                assert row.call.client == other.client_id, "whom it saw, not one who called since"
                other.phones = ""

    @rule(seconds=st.sampled_from([1.0, 60.0, CALL_LASTS_S]))
    def wait(self, seconds: float) -> None:
        """A call of which nothing is entered for so long is over."""
        self.clock.advance(seconds)
        calls = self.ledger[ChecklistBook].sheets["m1"].calls
        for one in self.them:
            if one.phones and not calls[one.phones].holds_at(self.clock.utc()):
                one.phones = ""

    @invariant()
    def no_site_is_phoned_by_both(self) -> None:
        phoned = [one.phones for one in self.them if one.phones]
        assert len(set(phoned)) == len(phoned)

    @invariant()
    def every_site_can_be_called_in_the_end(self) -> None:
        """Nothing blocks a site for longer than a call lasts."""
        calls = self.ledger[ChecklistBook].sheets["m1"].calls
        assert not any(call.holds_at(self.clock.utc() + CALL_LASTS_S) for call in calls.values())


SharedList.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestSharedList = SharedList.TestCase
