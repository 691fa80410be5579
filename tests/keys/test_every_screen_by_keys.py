"""Any keys at any speed on every screen and in the menu: no act without its name on the screen, one dialog of
a kind, a clock that goes on, no number left behind."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.ui.actions import NamedNow
from tests.support.screens.keys_on_screens import AnyKeys

pytestmark = [pytest.mark.painted, pytest.mark.search]

# Shrinking a failure takes minutes: the soak test does it.
SHORT = settings(max_examples=2, stateful_step_count=40, derandomize=True, phases=(Phase.generate,))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_any_keys_on_every_screen_do_nothing_unnamed(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AnyKeys, "SIZE", size)
    monkeypatch.setattr(AnyKeys, "PRESSED", pressed := [])
    run_state_machine_as_test(AnyKeys, settings=SHORT)
    assert {"menu", "f1"} <= set(pressed)


def walk(*steps: tuple[str, ...] | str) -> None:
    """One way with eyes on it: a word is a change of the world."""
    machine = AnyKeys()
    try:
        for step in steps:
            if isinstance(step, str):
                machine.change_world(step)
            else:
                machine.press_phrase(step, 400)
    finally:
        machine.teardown()


def test_the_judge_sees_a_name_that_changed_under_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    walk(("f1",), "block", ("minus",))
    monkeypatch.setattr(NamedNow, "differs", lambda *_: False)
    with pytest.raises(AssertionError, match="it is now called"):
        walk(("f1",), "block", ("minus",))


def test_the_judge_sees_what_was_typed_ahead_of_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MenuScreen, "is_deaf", lambda *_: False)
    machine = AnyKeys()
    try:
        with pytest.raises(AssertionError, match="had just come"):
            machine.press_phrase(("f1", "minus"), 10)
    finally:
        machine.teardown()
