"""Make a conference that others host of our codecs' calls, and refuse what only an MCU of ours does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import OF_OUR_MCU, OF_PICTURES
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.state import (
    ConferenceEvent,
    ConferenceEventKind,
    ConferenceState,
    Participant,
)
from gbdt_console.core.frame.commands import FRAME_COMMANDS
from gbdt_console.core.requests import Progress
from gbdt_console.core.rooms.room import RoomCall, RoomView
from gbdt_console.core.sites import Hosted
from gbdt_console.devices.control import ListsParticipants
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature

_LOOK_S = 0.1
_MOST_LOOKS = 100
"""Limits how long the first roster waits for codecs that were never asked; it calls the others unknown."""

ShownRooms = Callable[[], tuple[RoomView, ...]]


class HostedCalls(ListsParticipants):
    """Lists a site while its codec reports a connected call to the host.

    Of a site whose codec cannot be asked nothing is told: a line that answers proves no call. The upper site
    is there while the codec of our chair is: its call is the leg to the upper level.

    hosted: who runs the conference
    rooms: returns the codecs as they are known now
    """

    def __init__(self, context: EngineContext, hosted: Hosted, rooms: ShownRooms) -> None:
        self._context = context
        self._hosted = hosted
        self._rooms = rooms

    async def open(self) -> None:
        """Wait until each codec was asked once: before that, all sites would be unknown for a moment."""
        for _ in range(_MOST_LOOKS):
            if all(room.taken_s is not None or room.fault is not None for room in self._rooms()):
                return
            await asyncio.sleep(_LOOK_S)

    async def close(self) -> None:
        """Close nothing: the codecs are the rooms'."""

    async def events(self) -> AsyncIterator[ConferenceEvent]:
        """Yield nothing: the polls are free."""
        await asyncio.Event().wait()
        yield ConferenceEvent(ConferenceEventKind.CHANGED)

    async def conference(self) -> ConferenceState:
        rooms = {room.site_id: room for room in self._rooms()}
        floor = self._context.ledger[Floor]
        legs: list[Participant] = []
        untold: set[str] = set()
        elsewhere: list[tuple[str, str]] = []
        for site in self._context.network.sites:
            number, asked = site.roster_number, floor.chair if site.id == floor.upper else site.id
            calls = self._calls(rooms.get(asked), asked)
            connected = [call for call in calls or () if call.is_connected]
            own = next((call for call in connected if self._hosted.is_end_of(call.number)), None)
            if calls is None:
                untold.add(number)
            elif own is not None:
                legs.append(Participant(f"{site.id}/{own.id}", number))
            elif connected:
                elsewhere.append((number, connected[0].number))
        return ConferenceState(
            self._hosted.name, tuple(legs), untold=frozenset(untold), elsewhere=tuple(elsewhere)
        )

    def _calls(self, room: RoomView | None, site_id: str) -> tuple[RoomCall, ...] | None:
        """Return the calls of a site's codec; None where they are not known now."""
        if room is None or not room.has_codec or self._context.alarms.reach(site_id) is False:
            return None
        state = room.known(self._context.clock.monotonic())
        return None if state is None else state.calls


class WithoutMcu(Feature):
    """Stands behind the features whose handlers it replaces.

    host: who runs the conference
    has_pictures: whether a mixer puts pictures on air; then floor and frame work
    """

    def __init__(self, host: str, *, has_pictures: bool) -> None:
        frame = [] if has_pictures else [*OF_PICTURES, *(row.command for row in FRAME_COMMANDS)]
        self._refused = (*OF_OUR_MCU, *frame)
        self._host = host

    def handlers(self) -> Mapping[type[Command], Handler]:
        return dict.fromkeys(self._refused, self._refuse)

    async def _refuse(self, _: CommandRequest[Command]) -> Progress:
        raise Refused("conference.hosted", self._host)
