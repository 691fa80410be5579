"""Whom a decision about a caller holds for, whatever was decided before."""

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_events import CallerAdmitted, CallerIsolated, CallerLeft
from tests.support.journal.kept import kept

NUMBERS = st.sampled_from(["", "anonymous", "1", "2", "leg-1"])
LEGS = st.sampled_from(["leg-1", "leg-2", "1"])
DECISIONS = st.one_of(
    st.builds(CallerIsolated, number=NUMBERS, operator=st.just("o")),
    st.builds(CallerAdmitted, number=NUMBERS, operator=st.just("o"), is_heard=st.booleans()),
    st.builds(CallerIsolated, number=NUMBERS, operator=st.just("o"), leg=LEGS),
    st.builds(CallerAdmitted, number=NUMBERS, operator=st.just("o"), leg=LEGS, is_heard=st.booleans()),
    st.builds(CallerLeft, leg=LEGS),
)
Decision = CallerIsolated | CallerAdmitted | CallerLeft


def after(decisions: list[Decision]) -> Floor:
    floor = Floor()
    for decision in decisions:
        floor = floor.apply(decision)
    return floor


@given(st.lists(DECISIONS, max_size=12), NUMBERS, LEGS)
def test_nobody_is_isolated_and_admitted_at_once(decisions: list[Decision], number: str, leg: str) -> None:
    floor = after(decisions)
    assert not (floor.isolates(number, leg) and floor.admits(number, leg))


@given(st.lists(DECISIONS, max_size=12), NUMBERS, LEGS)
def test_the_last_word_about_a_leg_holds(decisions: list[Decision], number: str, leg: str) -> None:
    floor = after(decisions)
    assert floor.apply(CallerIsolated(number, "o", leg)).isolates(number, leg)
    assert floor.apply(CallerAdmitted(number, "o", leg)).admits(number, leg)


@given(st.lists(DECISIONS, max_size=12), NUMBERS, LEGS, st.booleans())
def test_an_admitted_caller_is_blocked_unless_it_is_to_be_heard(
    decisions: list[Decision], number: str, leg: str, is_heard: bool
) -> None:
    """An older entry does not say; it let the caller be heard."""
    admitted = after(decisions).apply(CallerAdmitted(number, "o", leg, is_heard=is_heard))
    assert admitted.blocks_caller(number, leg) is not is_heard
    assert not after([CallerAdmitted("1", "o")]).blocks_caller("1", leg)
    assert after(decisions).apply(CallerIsolated(number, "o", leg)).blocks_caller(number, leg)


@given(st.lists(DECISIONS, max_size=12), LEGS)
def test_nobody_is_admitted_because_of_a_number_that_was_withheld(
    decisions: list[Decision], leg: str
) -> None:
    floor = after([d for d in decisions if not (isinstance(d, CallerAdmitted) and d.leg == leg)])
    assert not floor.admits("", leg)
    assert not floor.admits("Anonymous", leg)


@given(st.lists(DECISIONS, max_size=12))
def test_a_checkpoint_keeps_it(decisions: list[Decision]) -> None:
    assert kept(after(decisions)) == after(decisions)
