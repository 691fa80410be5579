"""Calls the C library where Python's own modules lack a call."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctypes import CDLL


@cache
def c_library() -> "CDLL":
    """Open it once: what each opening makes lasts until the next search for cycles, which may be far."""
    import ctypes  # most verbs do without it

    return ctypes.CDLL(None)
