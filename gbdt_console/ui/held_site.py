"""Tells whether what is shown of a site still holds, which takes a quarter of working it out again.

In a meeting of 220 sites ten Snapshots come a second, each with news of a few sites.
"""

from collections.abc import Sequence
from math import inf
from operator import attrgetter

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.sites import DeviceKind
from gbdt_console.ui.shown_site import ShownSite, as_written
from gbdt_console.ui.view import OLD_AFTER_S, UPS_MINUTES, UPS_SOURCE, View

_BY_REPLY = (PointState.UP, PointState.DEGRADED)
_OF_SITE = attrgetter(
    "id", "state", "since_utc", "loss_ratio", "fresh_for_s", "alarm", "maintenance_until_utc", "has_answered"
)
_OF_DEVICE = attrgetter("kind", "ping", "fault", "mismatch", "is_switched_off", "fresh_for_s", "readings")
"""What `View.site` depends on, beside the two times that are written in whole milliseconds."""


@dataclass(frozen=True, slots=True)
class HeldSite:
    """What was shown of a site, and what that depends on.

    beside: all that it depends on beside the SiteView and the time
    until_s: the moment, monotonic seconds, until which no value of it grows old
    """

    site: SiteView
    shown: ShownSite
    beside: tuple[object, ...]
    until_s: float

    def holds_in(self, view: View, site: SiteView) -> bool:
        """Return whether `view.site(site)` is known to equal `shown`."""
        return site is self.site and view.now_s < self.until_s and _beside(view, site) == self.beside

    def renewed(self, view: View, site: SiteView) -> "HeldSite | None":
        """Return it for a newer SiteView that says the same, as after most pings; else None."""
        is_over = view.now_s >= self.until_s
        if is_over or not _says_the_same(self.site, site) or _beside(view, site) != self.beside:
            return None
        until_s = _until_s(view, site, self.shown)
        return HeldSite(site, self.shown, self.beside, until_s) if view.now_s < until_s else None


def held(view: View, site: SiteView) -> HeldSite:
    shown = view.site(site)
    return HeldSite(site, shown, _beside(view, site), _until_s(view, site, shown))


def glimpsed(view: View, site: SiteView, place: int) -> HeldSite:
    """Return what one cell shows of the site at that place: it costs little and is worked out each time."""
    return HeldSite(site, view.glimpse(place), (), -inf)


def _beside(view: View, site: SiteView) -> tuple[object, ...]:
    meeting, alarm = view.snapshot.meeting, site.alarm
    return (
        meeting is not None and meeting.chair_site_id == site.id,
        None if alarm is None else view.root_alarm(alarm),
        view.expected(site.id),
        view.conference.call(site.id) if view.conference else None,
        view.marks.get(site.id),
        view.members.get(site.id),
        view.through.get(site.id),
    )


def _says_the_same(one: SiteView, other: SiteView) -> bool:
    return (
        _OF_SITE(one) == _OF_SITE(other)
        and as_written(one.rtt_ms) == as_written(other.rtt_ms)
        and as_written(one.jitter_ms) == as_written(other.jitter_ms)
        and _say_the_same(one.devices, other.devices)
    )


def _say_the_same(some: Sequence[DeviceView], others: Sequence[DeviceView]) -> bool:
    if len(some) != len(others):
        return False
    pairs = zip(some, others, strict=True)
    return all(one is other or _OF_DEVICE(one) == _OF_DEVICE(other) for one, other in pairs)


def _until_s(view: View, site: SiteView, shown: ShownSite) -> float:
    """Return until when nothing of it depends on the time; what shows seconds holds for no moment."""
    is_timed = shown.lasted_s is not None or shown.age_s is not None
    if is_timed or site.answered_s is None or shown.state not in _BY_REPLY:
        return -inf
    until_s = site.answered_s + min(site.fresh_for_s, OLD_AFTER_S)
    if (ups := site.device(DeviceKind.UPS)) is not None:
        for reading in (ups.reading(UPS_SOURCE), ups.reading(UPS_MINUTES)):
            if reading is not None and view.is_believed(ups, reading):
                until_s = min(until_s, reading.taken_s + ups.fresh_s(reading))
    return until_s
