"""The fixtures of every test of screens."""

from tests.support.runner.pure import _pure
from tests.support.screens.parsed_styles import _parse_styles_once
from tests.support.screens.plain_terminal import _idle_by_the_loop, _keys_stay_young, _plain_terminal
from tests.support.screens.unpainted import _unpainted

__all__ = [
    "_idle_by_the_loop",
    "_keys_stay_young",
    "_parse_styles_once",
    "_plain_terminal",
    "_pure",
    "_unpainted",
]
