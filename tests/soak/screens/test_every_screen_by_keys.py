"""The full count of keys on every screen and in the menu: ten thousand at each size, never the same."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.screens.keys_on_screens import AnyKeys
from tests.support.screens.plain_terminal import _idle_by_the_loop, _keys_stay_young, _plain_terminal

__all__ = ["_idle_by_the_loop", "_keys_stay_young", "_plain_terminal"]

LONG = settings(max_examples=75, stateful_step_count=80)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_any_keys_on_every_screen_do_nothing_unnamed(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AnyKeys, "SIZE", size)
    monkeypatch.setattr(AnyKeys, "PRESSED", pressed := [])
    run_state_machine_as_test(AnyKeys, settings=LONG)
    assert len(pressed) >= 10_000
