"""Records how the rooms behind a call leg attend, and tells of a lost leg with all who are behind it."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.attendance import (
    Attendance,
    AttendanceEvent,
    MemberSeen,
    SiteJoined,
    SiteLeft,
    SiteUntold,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.events import Entry, placed
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.members.member_states import Members, members_of
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.features import EngineContext, Feature

_POLL_S = 1.0


def _is_ours(event: AttendanceEvent) -> bool:
    return isinstance(event, SiteLeft) and event.by == HungUpBy.CONSOLE


class MembersFeature(Feature):
    """Stands behind conference and rooms, whose values it takes from the Snapshot.

    While nobody knows who is in the conference nothing changes.
    """

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._ledger = context.ledger
        self._has_any = any(site.members for site in context.network.sites)
        self._seen: dict[str, Mapping[str, Members]] = {}
        self._waiting: list[Future[Entry]] = []

    async def run(self) -> None:
        while self._has_any:
            self._judge()
            if all(future.done() for future in self._waiting):
                self._waiting = [
                    self._context.record(placed(event, place), "")
                    for place, legs in self._seen.items()
                    for event in self._news(place, legs)
                ]
            await asyncio.sleep(_POLL_S)
        await asyncio.Event().wait()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        for place in self._context.conference_ids if self._has_any else ():
            shown = snapshot.seen_at(place)
            if shown.conference is not None and shown.conference.is_known(shown.at_s):
                self._seen[place] = members_of(shown)
        return snapshot

    def _news(self, place: str, legs: Mapping[str, Members]) -> list[MemberSeen]:
        """Return what changed of the members of legs of the running meeting since it was recorded."""
        ledger, now_utc = self._ledger.at(place), self._context.clock.utc()
        meeting, last = ledger[MeetingsHeld].running, ledger[Attendance].last
        if meeting is None:
            return []
        found = []
        for leg, members in legs.items():
            was_in = isinstance(last.get(leg), SiteJoined | SiteLeft | SiteUntold)
            for member, state in members if meeting.takes_part(leg) and was_in else ():
                before = last.get(member.id)
                if not isinstance(before, MemberSeen) or (before.through, before.state) != (leg, state):
                    found.append(MemberSeen(member.id, leg, state.value, now_utc))
        return found

    def _judge(self) -> None:
        """Raise one alarm for each leg that was in a running meeting and is not; it names all behind it."""
        conditions, now_utc = self._context.alarms.conditions, self._context.clock.utc()
        lost: dict[str, tuple[float, Members]] = {}
        for place, legs in self._seen.items():
            ledger = self._ledger.at(place)
            last, meeting = ledger[Attendance].last, ledger[MeetingsHeld].running
            for leg, members in legs.items() if meeting is not None else ():
                event, is_gone = last.get(leg), all(state is MemberState.GONE for _, state in members)
                is_meant = event is None or ledger[Floor].excuse_of(leg) or _is_ours(event)
                if is_gone and not is_meant:
                    since_utc = event.at_utc if isinstance(event, SiteLeft) else now_utc
                    lost[leg] = since_utc, members
        for leg, (since_utc, members) in lost.items():
            names = ", ".join(member.name for member, _ in members)
            params = (("n", str(len(members))), ("members", names))
            key = AlarmKey(leg, AlarmType.MEMBERS_LOST)
            conditions.raise_(key, since_utc, site_id=leg, params=params)
        conditions.clear_all_but(AlarmType.MEMBERS_LOST, lost, now_utc)
