"""Contract tests are pure, but those with the mark of real parts."""

from tests.support.runner.pure import _pure

__all__ = ["_pure"]
