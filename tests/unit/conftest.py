"""Unit tests are pure: what needs more belongs below tests/integration."""

from tests.support.runner.pure import _pure
from tests.support.said_parameters import _all_is_said

__all__ = ["_all_is_said", "_pure"]
