"""Defines the journal's events of the contract clock; core/events.py has the rules for events.

Times are whole seconds since the epoch. An event about the same line and the same first second replaces the
earlier one: after a crash the engine counts the day again from the samples.
"""

from dataclasses import field

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId


@dataclass(frozen=True, slots=True)
class LineAnswered(Event, kind="contract.answered"):
    """Records that a line answered for the first time in this journal."""

    site: SiteId
    at_utc: int


@dataclass(frozen=True, slots=True)
class LineUnavailable(Event, kind="contract.unavailable"):
    """Records that a line is unavailable by its contract, from its first bad second on.

    The engine records it again at a day's end while the period runs.

    number: number of the outage record that the period belongs to
    from_utc: first of the 10 bad seconds
    counted: begin and end of each time that counts as down so far
    excluded: begin and end of each time of planned maintenance so far
    blind: begin and end of each time that the console did not observe so far
    """

    number: int
    site: SiteId
    from_utc: int
    counted: list[list[int]] = field(default_factory=list)
    excluded: list[list[int]] = field(default_factory=list)
    blind: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineAvailable(Event, kind="contract.available"):
    """Records that a line is available again, from its first good second on.

    from_utc: first second of the period
    until_utc: first of the 10 good seconds; `from_utc` withdraws the period
    down_s: the counted seconds
    counted: begin and end of each time that counts as down
    excluded: begin and end of each time of planned maintenance
    blind: begin and end of each time that the console did not observe
    """

    number: int
    site: SiteId
    from_utc: int
    until_utc: int
    down_s: int
    counted: list[list[int]] = field(default_factory=list)
    excluded: list[list[int]] = field(default_factory=list)
    blind: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ContractDayClosed(Event, kind="contract.day"):
    """Records the contract's terms of all lines for one day.

    day: the day in the network's time zone, 'YYYY-MM-DD'
    from_utc: first second of the day, or of the first observation in it
    until_utc: first second after it
    lines: by site id the values of ContractTerms, in order of TERM_NAMES
    running: by site id the begin of each period that runs at the day's end
    """

    day: str
    from_utc: int
    until_utc: int
    lines: dict[str, list[int]]
    running: dict[str, int] = field(default_factory=dict)


ContractEvent = LineAnswered | LineUnavailable | LineAvailable | ContractDayClosed
