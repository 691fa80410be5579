"""Guesses of a PIN are limited for each client and for all together."""

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.people import Operator
from gbdt_console.core.secret import Secret
from gbdt_console.engine.clients.pin_check import PinCheck

RIGHT = "471100"
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


def guesses(check: PinCheck, client: str, count: int) -> list[str]:
    return [check.refusal(client, "deputy", f"{n:06d}") for n in range(count)]


def test_five_wrong_pins_lock_a_client_for_a_minute(check: PinCheck, clock: ManualClock) -> None:
    assert guesses(check, "a", 6) == ["operator.pin-wrong"] * 5 + ["operator.pin-locked"]
    clock.advance(59.9)
    assert check.refusal("a", "deputy", RIGHT) == "operator.pin-locked"
    clock.advance(0.1)
    assert check.refusal("a", "deputy", RIGHT) == ""


def test_one_clients_wrong_pins_lock_no_other_client(check: PinCheck) -> None:
    guesses(check, "a", 50)
    assert check.refusal("b", "deputy", RIGHT) == ""


def test_guessing_on_new_connections_is_locked_for_all(check: PinCheck, clock: ManualClock) -> None:
    """A day of a client that connects anew for every guess."""
    wrong = 0
    for second in range(24 * 3_600 + 60):
        wrong += check.refusal(f"c{second}", "deputy", "000000") == "operator.pin-wrong"
        clock.advance(1.0)
    assert wrong <= 15 * (24 * 6 + 1)
    assert check.refusal("honest", "deputy", RIGHT) == "operator.pin-locked"
    clock.advance(600.0)
    assert check.refusal("honest", "deputy", RIGHT) == ""


def test_only_a_wrong_pin_of_an_operator_with_a_pin_counts(check: PinCheck) -> None:
    assert {check.refusal("a", "nobody", "1") for _ in range(50)} == {"operator.unlisted"}
    assert {check.refusal("a", "duty", "1") for _ in range(50)} == {"operator.no-pin"}
    assert check.refusal("a", "deputy", RIGHT) == ""


def test_a_pin_of_any_characters_is_compared(check: PinCheck) -> None:
    assert check.refusal("a", "deputy", "\ud800 một hai ba") == "operator.pin-wrong"
