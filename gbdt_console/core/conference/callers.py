"""Name callers that are no site's.

A caller is named by its number where that is unique, else by its call leg.
"""

from collections.abc import Iterable

from gbdt_console.core.conference.roster import RosterRow

_WITHHELD = frozenset({"", "anonymous", "unknown", "unavailable", "private", "restricted", "withheld"})
"""Numbers that an MCU gives for a caller that withholds its own, in lower case."""


def is_withheld(number: str) -> bool:
    return number.strip().casefold() in _WITHHELD


def callers_of(number: str, rows: Iterable[RosterRow]) -> list[RosterRow]:
    """Return the rows of `number` that are no site's. A second leg of a site has the site's number."""
    return [row for row in rows if not row.site_id and row.number == number]


def leg_id_if_ambiguous(row: RosterRow, rows: Iterable[RosterRow]) -> str:
    """Return the leg's id of a caller whose number is ambiguous.

    A number is ambiguous where it is withheld, shared, or a site's id. Empty for other rows.
    """
    leg, rows = row.participant, tuple(rows)
    if leg is None or row.site_id:
        return ""
    is_unique = not is_withheld(row.number) and len(callers_of(row.number, rows)) == 1
    is_unique = is_unique and all(other.site_id != row.number for other in rows)
    return "" if is_unique else leg.id


def target_of(row: RosterRow, rows: Iterable[RosterRow]) -> str:
    """Return the target of orders about this row.

    It is the site's id, the call leg's id or the caller's number.
    """
    return row.site_id or leg_id_if_ambiguous(row, rows) or row.number
