"""Says which sites matter most at this moment: a silence of theirs is told before it is an alarm."""

from collections.abc import Iterable
from enum import StrEnum

from gbdt_console.core.snapshot import ConferencePart
from gbdt_console.core.units import SiteId

_MOST = 12
"""Limits how many there are: a picture of sixteen sites matters less than what else the engine does."""


class Duty(StrEnum):
    """Names why a site matters now, the most urgent first."""

    SPEAKER = "speaker"
    CHAIR = "chair"
    ON_AIR = "on-air"
    NEXT = "next"


def close_sites(parts: Iterable[ConferencePart], now_s: float) -> dict[SiteId, Duty]:
    """Return the sites that matter in running meetings, each with its most urgent duty, that one first.

    now_s: the time, monotonic seconds
    """
    found: dict[Duty, list[str]] = {duty: [] for duty in Duty}
    for part in parts:
        if part.meeting is None:
            continue
        found[Duty.CHAIR].append(part.meeting.chair_site_id)
        if part.conference is not None:
            found[Duty.SPEAKER].append(part.conference.floor.speaker)
            found[Duty.NEXT].append(part.conference.next_speaker(now_s))
        buses = part.frame.buses if part.frame is not None else ()
        panes = (pane for bus in buses if bus.is_known(now_s) for pane in bus.panes)
        found[Duty.ON_AIR] += [pane.site_id for pane in panes]
    close: dict[SiteId, Duty] = {}
    for duty, site_ids in found.items():
        for site_id in filter(None, site_ids):
            if len(close) < _MOST:
                close.setdefault(site_id, duty)
    return close
