"""What lies behind one site: the last hour of its line, second by second, and its journal."""

from dataclasses import dataclass

from gbdt_console.core.events import Entry

HOUR_S = 3_600
MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class SitePast:
    """`seconds` begin at `from_utc_s`, one number each as in `SiteView.trend`: the round trip in tenths of a
    millisecond, TREND_LOST or TREND_UNKNOWN. `entries` are the newest of the site, newest first."""

    site_id: str
    from_utc_s: int
    seconds: tuple[int, ...]
    entries: tuple[Entry, ...]
