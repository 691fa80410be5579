"""Says in one sentence how the meeting or the network stands, for whoever is in charge and asks by phone."""

from collections.abc import Iterator, Sequence

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.outages.outage import EstimateSource
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

_AHEAD_S = 12 * 3600.0
"""Seconds before its opening from which a meeting is the one that is asked about."""
_PRESENT = (RosterStatus.CONNECTED, PointState.UP, PointState.DEGRADED)
_UNKNOWN = (RosterStatus.UNKNOWN, PointState.UNKNOWN, PointState.SUSPECT)


def standing_text(words: Words, snapshot: Snapshot) -> str:
    """Return '96/99 có mặt, đang chờ 3, kịp 08:00'.

    In time is told where nobody is missing or each estimate of a repair says so, and only then.
    """
    return words("standing.blind") if snapshot.blind is not None else ", ".join(_parts(words, snapshot))


def standings(words: Words, snapshot: Snapshot) -> Iterator[str]:
    """Yield how each running meeting stands, of several each with its title."""
    running = snapshot.running
    for place, meeting in running.items():
        title = f"{meeting.title or words('meeting.closed')}: " if len(running) > 1 else ""
        yield title + standing_text(words, snapshot.seen_at(place))
    if not running:
        yield standing_text(words, snapshot)


def _parts(words: Words, snapshot: Snapshot) -> Iterator[str]:
    sites, opening_utc = _asked_about(snapshot)
    conference = snapshot.conference if opening_utc is not None else None
    is_seen = conference is not None and conference.is_known(snapshot.at_s)
    standing: dict[str, RosterStatus | PointState] = {site.id: site.state for site in snapshot.sites}
    if conference is not None and is_seen:
        standing = {row.site_id: row.standing for row in conference.roster if row.site_id}
    elif conference is not None:
        yield words("wall.hosted_old" if conference.hosted else "standing.mcu-unknown")
    unknown = [one for one in sites if standing.get(one) in _UNKNOWN]
    missing = [one for one in sites if standing.get(one) not in (*_PRESENT, *_UNKNOWN)]
    code, n = "present" if is_seen else "answer", len(sites) - len(unknown) - len(missing)
    yield words(f"standing.{code}", n=n, all=len(sites))
    yield from [words("standing.missing", n=len(missing))] if missing else []
    yield from [words("standing.unknown", n=len(unknown))] if unknown else []
    if opening_utc is not None:
        is_sure = not unknown and (is_seen or conference is None)
        yield _in_time(words, snapshot, missing, opening_utc, is_sure=is_sure)


def _asked_about(snapshot: Snapshot) -> tuple[Sequence[str], float | None]:
    """Return the sites of the meeting that runs or is next, else all, and when it opens; None without one."""
    all_sites = tuple(site.id for site in snapshot.sites)
    if (meeting := snapshot.meeting) is not None:
        return tuple(filter(meeting.takes_part, all_sites)), meeting.opening_utc
    for one in snapshot.calendar:
        if one.is_coming and 0 < one.plan.opening_utc - snapshot.at_utc <= _AHEAD_S:
            return one.plan.sites or all_sites, one.plan.opening_utc
    return all_sites, None


def _in_time(
    words: Words, snapshot: Snapshot, missing: Sequence[str], opening_utc: float, *, is_sure: bool
) -> str:
    """Return whether all will be there at the opening; of a meeting that has opened, when they will."""
    now_utc, formats = snapshot.at_utc, Formats(words)
    back = {
        site_id: outage.estimate.back_utc
        for outage in snapshot.outages
        if outage.is_down and outage.estimate is not None and outage.estimate.back_utc > now_utc
        if outage.estimate.source is not EstimateSource.AUTOMATIC
        for site_id in outage.sites_down
    }
    is_told = is_sure and all(site_id in back for site_id in missing)
    last_utc = max((back[one] for one in missing if one in back), default=now_utc)
    if opening_utc > now_utc:
        code = "late" if last_utc > opening_utc else "in-time" if is_told else "in-doubt"
        return words(f"standing.{code}", time=formats.time(opening_utc))
    if missing and is_told:
        return words("standing.all-by", time=formats.time(last_utc))
    code = "running" if is_told else "running-doubt"
    return words(f"standing.{code}", time=formats.time(opening_utc))
