"""Tells who is behind each call leg that has members, and what is known of each."""

from collections.abc import Mapping

from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.plain_number import plain_number
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import Member
from gbdt_console.core.snapshot import Snapshot

Members = tuple[tuple[Member, MemberState], ...]


def members_of(snapshot: Snapshot) -> Mapping[str, Members]:
    """Return the members of each leg that the roster shown has, by the leg's site.

    Nothing is told while nobody knows who is in the conference.
    """
    conference = snapshot.conference
    if conference is None or not conference.is_known(snapshot.at_s):
        return {}
    sites = {site.id: site for site in snapshot.sites if site.members}
    calls = _calls(snapshot) if sites else {}
    found: dict[str, Members] = {}
    for row in conference.roster:
        if (leg := sites.get(row.site_id)) is not None:
            ends = _ends(leg, row)
            states = ((one, _state(calls.get(one.site_id), row.standing, ends)) for one in leg.members)
            found[row.site_id] = tuple(states)
    return found


def _calls(snapshot: Snapshot) -> Mapping[str, tuple[RoomCall, ...]]:
    """Return for each site whose codec answers the calls that it is in."""
    known = ((room.site_id, room.known(snapshot.at_s)) for room in snapshot.rooms if room.has_codec)
    return {
        site_id: tuple(call for call in state.calls if call.is_connected)
        for site_id, state in known
        if state is not None and state.calls is not None
    }


def _ends(leg: SiteView, row: RosterRow) -> frozenset[str]:
    """Return the numbers and addresses under which a member's codec may show the far end of its call."""
    own = row.participant
    told = (own.number, own.dialled, own.address) if own is not None else ()
    ends = (*told, *(device.address for device in leg.devices))
    return frozenset(plain_number(end) for end in ends if end)


def _state(calls: tuple[RoomCall, ...] | None, standing: RosterStatus, ends: frozenset[str]) -> MemberState:
    if standing in (RosterStatus.STALE, RosterStatus.UNKNOWN):
        return MemberState.UNTOLD
    if standing is not RosterStatus.CONNECTED:
        return MemberState.GONE
    if calls is None:
        return MemberState.THROUGH
    if not calls:
        return MemberState.OUT
    is_with_leg = any(plain_number(call.number) in ends for call in calls)
    return MemberState.IN if is_with_leg else MemberState.THROUGH
