"""The fold of an application: what is done, what was asked for, and what a dead engine left behind."""

from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.events import MeetingEnded, MeetingStarted, ProfileApplied
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.profiles.events import ProfileEvent, ProfileStepBegan, ProfileStepEnded
from gbdt_console.core.profiles.run import INTERRUPTED, NOT_BEGUN, ProfileRun
from gbdt_console.core.requests import Stage
from tests.support.journal.kept import kept, kept_ledger

APPLIED = ProfileApplied("m1", "p", 10.0, "Trực ca 1", ["block:", "dial:a", "dial:b", "lock:"], {"a": "mcu"})


def folded(*events: ProfileEvent) -> ProfileRun:
    run = ProfileRun()
    for event in events:
        run = run.apply(event)
    return run


def test_steps_that_a_dead_engine_left_behind_are_never_called_done() -> None:
    run = folded(
        APPLIED, ProfileStepEnded("block:", Stage.VERIFIED), ProfileStepBegan("dial:a", 11.0),
        ProfileStepBegan("dial:b", 11.0), ProfileStepEnded("dial:b", Stage.FAILED, "control.refused", "busy"),
    )  # fmt: skip
    assert [(step.id, step.stage, step.code) for step in run.left_behind()] == [
        ("block:", Stage.VERIFIED, ""),
        ("dial:a", Stage.UNKNOWN, INTERRUPTED),
        ("dial:b", Stage.FAILED, "control.refused"),
        ("lock:", Stage.FAILED, NOT_BEGUN),
    ]
    assert run.began == {"dial:a": 11.0}


def test_a_call_of_unknown_outcome_still_counts_as_asked_for() -> None:
    run = folded(APPLIED, ProfileStepBegan("dial:a", 11.0), ProfileStepEnded("dial:a", Stage.UNKNOWN))
    assert run.began == {"dial:a": 11.0}


def test_a_repeat_of_some_sites_keeps_the_ends_of_the_other_steps() -> None:
    again = ProfileApplied("m1", "p", 20.0, "Trực ca 2", ["dial:b"])
    run = folded(
        APPLIED, ProfileStepEnded("dial:a", Stage.VERIFIED), ProfileStepEnded("dial:b", Stage.FAILED), again
    )
    assert [(step.id, step.stage) for step in run.steps.values()] == [
        ("block:", Stage.REQUESTED),
        ("dial:a", Stage.VERIFIED),
        ("dial:b", Stage.REQUESTED),
        ("lock:", Stage.REQUESTED),
    ]


def test_another_profile_forgets_the_steps_of_the_one_before() -> None:
    other = ProfileApplied("m1", "q", 20.0, "Trực ca 2", ["dial:c"])
    run = folded(APPLIED, ProfileStepEnded("dial:a", Stage.VERIFIED), other)
    assert [*run.steps] == ["dial:c"]


def test_the_meeting_remembers_its_profile_until_it_ends() -> None:
    ledger = Ledger()
    ledger.apply(MeetingStarted("m1", "Họp", "a", 1.0, 2.0, []))
    ledger.apply(ProfileApplied("other", "x", 3.0, "Trực ca 1", []))
    assert ledger[MeetingsHeld].running is not None
    assert ledger[MeetingsHeld].running.profile_id == ""
    ledger.apply(APPLIED)
    assert ledger[MeetingsHeld].running.profile_id == "p"
    assert kept_ledger(ledger) == ledger
    ledger.apply(MeetingEnded("m1"))
    assert ledger[ProfileRun] == ProfileRun()


_STEPS = st.sampled_from(["block:", "dial:a", "dial:b", "picture:chair", "lock:", "dial", "later:x", ""])
_EVENTS = st.lists(
    st.one_of(
        st.builds(
            ProfileApplied, st.just("m1"), st.sampled_from(["p", "q"]), st.floats(0, 1e9), st.text(),
            st.lists(_STEPS), st.dictionaries(st.text(), st.text()),
        ),
        st.builds(ProfileStepBegan, _STEPS, st.floats(0, 1e9)),
        st.builds(ProfileStepEnded, _STEPS, st.sampled_from(Stage), st.text(), st.text()),
    )
)  # fmt: skip


@given(_EVENTS)
def test_any_history_folds_and_comes_back_from_a_checkpoint(events: list[ProfileEvent]) -> None:
    run = folded(*events)
    assert kept(run) == run
    assert all(step.stage.is_final for step in run.left_behind())
    assert all(asdict(step)["kind"] in ("block", "dial", "picture", "lock") for step in run.left_behind())
