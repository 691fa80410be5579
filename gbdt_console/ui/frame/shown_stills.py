"""Keeps the stills that panes show while a person wants them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gbdt_console.core.frame.still import Still
from gbdt_console.core.snapshot import Snapshot


class ShownStills:
    """Holds the newest still of each site, in memory only.

    is_on: whether a person wants them
    can_show: whether the terminal has the colours for them
    """

    def __init__(self, *, can_show: bool) -> None:
        self.can_show = can_show
        self.is_on = True
        self._by_site: dict[str, Still] = {}

    @property
    def since_s(self) -> float:
        """The moment since which stills must have changed to be given with their pixels, monotonic s."""
        return min((still.taken_s for still in self._by_site.values()), default=-1.0)

    def wants(self, snapshot: Snapshot | None) -> bool:
        """Tell whether stills may be shown beside that Snapshot: never in a closed meeting."""
        if not (self.is_on and self.can_show) or snapshot is None or snapshot.frame is None:
            return False
        return snapshot.meeting is not None and not snapshot.meeting.is_closed

    def take(self, given: Iterable[Still]) -> None:
        """Keep these and no others; one without pixels has those that it had before."""
        before = self._by_site
        self._by_site = {
            still.site_id: still
            if still.pixels or still.site_id not in before
            else replace(before[still.site_id], taken_s=still.taken_s)
            for still in given
        }

    def beside(self, snapshot: Snapshot) -> Mapping[str, Still]:
        """Return the stills by site; forget all where none may be shown."""
        if not self.wants(snapshot):
            self._by_site = {}
        return self._by_site
