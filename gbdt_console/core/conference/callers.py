"""How a caller that is no site's is named: by its number where that means it alone, else by its call leg."""

from collections.abc import Iterable

from gbdt_console.core.conference.roster import RosterRow

_WITHHELD = frozenset({"", "anonymous", "unknown", "unavailable", "private", "restricted", "withheld"})
"""What stands in the number's place where a caller does not tell it."""


def is_withheld(number: str) -> bool:
    """Whether that is nobody's number, so that two callers who have it are not the same."""
    return number.strip().casefold() in _WITHHELD


def callers_of(number: str, rows: Iterable[RosterRow]) -> list[RosterRow]:
    """The callers of that number that are no site's. A second leg of a site has the site's number."""
    return [row for row in rows if not row.site_id and row.number == number]


def leg_meant(row: RosterRow, rows: Iterable[RosterRow]) -> str:
    """The call leg by which this caller must be named; empty where its number means it alone, and no site by
    its id."""
    leg, rows = row.participant, tuple(rows)
    if leg is None or row.site_id:
        return ""
    is_alone = not is_withheld(row.number) and len(callers_of(row.number, rows)) == 1
    is_alone = is_alone and all(other.site_id != row.number for other in rows)
    return "" if is_alone else leg.id


def target_of(row: RosterRow, rows: Iterable[RosterRow]) -> str:
    """What orders about this line of the roster are told apart by: site, number, or call leg."""
    return row.site_id or leg_meant(row, rows) or row.number
