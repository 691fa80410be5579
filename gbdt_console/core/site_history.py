"""Define the history of one site."""

from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId

HOUR_S = 3_600
MOST_ENTRIES = 50
"""Most journal entries of a history."""


@dataclass(frozen=True, slots=True)
class SitePast:
    """The history of one site.

    from_utc_s: UTC second of the first value
    seconds: one value a second: round trip in tenths of a millisecond, TREND_LOST or TREND_UNKNOWN, as in
        SiteView.trend
    entries: the site's newest journal entries, newest first
    """

    site_id: SiteId
    from_utc_s: int
    seconds: tuple[int, ...]
    entries: tuple[Entry, ...]
