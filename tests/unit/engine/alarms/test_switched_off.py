"""Silence that the evening brings is no fault, whatever order things happen in; any other silence is."""

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.events import ChecklistOpened, CheckSigned
from gbdt_console.core.events import Event, MeetingEnded, MeetingStarted, PointChanged
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.shutdown.events import ShutdownClosed, ShutdownOpened, ShutdownSigned, StepJudged
from gbdt_console.core.shutdown.steps import ON_AGAIN, Step, StepState
from gbdt_console.engine.alarms.switched_off import UNOPENED_S, SwitchedOff
from tests.support.engine.networks import network
from tests.support.journal.kept import kept_ledger

SITES = network(2).sites
SITE, CODEC = "s2", "s2.codec"


class OffAndOn(RuleBasedStateMachine):
    """Switches a room off and on, prepares and holds meetings, and restarts the engine in between.

    fell: when the codec fell silent: 'meeting', 'evening' (since the last meeting's end), or '' (else, or it
        answers)
    is_held: a meeting was held, and no next one was prepared since
    is_open, is_closed: a shutdown was opened since that meeting began; its end was signed
    is_done: the room said 'done' in that shutdown
    proof: its power was proved off, and neither the codec nor a meeting came since
    is_back: the codec answered after 'done', and nobody proved or signed its power since
    is_known_back: it answered after a proof, so that the journal tells it
    """

    @initialize()
    def begin(self) -> None:
        self.now_utc, self.number, self.sheets, self.ended_utc = 100_000.0, 0, 0, 0.0
        self.ledger = Ledger()
        self.switched_off = SwitchedOff(self.ledger, SITES)
        self.is_up, self.fell, self.is_meeting, self.is_held = True, "", False, False
        self.forget_shutdown()

    def forget_shutdown(self) -> None:
        self.is_open = self.is_closed = self.is_done = self.proof = self.is_back = self.is_known_back = False

    def happens(self, event: Event) -> None:
        self.ledger.apply(event)
        self.now_utc += 30.0

    @property
    def meeting(self) -> str:
        return f"m{self.number}"

    @precondition(lambda self: not self.is_meeting)
    @rule()
    def whole_evening(self) -> None:
        self.meeting_begins()
        self.meeting_ends()
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
        self.forget_shutdown()
        self.is_open = True

    @precondition(lambda self: self.is_open and not self.is_closed)
    @rule()
    def room_is_done(self) -> None:
        self.happens(ShutdownSigned(self.meeting, SITE, Step.DONE, "Trực", self.now_utc, ""))
        self.is_done = True

    @precondition(lambda self: self.is_done and not self.is_up and not self.is_closed and not self.is_meeting)
    @rule()
    def power_is_proved_off(self) -> None:
        self.judged(StepState.PROVED, "off")
        self.proof, self.is_back, self.is_known_back = True, False, False

    @precondition(lambda self: self.is_done and not self.is_closed)
    @rule()
    def power_is_signed_off(self) -> None:
        self.happens(ShutdownSigned(self.meeting, SITE, Step.POWER, "Trực", self.now_utc, "đã tắt"))
        self.proof = self.is_back = self.is_known_back = False

    @precondition(lambda self: self.is_open and not self.is_closed)
    @rule()
    def system_off_is_signed(self) -> None:
        self.happens(ShutdownClosed(self.meeting, [], "", "Trực", 0, "tty", self.now_utc, ""))
        self.is_closed = True

    @precondition(lambda self: self.is_up)
    @rule()
    def codec_falls_silent(self) -> None:
        self.is_up, self.fell = False, "meeting" if self.is_meeting else "evening" if self.is_held else ""
        if self.is_closed and not self.is_done:
            self.fell = ""
        self.happens(PointChanged(CODEC, PointState.UP, PointState.DOWN, self.now_utc))

    @precondition(lambda self: not self.is_up)
    @rule()
    def codec_answers_again(self) -> None:
        self.is_up, self.fell = True, ""
        self.happens(PointChanged(CODEC, PointState.DOWN, PointState.UP, self.now_utc))
        self.is_known_back, self.proof = self.is_known_back or self.proof, False
        self.is_back = self.is_back or self.is_done
        if self.is_known_back and not self.is_closed:
            self.judged(StepState.UNPROVEN, ON_AGAIN)

    @precondition(lambda self: self.is_held)
    @rule()
    def next_meeting_is_prepared(self) -> None:
        self.sheets += 1
        at_utc = self.now_utc
        self.happens(ChecklistOpened(f"next{self.sheets}", [SITE], at_utc + 9e3, at_utc, at_utc, "Trực"))
        self.prepared()

    @precondition(lambda self: self.sheets)
    @rule()
    def sheet_that_was_opened_before_is_worked_on(self) -> None:
        checks = [Check.SOUND]
        sheet = f"next{self.sheets}"
        self.happens(CheckSigned(sheet, SITE, checks, True, "Trực", self.now_utc, "", {}))
        self.prepared()

    def prepared(self) -> None:
        if not self.is_meeting:
            self.forget_shutdown()
            self.is_held, self.fell = False, self.fell if self.fell == "meeting" else ""

    @precondition(lambda self: not self.is_meeting)
    @rule()
    def meeting_begins(self) -> None:
        self.happens(MeetingStarted("now", "Giao ban", SITE, self.now_utc, self.now_utc + 9e3, [],
                                    at_utc=self.now_utc))  # fmt: skip
        self.is_meeting = self.is_held = True
        self.fell = "" if self.is_up else "meeting"
        self.forget_shutdown()

    @precondition(lambda self: self.is_meeting)
    @rule()
    def meeting_ends(self) -> None:
        self.ended_utc = self.now_utc
        self.happens(MeetingEnded("now", self.now_utc))
        self.is_meeting = False

    @precondition(lambda self: not self.is_meeting)
    @rule()
    def half_an_hour_passes(self) -> None:
        self.now_utc += UNOPENED_S

    @rule()
    def engine_restarts(self) -> None:
        self.ledger = kept_ledger(self.ledger)
        self.switched_off = SwitchedOff(self.ledger, SITES)

    def judged(self, state: StepState, code: str) -> None:
        self.happens(StepJudged(self.meeting, SITE, Step.POWER, state, code, self.now_utc))

    @invariant()
    def only_ordered_silence_is_expected(self) -> None:
        if not hasattr(self, "ledger") or self.is_up:
            return
        is_expected = self.switched_off.is_expected(CODEC, self.now_utc)
        is_unopened = not self.is_open and self.now_utc - self.ended_utc > UNOPENED_S
        if self.is_meeting or self.is_back or (self.fell == "meeting" and not self.proof) or is_unopened:
            assert not is_expected
        elif self.proof or (self.fell == "evening" and (self.is_open or self.is_held)):
            assert is_expected
        elif not self.is_done:
            assert not is_expected


TestOffAndOn = OffAndOn.TestCase
TestOffAndOn.settings = settings(max_examples=200, stateful_step_count=25, deadline=None)


def test_silence_in_the_meeting_stays_a_fault_where_the_power_was_only_signed_off_before() -> None:
    room = OffAndOn()
    room.begin()
    room.meeting_begins()
    room.shutdown_begins()
    room.codec_falls_silent()
    room.room_is_done()
    room.codec_answers_again()
    room.power_is_signed_off()
    room.codec_falls_silent()
    room.meeting_ends()
    room.only_ordered_silence_is_expected()
