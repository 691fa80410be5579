"""Tells which objects may hold an address or a name in their index.

A walk has no MIB, so the rules judge the OID's numbers alone and drop doubtful objects.
"""

from collections.abc import Sequence
from itertools import pairwise

STANDARD = (
    "1.3.6.1.2.1.1",
    "1.3.6.1.2.1.2.2",
    "1.3.6.1.2.1.2.1",
    "1.3.6.1.2.1.31.1.1",
    "1.3.6.1.2.1.33",
    "1.3.6.1.2.1.47.1.1.1",
    "1.3.6.1.2.1.99",
    "1.3.6.1.6.3.10.2.1",
)
"""Subtrees of standard MIBs indexed by integers (RFC 3418, 2863, 1628, 6933, 3433 and 3411)."""

MAKERS = "1.3.6.1.4.1"
_INTEGER_INDEXED = (
    "1.3.6.1.4.1.9.9.42.1.2.1",
    "1.3.6.1.4.1.9.9.42.1.2.10",
    "1.3.6.1.4.1.9.9.42.1.5.2",
    "1.3.6.1.4.1.318.1.1",
    "1.3.6.1.4.1.534",
    "1.3.6.1.4.1.705.1",
    "1.3.6.1.4.1.935.1",
    "1.3.6.1.4.1.2011.6.174",
    "1.3.6.1.4.1.2254.2",
    "1.3.6.1.4.1.13885.101",
    "1.3.6.1.4.1.22736.1",
)
"""Makers' subtrees that drivers read; their MIBs index them by integers."""

_LONGEST_STANDARD = 13
"""Limits the arcs of a standard object: an address of four arcs below any column makes it longer."""
_LONGEST_OF_MAKER = 10
"""Limits the arcs after a maker's number; the drivers' deepest table has nine."""
_FIRST_OF_INDEX = 3
"""Counts the arcs between a maker's number and the first index: a table, its row and a column at least."""


def may_spell(oid: str) -> bool:
    """Tell whether an object's index may hold an address or a text."""
    if oid.startswith(f"{MAKERS}."):
        after = [int(arc) for arc in oid.split(".")[7:]]
        tail = after[_FIRST_OF_INDEX:]
        is_known = _is_below(oid, _INTEGER_INDEXED)
        return (
            len(after) > _LONGEST_OF_MAKER
            or _has_text(tail)
            or any(map(_is_like_mac, _windows(tail, 6)))
            or (not is_known and any(map(_is_like_ipv4, _windows(tail, 4))))
        )
    # Some UPS cards add a `.0` to the OIDs of their tables.
    return not _is_below(oid, STANDARD) or oid.removesuffix(".0").count(".") >= _LONGEST_STANDARD


def _is_below(oid: str, roots: Sequence[str]) -> bool:
    return any(oid.startswith(f"{root}.") for root in roots)


def _windows(arcs: Sequence[int], size: int) -> list[Sequence[int]]:
    windows = [arcs[at : at + size] for at in range(len(arcs) - size + 1)]
    return [window for window in windows if max(window) <= 255]


def _is_like_mac(arcs: Sequence[int]) -> bool:
    return sum(arc >= 32 for arc in arcs) >= 2


def _is_like_ipv4(arcs: Sequence[int]) -> bool:
    """Tell arcs that look like an address from a table's numbers, which are small."""
    first, rest = arcs[0], arcs[1:]
    if first == 10:
        return True
    return 0 < first < 224 and (sum(arc >= 20 for arc in rest) >= (2 if first < 10 else 1) or first >= 64)


def _has_text(arcs: Sequence[int]) -> bool:
    """Find a text with its length before it, or two neighbouring letters."""
    letters = [64 < arc < 91 or 96 < arc < 123 for arc in arcs]
    if any(one and other for one, other in pairwise(letters)):
        return True
    return any(
        size >= 2 and any(letters[at + 1 : at + 1 + size]) and _is_text(arcs[at + 1 : at + 1 + size], size)
        for at, size in enumerate(arcs)
    )


def _is_text(arcs: Sequence[int], size: int) -> bool:
    return len(arcs) == size and all(32 <= arc < 127 for arc in arcs)
