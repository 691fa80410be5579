"""Finds the known words nearest to a mistyped one."""

from collections.abc import Iterable
from difflib import SequenceMatcher

_SHOWN = 6
"""Limit of words in a message."""

_LONGEST_LIST = 200
"""Limit of words compared, so that a large file with many mistakes is checked in time."""


def nearest(word: str, known: Iterable[str]) -> str:
    """List the nearest known words for a message, the likest first.

    The list is a dash where none is known.
    """
    matcher = SequenceMatcher(b=word[:40].casefold(), autojunk=False)

    def unlikeness(candidate: str) -> tuple[float, str]:
        matcher.set_seq1(candidate.casefold())
        return (-matcher.ratio(), candidate)

    candidates = sorted(known)[:_LONGEST_LIST]
    return ", ".join(sorted(candidates, key=unlikeness)[:_SHOWN]) or "—"
