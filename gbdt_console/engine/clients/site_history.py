"""Reads the past for clients: a site's last hour and entries, and the notices about a meeting."""

import asyncio
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress

from gbdt_console.core.clock import Clock
from gbdt_console.core.closed_titles import hide_closed_titles
from gbdt_console.core.events import DeviceIdentified, Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.resource_ids import line_of_site
from gbdt_console.core.site_history import HOUR_S, MOST_ENTRIES, SitePast
from gbdt_console.core.site_view import TREND_LOST, TREND_UNKNOWN
from gbdt_console.engine.clients.notice_history import NoticeHistory
from gbdt_console.engine.records.records import Records
from gbdt_console.engine.records.samples import Samples
from gbdt_console.journal.sample_recorder import LATE, LOST, UNKNOWN

_LATE_TENTHS = 10_000
_MEANING: Mapping[int, int] = {LATE: _LATE_TENTHS, LOST: TREND_LOST, UNKNOWN: TREND_UNKNOWN}
ENTRIES_LOOKED_AT = 5_000
"""Limits the newest entries of the journal that are searched for those of the site."""
_READ_WITHIN_S = 4.0
"""Limits the wait for the disk, in seconds: where it hangs, the past is shown as unknown."""
_NAMES_OF_PLACE = ("target", "device", "chair_site", "resource", "site")
_NO_NEWS = frozenset({DeviceIdentified.KIND})


class SiteHistory:
    """Joins disk and memory on the engine's loop; another thread reads the disk."""

    def __init__(self, records: Records, samples: Samples, clock: Clock, ledger: Ledger) -> None:
        self._records = records
        self._notices = NoticeHistory(records, ledger)
        self._samples = samples
        self._clock = clock

    async def past(self, site_id: str) -> SitePast:
        """Return the last hour of the site's line and its newest journal entries.

        Without an answer of the disk the samples are unknown and there are no entries.
        """
        ends = int(self._clock.utc()) + 1
        begins = ends - HOUR_S
        series = line_of_site(site_id)
        codes = array("H", [UNKNOWN]) * HOUR_S
        newest: Sequence[Entry] = ()
        with suppress(TimeoutError):
            async with asyncio.timeout(_READ_WITHIN_S):
                codes = await asyncio.to_thread(self._records.seconds, series, begins, ends)
                newest = await asyncio.to_thread(self._records.newest, ENTRIES_LOOKED_AT)
        self._samples.overlay(series, begins, codes)
        return site_past(site_id, begins, codes, hide_closed_titles(newest))

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        """Return the notices about that meeting, oldest first; none without an answer of the disk."""
        return await self._notices.notices(number)


def site_past(site_id: str, from_utc_s: int, codes: "array[int]", newest: Sequence[Entry]) -> SitePast:
    """Return the history of one site.

    codes: one sample code a second of its line
    newest: the newest entries of the journal, oldest first, without closed titles
    """
    return SitePast(site_id, from_utc_s, tenths(codes), _of_site(site_id, newest))


def tenths(codes: "array[int]") -> tuple[int, ...]:
    """Return sample codes as `SiteView.trend` has them."""
    return tuple(_MEANING.get(code, code) for code in codes)


def _of_site(site_id: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    found = [entry for entry in reversed(entries) if _is_about(entry, site_id)]
    return tuple(found[:MOST_ENTRIES])


def _is_about(entry: Entry, site_id: str) -> bool:
    if entry.kind in _NO_NEWS:
        return False
    return any(str(entry.data.get(name, "")).partition(".")[0] == site_id for name in _NAMES_OF_PLACE)
