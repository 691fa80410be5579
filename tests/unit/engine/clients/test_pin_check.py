"""Guesses of a PIN are limited for each person, whatever connections they come by."""

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.people import Operator
from gbdt_console.core.secret import Secret
from gbdt_console.engine.clients.pin_check import PinCheck

RIGHT = "471100"
GUESSER, HONEST = 1001, 1002
OPERATORS = {
    "deputy": Operator("deputy", "trực phụ", (), Secret(RIGHT)),
    "duty": Operator("duty", "trực trung tâm"),
}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def check(clock: ManualClock) -> PinCheck:
    return PinCheck(OPERATORS, clock)


def guesses(check: PinCheck, person: int, count: int) -> list[str]:
    return [check.refusal(person, "deputy", f"{n:06d}") for n in range(count)]


def test_five_wrong_pins_lock_a_person_for_a_minute(check: PinCheck, clock: ManualClock) -> None:
    assert guesses(check, GUESSER, 6) == ["operator.pin-wrong"] * 5 + ["operator.pin-locked"]
    clock.advance(59.9)
    assert check.refusal(GUESSER, "deputy", RIGHT) == "operator.pin-locked"
    clock.advance(0.1)
    assert check.refusal(GUESSER, "deputy", RIGHT) == ""


def test_a_day_of_guesses_locks_the_guesser_and_nobody_else(check: PinCheck, clock: ManualClock) -> None:
    wrong = 0
    for _ in range(24 * 3_600 + 300):
        wrong += check.refusal(GUESSER, "deputy", "000000") == "operator.pin-wrong"
        assert check.refusal(HONEST, "deputy", RIGHT) == ""
        clock.advance(1.0)
    assert wrong <= 15 * (24 * 6 + 1)
    assert check.refusal(GUESSER, "deputy", RIGHT) == "operator.pin-locked"
    clock.advance(600.0)
    assert check.refusal(GUESSER, "deputy", RIGHT) == ""


def test_only_a_wrong_pin_of_an_operator_with_a_pin_counts(check: PinCheck) -> None:
    assert {check.refusal(GUESSER, "nobody", "1") for _ in range(50)} == {"operator.unlisted"}
    assert {check.refusal(GUESSER, "duty", "1") for _ in range(50)} == {"operator.no-pin"}
    assert check.refusal(GUESSER, "deputy", RIGHT) == ""


def test_a_pin_of_any_characters_is_compared(check: PinCheck) -> None:
    assert check.refusal(GUESSER, "deputy", "\ud800 một hai ba") == "operator.pin-wrong"
