"""Compare the running conference with the profile that was applied to it."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from gbdt_console.core.conference.block_policy import to_be_blocked
from gbdt_console.core.conference.callers import target_of
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.frame.view import BusView, FrameView
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.core.profiles.run import ProfileRun
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

_AWAY = frozenset({RosterStatus.ABSENT, RosterStatus.STALE})


class DriftKind(StrEnum):
    """Ways in which a conference differs from its profile, in the order of telling.

    MISSING: a participant is not in the conference, and not excused
    UNEXPECTED: a site outside of the profile, or an undecided caller, is in it
    NOT_BLOCKING: the profile blocks on entry, and the running policy does not
    OPEN: a site is open although the policy blocks it
    LAYOUT: another layout is on air on a bus
    SEAT: another site, or none, is in a seat
    REDIAL: another party redials than when the profile was applied
    UNLOCKED: the conference is not locked
    """

    MISSING = "missing"
    UNEXPECTED = "unexpected"
    NOT_BLOCKING = "not-blocking"
    OPEN = "open"
    LAYOUT = "layout"
    SEAT = "seat"
    REDIAL = "redial"
    UNLOCKED = "unlocked"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between conference and profile.

    target: id of the site it is about, else number or leg of a caller; empty for the conference itself
    bus: the bus of a layout or a seat; else empty
    is_now: the layout on air, the id of the site in the seat, or the owner of redialling; may be empty
    wanted: the same as the profile has it; a seat as its number from 1
    """

    kind: DriftKind
    target: str = ""
    bus: str = ""
    is_now: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    difference: Difference
    since_utc: Utc


def differences(
    profile: Profile, run: ProfileRun, conference: ConferenceView, frame: FrameView | None, now_s: float
) -> tuple[Difference, ...]:
    """Return everything in which conference and pictures differ from an applied profile.

    An unknown state differs from nothing: nothing is said of a conference that the MCU does not report now,
    of a lock that it cannot tell, and of a bus that no device reports.
    """
    found = [*_owners(profile, run)]
    if conference.is_known(now_s):
        present = _present(conference.roster)
        found += [*_people(profile, conference, present), *_microphones(profile, conference)]
        state = conference.state
        if profile.is_locked and state is not None and state.is_locked is False:
            found.append(Difference(DriftKind.UNLOCKED))
        found += _pictures(profile, frame, present, now_s)
    order = list(DriftKind)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def since_known_utc(
    found: Iterable[Difference], run: ProfileRun, conference: ConferenceView
) -> dict[Difference, float | None]:
    """Return since when each difference is known to last, UTC seconds; None where only its sight tells.

    A site that left is missing since then, one that never came since the profile was applied.
    """
    left = {row.site_id: row.left.at_utc for row in conference.roster if row.left is not None}
    return {one: left.get(one.target, run.at_utc) if one.kind is DriftKind.MISSING else None for one in found}


def _present(roster: tuple[RosterRow, ...]) -> frozenset[str]:
    return frozenset(row.site_id for row in roster if row.site_id and row.standing not in _AWAY)


def _people(profile: Profile, conference: ConferenceView, present: frozenset[str]) -> Iterator[Difference]:
    wanted, floor = profile.by_site, conference.floor
    for site_id in wanted:
        if site_id not in present and not floor.excuse_of(site_id):
            yield Difference(DriftKind.MISSING, site_id)
    for row in conference.roster:
        if row.site_id in present and row.site_id not in wanted and row.site_id != floor.upper:
            yield Difference(DriftKind.UNEXPECTED, row.site_id)
        elif row.standing is RosterStatus.UNEXPECTED:
            yield Difference(DriftKind.UNEXPECTED, target_of(row, conference.roster))


def _microphones(profile: Profile, conference: ConferenceView) -> Iterator[Difference]:
    """Yield the policy that is off, else the open sites that it blocks."""
    if not profile.is_blocking:
        return
    if not conference.floor.is_closing:
        yield Difference(DriftKind.NOT_BLOCKING)
        return
    for target, _ in to_be_blocked(conference.roster, conference.floor):
        yield Difference(DriftKind.OPEN, target)


def _pictures(
    profile: Profile, frame: FrameView | None, present: frozenset[str], now_s: float
) -> Iterator[Difference]:
    for bus, shot in profile.shots.items():
        view = frame.bus(bus) if frame is not None else None
        if view is None or not view.is_known(now_s) or not view.layout:
            continue
        if view.layout != shot.layout:
            yield Difference(DriftKind.LAYOUT, bus=bus, is_now=view.layout, wanted=shot.layout)
        else:
            yield from _seats(view, shot.seats, present)


def _seats(view: BusView, seats: tuple[str, ...], present: frozenset[str]) -> Iterator[Difference]:
    """Yield the seats without their site; a site that is missing is not also told as out of its seat."""
    for place, site_id in enumerate(seats):
        is_now = view.panes[place].site_id if place < len(view.panes) else ""
        if site_id in present and is_now != site_id:
            yield Difference(DriftKind.SEAT, site_id, view.bus, is_now, str(place + 1))


def _owners(profile: Profile, run: ProfileRun) -> Iterator[Difference]:
    for one in profile.participants:
        applied = run.redial.get(one.site_id, RedialOwner.SITE)
        if applied != one.redial:
            yield Difference(DriftKind.REDIAL, one.site_id, is_now=one.redial, wanted=applied)


class DriftWatch:
    """Keeps since when each difference is seen.

    A difference counts once it was seen for `_AFTER_S`, so that a site that is being blocked on its entry is
    not told.
    """

    _AFTER_S = 5.0
    """Limits how long the running policy and the device have for what mends itself, seconds."""

    def __init__(self) -> None:
        self._seen: dict[Difference, tuple[float, float]] = {}

    def drift(self, found: Mapping[Difference, float | None], now_s: float, utc: float) -> tuple[Drift, ...]:
        """Return what differs long enough, in the order of `found`.

        found: since when each difference is known to last, UTC seconds; None where only its sight tells
        """
        self._seen = {one: self._seen.get(one, (now_s, utc)) for one in found}
        return tuple(
            Drift(one, known_utc if (known_utc := found[one]) is not None else seen_utc)
            for one, (seen_s, seen_utc) in self._seen.items()
            if now_s - seen_s >= self._AFTER_S
        )
