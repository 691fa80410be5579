"""Unit tests are pure: what needs more belongs below tests/integration."""

from tests.support.runner.pure import _pure

__all__ = ["_pure"]
