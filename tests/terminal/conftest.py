"""The fixtures of every test of a real terminal."""

from tests.support.screens.plain_terminal import _plain_terminal, _short_waits

__all__ = ["_plain_terminal", "_short_waits"]
