"""The known words nearest to a mistyped one."""

from collections.abc import Iterable
from difflib import SequenceMatcher

_SHOWN = 6
_LONGEST_LIST = 200


def nearest(word: str, known: Iterable[str]) -> str:
    """The known words as a list for a message, the likest first; a dash where nothing is known."""
    matcher = SequenceMatcher(b=word[:40].casefold(), autojunk=False)

    def unlikeness(candidate: str) -> tuple[float, str]:
        matcher.set_seq1(candidate.casefold())
        return (-matcher.ratio(), candidate)

    candidates = sorted(known)[:_LONGEST_LIST]
    return ", ".join(sorted(candidates, key=unlikeness)[:_SHOWN]) or "—"
