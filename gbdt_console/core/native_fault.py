"""Tells a fault of native code from what ends a task or the program.

Rust libraries raise their panics as BaseException, so that `except Exception` lets them pass.
"""

from asyncio import CancelledError

_ENDING = (KeyboardInterrupt, SystemExit, CancelledError, GeneratorExit)


def is_ending(error: BaseException) -> bool:
    """Return whether an error ends a task or the program, and has to pass a fence around a library."""
    return isinstance(error, _ENDING)
