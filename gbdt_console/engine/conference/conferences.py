"""Holds one set of features a conference, and hands each command and event to the one that it belongs to."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import Command, PlacedCommand
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.events import Entry, PlacedEvent
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.quick_dataclass import dataclass, replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.snapshot import ConferencePart, Snapshot
from gbdt_console.engine.command_request import CommandRequest, Handler
from gbdt_console.engine.features import EngineContext, Feature

_JUDGED_EVERY_S = 1.0
"""Limits how late a site that is in two conferences is noticed."""


@dataclass(frozen=True, slots=True)
class ConferenceSeat:
    """One conference of the engine.

    id: its id; empty for the first one
    name: its name on screen; empty for the first one
    """

    id: str
    name: str
    features: Sequence[Feature]


class Conferences(Feature):
    """The conferences, the first one first; nothing of one acts in another."""

    def __init__(self, context: EngineContext, seats: Sequence[ConferenceSeat]) -> None:
        self._context = context
        self._seats = seats
        self.commands = [row for feature in seats[0].features for row in feature.commands]
        self._handlers = {
            seat.id: {
                command: handler
                for feature in seat.features
                for command, handler in feature.handlers().items()
            }
            for seat in seats
        }
        self._parts: dict[str, ConferencePart] = {}
        self._views: dict[str, ConferenceView | None] = {}

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {row.command: self._carry_out for row in self.commands}

    @property
    def is_busy(self) -> bool:
        return any(feature.is_busy for seat in self._seats for feature in seat.features)

    def begin(self) -> None:
        for seat in self._seats:
            for feature in seat.features:
                feature.begin()

    async def run(self) -> None:
        features = (feature for seat in self._seats for feature in seat.features)
        work = [asyncio.ensure_future(feature.run()) for feature in features]
        if len(self._seats) > 1:
            work.append(asyncio.ensure_future(self._judge()))
        try:
            await asyncio.gather(*work)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    def take(self, entry: Entry) -> None:
        place = entry.event.conference if isinstance(entry.event, PlacedEvent) else None
        for seat in self._seats:
            for feature in seat.features if place in (None, seat.id) else ():
                feature.take(entry)

    def on_progress(self, request: CommandRequest[Command], step: Progress) -> None:
        for seat in self._seats:
            for feature in seat.features:
                feature.on_progress(request, step)

    def fill(self, snapshot: Snapshot) -> Snapshot:
        filled = [(seat, _filled(seat, snapshot)) for seat in self._seats]
        self._views = {seat.id: shown.conference for seat, shown in filled}
        parts = tuple(self._part(seat, shown) for seat, shown in filled[1:])
        return replace(filled[0][1], elsewhere=parts) if parts else filled[0][1]

    def _part(self, seat: ConferenceSeat, shown: Snapshot) -> ConferencePart:
        """Return the conference's part; the object before where nothing changed."""
        part = replace(shown.part, conference_id=seat.id, conference_name=seat.name)
        self._parts[seat.id] = same = part if part != self._parts.get(seat.id) else self._parts[seat.id]
        return same

    def stills(self, since_s: float) -> tuple[Still, ...]:
        features = (feature for seat in self._seats for feature in seat.features)
        return tuple(still for feature in features for still in feature.stills(since_s))

    async def _carry_out(self, request: CommandRequest[PlacedCommand]) -> Progress:
        """Let the conference that is meant carry the command out, and every command that follows from it."""
        place = self._context.place_of(request.command)

        async def follow_up(part: Command, on_step: Callable[[Progress], None]) -> Progress:
            own = replace(part, conference=place) if isinstance(part, PlacedCommand) else part
            return await request.follow_up(own, on_step)

        handler = self._handlers[place][type(request.command)]
        return await handler(replace(request, follow_up=follow_up))

    async def _judge(self) -> None:
        """Raise an alarm while a site is in a meeting and in another conference."""
        while True:
            conditions, now_utc = self._context.alarms.conditions, self._context.clock.utc()
            twice = self._twice()
            for site_id, names in twice.items():
                key = AlarmKey(site_id, AlarmType.SITE_IN_TWO)
                conditions.raise_(key, now_utc, site_id=site_id, params=(("other", names),))
            conditions.clear_all_but(AlarmType.SITE_IN_TWO, twice, now_utc)
            await asyncio.sleep(_JUDGED_EVERY_S)

    def _twice(self) -> dict[str, str]:
        """Return the sites that are in several conferences of which one has a meeting, and where."""
        if not running_meetings(self._context.ledger):
            return {}
        now_s, places = self._context.clock.monotonic(), dict[str, list[str]]()
        for seat in self._seats:
            view = self._views.get(seat.id)
            for row in view.roster if view is not None and view.is_known(now_s) else ():
                if row.own_site and row.participant is not None:
                    places.setdefault(row.own_site, []).append(seat.name or seat.id)
        return {site: ", ".join(filter(None, names)) for site, names in places.items() if len(names) > 1}


def _filled(seat: ConferenceSeat, snapshot: Snapshot) -> Snapshot:
    for feature in seat.features:
        snapshot = feature.fill(snapshot)
    return snapshot
