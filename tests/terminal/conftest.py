"""The fixtures of every test of a real terminal."""

from tests.support.screens.plain_terminal import _idle_by_the_loop, _keys_stay_young, _plain_terminal

__all__ = ["_idle_by_the_loop", "_keys_stay_young", "_plain_terminal"]
