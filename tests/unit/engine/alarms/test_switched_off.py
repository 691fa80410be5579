"""Silence that the shutdown ordered is no alarm, whatever order things happen in; any other silence is."""

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.events import ChecklistOpened, CheckSigned
from gbdt_console.core.events import Event, MeetingEnded, MeetingStarted, PointChanged
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.shutdown.events import ShutdownClosed, ShutdownOpened, ShutdownSigned, StepJudged
from gbdt_console.core.shutdown.steps import ON_AGAIN, Step, StepState
from gbdt_console.engine.alarms.switched_off import SwitchedOff

SITE, CODEC = "s2", "s2.codec"


class OffAndOn(RuleBasedStateMachine):
    """Switches a room off and on, prepares and holds meetings, and restarts the engine in between.

    is_done: the room said 'done', and no next meeting was prepared since
    proof: the power was proved off, and neither the codec nor a meeting came since
    is_back: the codec answered after a proof, and nobody proved or signed its power since
    """

    @initialize()
    def begin(self) -> None:
        self.now_utc, self.number, self.sheets = 1_000.0, 0, 0
        self.ledger = Ledger()
        self.switched_off = SwitchedOff(self.ledger)
        self.is_up, self.is_open, self.is_closed = True, False, False
        self.is_done = self.proof = self.is_back = self.is_meeting = False

    def happens(self, event: Event) -> None:
        self.ledger.apply(event)
        self.now_utc += 30.0

    @property
    def meeting(self) -> str:
        return f"m{self.number}"

    @precondition(lambda self: not self.is_open)
    @rule()
    def whole_evening(self) -> None:
        self.shutdown_begins()
        self.room_is_done()
        if self.is_up:
            self.codec_falls_silent()
        self.power_is_proved_off()

    @precondition(lambda self: not self.is_open)
    @rule()
    def shutdown_begins(self) -> None:
        self.number += 1
        self.happens(ShutdownOpened(self.meeting, [SITE], self.now_utc, "Trực"))
        self.is_open, self.is_closed = True, False
        self.is_done = self.proof = self.is_back = False

    @precondition(lambda self: self.is_open and not self.is_closed)
    @rule()
    def room_is_done(self) -> None:
        self.happens(ShutdownSigned(self.meeting, SITE, Step.DONE.value, "Trực", self.now_utc, ""))
        self.is_done = True

    @precondition(lambda self: self.is_done and not self.is_up and not self.is_closed)
    @rule()
    def power_is_proved_off(self) -> None:
        self.judged(StepState.PROVED, "off")
        self.proof, self.is_back = True, False

    @precondition(lambda self: self.is_done and not self.is_closed)
    @rule()
    def power_is_signed_off(self) -> None:
        self.happens(ShutdownSigned(self.meeting, SITE, Step.POWER.value, "Trực", self.now_utc, "đã tắt"))
        self.proof = self.is_back = False

    @precondition(lambda self: self.is_open and not self.is_closed)
    @rule()
    def system_off_is_signed(self) -> None:
        self.happens(ShutdownClosed(self.meeting, [], "", "Trực", 0, "tty", self.now_utc, ""))
        self.is_closed = True

    @precondition(lambda self: self.is_up)
    @rule()
    def codec_falls_silent(self) -> None:
        self.is_up = False
        self.happens(PointChanged(CODEC, PointState.UP, PointState.DOWN, self.now_utc))

    @precondition(lambda self: not self.is_up)
    @rule()
    def codec_answers_again(self) -> None:
        self.is_up = True
        self.happens(PointChanged(CODEC, PointState.DOWN, PointState.UP, self.now_utc))
        self.switched_off.answered(SITE, self.now_utc)
        self.is_back, self.proof = self.is_back or self.proof, False
        if self.is_back and not self.is_closed:
            self.judged(StepState.UNPROVEN, ON_AGAIN)

    @precondition(lambda self: self.is_open)
    @rule()
    def next_meeting_is_prepared(self) -> None:
        self.sheets += 1
        at_utc = self.now_utc
        self.happens(ChecklistOpened(f"next{self.sheets}", [SITE], at_utc + 9e3, at_utc, at_utc, "Trực"))
        self.is_done = self.proof = self.is_back = False
        self.is_open = False

    @precondition(lambda self: self.sheets)
    @rule()
    def sheet_that_was_opened_before_is_worked_on(self) -> None:
        checks = [Check.SOUND.value]
        sheet = f"next{self.sheets}"
        self.happens(CheckSigned(sheet, SITE, checks, True, "Trực", self.now_utc, "", {}))
        self.is_done = self.proof = self.is_back = self.is_open = False

    @precondition(lambda self: not self.is_meeting)
    @rule()
    def meeting_begins(self) -> None:
        self.happens(MeetingStarted("now", "Giao ban", SITE, self.now_utc, self.now_utc + 9e3, []))
        self.is_meeting, self.proof = True, False

    @precondition(lambda self: self.is_meeting)
    @rule()
    def meeting_ends(self) -> None:
        self.happens(MeetingEnded("now", self.now_utc))
        self.is_meeting = False

    @rule()
    def engine_restarts(self) -> None:
        self.ledger = Ledger.from_data(self.ledger.to_data())
        self.switched_off = SwitchedOff(self.ledger)

    def judged(self, state: StepState, code: str) -> None:
        self.happens(StepJudged(self.meeting, SITE, Step.POWER.value, state.value, code, self.now_utc))

    @invariant()
    def only_ordered_silence_is_expected(self) -> None:
        if not hasattr(self, "ledger"):
            return
        is_expected = self.switched_off.is_expected(SITE, CODEC)
        if self.is_meeting or not self.is_done or self.is_back:
            assert not is_expected
        elif self.proof:
            assert is_expected


TestOffAndOn = OffAndOn.TestCase
TestOffAndOn.settings = settings(max_examples=200, stateful_step_count=25, deadline=None)
