"""Tells which objects may hold an address or a name in their index.

A walk has no MIB. So the rules judge an index where the walk's values or a known table tell where it begins,
else all of an OID's numbers, and drop doubtful objects.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from gbdt_console.devices.snmp.client import SnmpValue

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
    "1.3.6.1.4.1.476.1.42.3",
    "1.3.6.1.4.1.534",
    "1.3.6.1.4.1.705.1",
    "1.3.6.1.4.1.850.1.1.3",
    "1.3.6.1.4.1.935.1",
    "1.3.6.1.4.1.935.10.1.1",
    "1.3.6.1.4.1.1718.3.2",
    "1.3.6.1.4.1.1718.4.1",
    "1.3.6.1.4.1.2011.6.174",
    "1.3.6.1.4.1.2254.2",
    "1.3.6.1.4.1.2468.1.2",
    "1.3.6.1.4.1.3808.1.1",
    "1.3.6.1.4.1.3854.1.2.2.1",
    "1.3.6.1.4.1.3854.2.3",
    "1.3.6.1.4.1.3854.3.5",
    "1.3.6.1.4.1.4555.1.1",
    "1.3.6.1.4.1.5528.100.4.1",
    "1.3.6.1.4.1.13400.2.1.3",
    "1.3.6.1.4.1.13742.6.3.3.4",
    "1.3.6.1.4.1.13742.6.3.6.3",
    "1.3.6.1.4.1.13742.6.4.1.2",
    "1.3.6.1.4.1.13742.6.5",
    "1.3.6.1.4.1.13885.101",
    "1.3.6.1.4.1.21239.5.1",
    "1.3.6.1.4.1.21239.5.2",
    "1.3.6.1.4.1.21796.3.3.3",
    "1.3.6.1.4.1.21796.4",
    "1.3.6.1.4.1.22736.1",
)
"""Makers' subtrees that drivers read; their MIBs index them by integers."""

NAMED_ROWS: Mapping[str, int] = {"1.3.6.1.4.1.2011.5.25.111.4.1.1": 2}
"""Entries whose index begins with names, each with its length before it, and how many. Such names are
replaced like a text: nqaResultsEntry, which a driver reads."""

_LONGEST_STANDARD = 13
"""Limits the arcs of a standard object: an address of four arcs below any column makes it longer."""
_LONGEST_OF_MAKER = 10
"""Limits the arcs after a maker's number in tables that are not known: an address makes them longer."""
_LONGEST_INDEX = 6
"""Limits the arcs that may be an index and are judged alone; of longer ones the whole OID is judged."""
_SHORTEST_TEXT = 3
"""Limits the texts without letters; shorter ones name nobody, and look like a pair of numbers."""
_FIRST_OF_INDEX = 3
"""Counts the arcs between a maker's number and the first index: a table, its row and a column at least."""


class TableIndexes:
    """Finds where the index of a maker's object begins, from the types of a walk's values.

    All values of a column have one type. Where two OIDs differ in one arc alone and their values in type,
    that arc is a column's number or stands before it, and never in an index: the index begins after it.
    """

    def __init__(self, objects: Mapping[str, SnmpValue]) -> None:
        types: dict[tuple[str, str], set[type]] = {}
        for oid, value in objects.items():
            if oid.startswith(f"{MAKERS}."):
                for entry, index in _entries(oid):
                    types.setdefault((entry, index), set()).add(type(value))
        self._entries = {entry for (entry, _), found in types.items() if len(found) > 1}

    def index_of(self, oid: str) -> list[int] | None:
        """Return the arcs that may be an object's index; None where the walk does not tell."""
        found = [index for entry, index in _entries(oid) if entry in self._entries]
        return [int(arc) for arc in found[-1].split(".")] if found else None


def _entries(oid: str) -> list[tuple[str, str]]:
    """List the ways to part an OID into an entry, which ends in 1, a column and an index.

    The shortest entry comes first; the pairs are without the column.
    """
    arcs = oid.split(".")
    places = [at for at in range(7, len(arcs) - 2) if arcs[at] == "1"]
    return [(".".join(arcs[: at + 1]), ".".join(arcs[at + 2 :])) for at in places]


def names_in(oid: str) -> tuple[str, tuple[bytes, ...], list[int]] | None:
    """Part an object of NAMED_ROWS into its column, its names and the rest of its index.

    None for any other object, and where its index does not hold the names.
    """
    entry = next((entry for entry in NAMED_ROWS if oid.startswith(f"{entry}.")), None)
    if entry is None:
        return None
    column, *arcs = (int(arc) for arc in oid.removeprefix(f"{entry}.").split("."))
    names: list[bytes] = []
    for _ in range(NAMED_ROWS[entry]):
        size = arcs[0] if arcs else 0
        name, arcs = arcs[1 : size + 1], arcs[size + 1 :]
        if not 0 < size == len(name) or max(name) > 255:
            return None
        names.append(bytes(name))
    return f"{entry}.{column}", tuple(names), arcs


def may_spell(oid: str, tables: TableIndexes) -> bool:
    """Tell whether an object's index may hold an address or a text that stays.

    tables: where the indexes of the object's walk begin
    """
    if not oid.startswith(f"{MAKERS}."):
        # Some UPS cards add a `.0` to the OIDs of their tables.
        return not _is_below(oid, STANDARD) or oid.removesuffix(".0").count(".") >= _LONGEST_STANDARD
    is_known = _is_below(oid, _INTEGER_INDEXED)
    named = names_in(oid)
    index = named[2] if named else tables.index_of(oid)
    if index is not None and len(index) <= _LONGEST_INDEX:
        return _has_number_text(index) or _spells(index, is_known=is_known)
    after = [int(arc) for arc in oid.split(".")[7:]]
    is_long = len(after) > _LONGEST_OF_MAKER and not is_known
    return is_long or _spells(after[_FIRST_OF_INDEX:], is_known=is_known)


def _spells(arcs: Sequence[int], *, is_known: bool) -> bool:
    """Find a text or an address in arcs; in a table that is known, no IPv4 address."""
    if _has_text(arcs) or any(map(_is_like_mac, _windows(arcs, 6))):
        return True
    return not is_known and any(map(_is_like_ipv4, _windows(arcs, 4)))


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


def _has_number_text(index: Sequence[int]) -> bool:
    """Find a text of any characters with its length before it, as a telephone number is."""
    return any(size >= _SHORTEST_TEXT and _is_text(index[at + 1 :], size) for at, size in enumerate(index))
