"""Any order of signatures, commands and proofs: a closed record stays as it was signed."""

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gbdt_console.core.shutdown.events import (
    PowerCommanded,
    PowerSwitched,
    ShutdownClosed,
    ShutdownEvent,
    ShutdownOpened,
    ShutdownSigned,
    StepJudged,
)
from gbdt_console.core.shutdown.record import Shutdown, ShutdownBook, digest_of
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.journal.codec import event_data, read_event
from tests.support.journal.kept import kept

SITES = ("sapa", "bacha")
MEETINGS = ("m1", "m2", "m3")
_MEETING, _SITE = st.sampled_from(MEETINGS), st.sampled_from(SITES)
_STEP = st.sampled_from([step.value for step in Step])


def test_an_unfinished_shutdown_stays_until_a_later_one_has_its_sites() -> None:
    book = ShutdownBook()
    book.apply(ShutdownOpened("1", ["sapa"], 1.0, "Trực ca 1"))  # in a conference beside
    for number, at_utc in enumerate((2.0, 3.0, 4.0), start=2):
        book.apply(ShutdownOpened(str(number), ["bacha"], at_utc, "Trực ca 1"))
    book.apply(ShutdownSigned("1", "sapa", Step.DONE, "Trực ca 1", 5.0, "gọi điện"))
    assert list(book.records) == ["1", "4"]
    assert book.records["1"].end("sapa", Step.DONE).state is StepState.SIGNED
    for number in ("5", "6"):
        book.apply(ShutdownOpened(number, list(SITES), 6.0, "Trực ca 1"))
    assert list(book.records) == ["5", "6"]


class AnyOrder(RuleBasedStateMachine):
    """`signed` holds each record as it was when it was closed."""

    @initialize()
    def begin(self) -> None:
        self.book = ShutdownBook()
        self.journal: list[ShutdownEvent] = []
        self.signed: dict[str, Shutdown] = {}
        self.at_utc = 1_000.0

    def give(self, event: ShutdownEvent) -> None:
        self.at_utc += 1.0
        self.journal.append(event)
        self.book.apply(event)

    @rule(meeting=_MEETING)
    def open(self, meeting: str) -> None:
        if meeting not in self.book.records:
            self.signed.pop(meeting, None)
        self.give(ShutdownOpened(meeting, list(SITES), self.at_utc, "Trực ca 1"))

    @rule(meeting=_MEETING, site=_SITE, step=_STEP)
    def sign(self, meeting: str, site: str, step: str) -> None:
        self.give(ShutdownSigned(meeting, site, Step(step), "Trực ca 1", self.at_utc, "gọi điện"))

    @rule(meeting=_MEETING, site=_SITE, step=_STEP, state=st.sampled_from(StepState))
    def judge(self, meeting: str, site: str, step: str, state: StepState) -> None:
        self.give(StepJudged(meeting, site, Step(step), state, "off", self.at_utc))

    @rule(meeting=_MEETING, site=_SITE, ago=st.none() | st.floats(0.0, 9.0))
    def command(self, meeting: str, site: str, ago: float | None) -> None:
        self.give(PowerCommanded(meeting, site, ["x.pdu/1"], ago, None, self.at_utc, "Trực ca 1"))
        record = self.book.records.get(meeting)
        if record is not None and record.closing is None:
            assert record.end(site, Step.POWER).state is StepState.OPEN
            assert record.commands[site].is_off is None

    @rule(meeting=_MEETING, site=_SITE, is_off=st.booleans())
    def switch(self, meeting: str, site: str, is_off: bool) -> None:
        self.give(PowerSwitched(meeting, site, is_off, "", "", self.at_utc))

    @rule(meeting=_MEETING)
    def close(self, meeting: str) -> None:
        before = self.book.records.get(meeting)
        left = [] if before is None else list(before.open_sites)
        digest = "" if before is None else digest_of(before)
        self.give(ShutdownClosed(meeting, left, "", "Trực ca 1", 1000, "tty1", self.at_utc, digest))
        if before is not None and before.closing is None:
            self.signed[meeting] = self.book.records[meeting]

    @invariant()
    def a_closed_record_stays(self) -> None:
        for meeting, record in self.book.records.items():
            if record.closing is not None:
                assert record == self.signed[meeting]

    @invariant()
    def a_site_is_off_once_no_step_is_left(self) -> None:
        for record in self.book.records.values():
            for site in SITES:
                states = [record.end(site, step).state.is_over for step in Step]
                assert (site in record.open_sites) != all(states)

    @invariant()
    def a_checkpoint_and_a_replay_give_the_same_book(self) -> None:
        assert kept(self.book) == self.book
        replayed = ShutdownBook()
        for event in self.journal:
            read = read_event(event.KIND, event.VERSION, json.loads(json.dumps(event_data(event))))
            assert read == event
            replayed.apply(event)
        assert replayed == self.book


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestAnyOrder = AnyOrder.TestCase
