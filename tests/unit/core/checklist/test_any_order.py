"""Any order of what people and devices do: what was signed stays, and the journal's fold tells all of it."""

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import FIRST_CHECKS, Check, RollQuestion
from gbdt_console.core.checklist.events import (
    CheckChanged,
    ChecklistClosed,
    ChecklistEvent,
    ChecklistOpened,
    CheckSigned,
    RollAnswered,
)
from gbdt_console.core.checklist.sheet import KEPT_SHEETS, ChecklistBook
from gbdt_console.journal.codec import event_data, read_event
from tests.support.journal.kept import kept

SITES = ("sapa", "bacha", "vanban")
MEETINGS = ("m1", "m2", "m3", "m4", "m5")
_CHECKS = st.sampled_from(list(Check))
_STATES = st.sampled_from(list(CellState))


class AnyOrder(RuleBasedStateMachine):
    """`frozen` holds each sheet's states as they were first closed, `at_utc` the time."""

    @initialize()
    def begin(self) -> None:
        self.book = ChecklistBook()
        self.journal: list[ChecklistEvent] = []
        self.frozen: dict[str, dict[str, list[str]]] = {}
        self.opened: list[str] = []
        self.at_utc = 1_000.0

    def give(self, event: ChecklistEvent) -> None:
        self.at_utc += 1.0
        self.journal.append(event)
        self.book.apply(event)

    @rule(
        meeting=st.sampled_from(MEETINGS),
        sites=st.lists(st.sampled_from(SITES), unique=True),
        checks=st.sampled_from([FIRST_CHECKS, tuple(Check)]),
    )
    def open(self, meeting: str, sites: list[str], checks: tuple[Check, ...]) -> None:
        if meeting not in self.book.sheets:
            self.frozen.pop(meeting, None)
        self.opened = [*(one for one in self.opened if one != meeting), meeting]
        before = self.book.sheets.get(meeting)
        self.give(ChecklistOpened(meeting, sites, 9_000.0, 7_200.0, self.at_utc, "Trực ca 1", list(checks)))
        assert self.book.sheets[meeting].checks == (checks if before is None else before.checks)

    @rule(meeting=st.sampled_from(MEETINGS), site=st.sampled_from(SITES), check=_CHECKS, is_ok=st.booleans())
    def sign(self, meeting: str, site: str, check: str, is_ok: bool) -> None:
        event = CheckSigned(meeting, site, [Check(check)], is_ok, "Trực ca 1", self.at_utc, "", {})
        self.give(event)
        sheet = self.book.sheets.get(meeting)
        if sheet is not None:
            assert sheet.said[site, Check(check)].is_ok == is_ok

    @rule(meeting=st.sampled_from(MEETINGS), site=st.sampled_from(SITES), delegates=st.integers(0, 99))
    def count(self, meeting: str, site: str, delegates: int) -> None:
        self.give(
            RollAnswered(
                meeting, site, RollQuestion.DELEGATES, str(delegates), [], [], "Trực ca 1", self.at_utc
            )
        )
        sheet = self.book.sheets.get(meeting)
        if sheet is not None:
            assert sheet.rolls[site].delegates == delegates

    @rule(meeting=st.sampled_from(MEETINGS), state=_STATES)
    def close(self, meeting: str, state: CellState) -> None:
        cells = {site: [state] * len(Check) for site in SITES}
        sheet = self.book.sheets.get(meeting)
        if sheet is not None and sheet.closing is None:
            self.frozen[meeting] = cells
        self.give(ChecklistClosed(meeting, cells, "Trực ca 1", 1000, "tty1", self.at_utc, "d", "f"))

    @rule(meeting=st.sampled_from(MEETINGS), site=st.sampled_from(SITES), check=_CHECKS, now=_STATES)
    def change(self, meeting: str, site: str, check: str, now: str) -> None:
        before = self.book.sheets.get(meeting)
        self.give(CheckChanged(meeting, site, Check(check), CellState.PASSED, CellState(now), self.at_utc))
        after = self.book.sheets.get(meeting)
        if before is not None and after is not None and before.closing is not None:
            if Check(check) not in after.checks:
                assert after == before
                return
            assert after.states[site][after.checks.index(Check(check))] is CellState(now)
            assert after.changes[-1].now is CellState(now)

    @invariant()
    def what_was_signed_stays(self) -> None:
        for meeting, sheet in self.book.sheets.items():
            assert (sheet.closing is not None) == (meeting in self.frozen)
            kept = {site: [state.value for state in cells] for site, cells in sheet.frozen.items()}
            assert kept == self.frozen.get(meeting, {})

    @invariant()
    def the_last_opened_sheets_are_kept(self) -> None:
        self.opened = self.opened[-KEPT_SHEETS:]
        assert list(self.book.sheets) == self.opened
        self.frozen = {meeting: cells for meeting, cells in self.frozen.items() if meeting in self.opened}

    @invariant()
    def a_checkpoint_and_a_replay_give_the_same_book(self) -> None:
        assert kept(self.book) == self.book
        assert list(kept(self.book).sheets) == list(self.book.sheets), "the newest is the last"
        replayed = ChecklistBook()
        for event in self.journal:
            read = read_event(event.KIND, event.VERSION, json.loads(json.dumps(event_data(event))))
            assert read == event
            replayed.apply(event)
        assert replayed == self.book


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestAnyOrder = AnyOrder.TestCase
