"""Tells who is behind each call leg that has members, and what is known of each."""

from collections.abc import Mapping

from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.conference.roster import RosterStatus
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
    behind = {site.id: site.members for site in snapshot.sites if site.members}
    in_call = _in_call(snapshot) if behind else {}
    found: dict[str, Members] = {}
    for row in conference.roster:
        is_in = row.standing is RosterStatus.CONNECTED
        if row.site_id in behind:
            states = ((one, _state(in_call.get(one.site_id), is_in=is_in)) for one in behind[row.site_id])
            found[row.site_id] = tuple(states)
    return found


def _in_call(snapshot: Snapshot) -> Mapping[str, bool]:
    """Return for each site whose codec answers whether it says that it is in a call."""
    known = ((room.site_id, room.known(snapshot.at_s)) for room in snapshot.rooms if room.has_codec)
    return {
        site_id: any(call.is_connected for call in state.calls)
        for site_id, state in known
        if state is not None and state.calls is not None
    }


def _state(in_call: bool | None, *, is_in: bool) -> MemberState:
    if not is_in:
        return MemberState.GONE
    if in_call is None:
        return MemberState.THROUGH
    return MemberState.IN if in_call else MemberState.OUT
