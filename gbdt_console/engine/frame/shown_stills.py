"""Give the stills of what is on air in an open meeting: the mixer's own, else of the rooms of these sites."""

from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.devices.control import PhotographsRoom
from gbdt_console.devices.stills.reader import PhotoReader
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.frame.pictures import Pictures
from gbdt_console.engine.frame.room_photos import RoomPhotos


class ShownStills:
    """Looks at what the devices of one conference show."""

    def __init__(self, context: EngineContext, pictures: Pictures) -> None:
        self._ledger = context.ledger
        self._pictures = pictures
        self._photos = RoomPhotos(_cameras(context), PhotoReader(), context.clock)
        self._rooms: tuple[str, ...] = ()

    def look(self, since_s: float) -> tuple[Still, ...]:
        """Return the stills of an open meeting that runs; a closed one has none (A12.3).

        A site that a device without stills shows has the picture of its room.
        """
        if not self._may_be_seen():
            return ()
        devices = self._pictures.devices
        stills = [still for device in devices for still in device.stills(since_s)]
        rooms = [id_ for device in devices if not device.gives_stills for id_ in device.sites_on_air()]
        self._look_into(tuple(dict.fromkeys(rooms)))
        return (*stills, *self._photos.look(self._rooms, since_s))

    def changed(self) -> None:
        """Forget all rooms where nobody may see them any more."""
        if self._rooms and not self._may_be_seen():
            self._look_into(())

    async def close(self) -> None:
        await self._photos.close()

    def _look_into(self, rooms: tuple[str, ...]) -> None:
        """Look into these rooms and no others."""
        self._photos.forget(set(self._rooms).difference(rooms))
        self._rooms = rooms

    def _may_be_seen(self) -> bool:
        """Tell whether an open meeting runs."""
        meeting = self._ledger[MeetingsHeld].running
        return meeting is not None and not meeting.is_closed


def _cameras(context: EngineContext) -> dict[str, PhotographsRoom]:
    """Return by site what can photograph its room, the first of its devices."""
    found: dict[str, PhotographsRoom] = {}
    for site in context.network.sites:
        for device in site.devices:
            if isinstance(one := context.codecs.get(device.id), PhotographsRoom):
                found.setdefault(site.id, one)
    return found
