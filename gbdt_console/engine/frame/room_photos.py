"""Fetches the pictures of rooms whose site is on air, while somebody looks; they are in memory only."""

import asyncio
import logging
from collections.abc import Collection, Mapping

from gbdt_console.core.clock import Clock
from gbdt_console.core.frame.still import STILL_EVERY_S, Still
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.control import ControlError, PhotographsRoom
from gbdt_console.devices.stills.bitmap import Small
from gbdt_console.devices.stills.reader import ReadsPhotos

LOOKED_AT_S = 3 * STILL_EVERY_S
"""Who did not ask for stills for so long looks no more, s."""
MOST_ROOMS = 6
"""Rooms whose pictures are fetched at one time."""
LINE_BYTES_S = 16_000
"""Limits what one room's pictures take of the line that also carries its call."""
_AFTER_FAILURE_S, _LONGEST_REST_S = 10.0, 600.0
"""Pause after a failure, s; each further picture that is none doubles it, up to the longest."""
_PAUSE_FOR_WORK = 20
"""How many times as long as its decoding took a camera is left alone, so that one takes 5 % of a core."""
_LONGEST_S = 10.0
"""Limits one picture, s: a driver may ask three times."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The newest picture of one room; `changed_s` is since when it is this one, monotonic s."""

    picture: Small
    changed_s: float
    taken_s: float


class RoomPhotos:
    """Keeps the newest picture of each room that is looked at.

    cameras: by site, what can photograph its room
    """

    def __init__(self, cameras: Mapping[str, PhotographsRoom], reader: ReadsPhotos, clock: Clock) -> None:
        self._cameras = cameras
        self._reader = reader
        self._clock = clock
        self._rest_s: dict[str, float] = {}
        self._asked_s: dict[str, float] = {}
        self._kept: dict[str, _Kept] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def look(self, site_ids: Collection[str], since_s: float) -> tuple[Still, ...]:
        """Return the newest pictures of these sites' rooms; those unchanged since that moment have no pixels.

        More are fetched while this is called again and again.
        """
        now_s, stills = self._clock.monotonic(), list[Still]()
        for site_id in [site_id for site_id in site_ids if site_id in self._cameras][:MOST_ROOMS]:
            self._asked_s[site_id] = now_s
            if site_id not in self._tasks:
                self._tasks[site_id] = asyncio.ensure_future(self._follow(site_id))
            if (kept := self._kept.get(site_id)) is not None:
                is_new = kept.changed_s > since_s
                width, rows = kept.picture if is_new else (0, b"")
                stills.append(Still.of_rows(site_id, kept.taken_s, width, rows, is_of_room=True))
        return tuple(stills)

    def forget(self, site_ids: Collection[str]) -> None:
        """Fetch nothing more of these rooms, and keep nothing."""
        for site_id in site_ids:
            self._kept.pop(site_id, None)
            if (task := self._tasks.pop(site_id, None)) is not None:
                task.cancel()

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        self.forget(list(self._tasks))
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._reader.close()

    async def _follow(self, site_id: str) -> None:
        """Fetch pictures until nobody looks any more."""
        try:
            is_looked_at = True
            while is_looked_at:
                await asyncio.sleep(await self._fetched(site_id, self._cameras[site_id]))
                is_looked_at = self._clock.monotonic() - self._asked_s[site_id] < LOOKED_AT_S
            self._kept.pop(site_id, None)
            self._tasks.pop(site_id, None)
        finally:
            if not self._tasks:
                await self._reader.close()

    async def _fetched(self, site_id: str, camera: PhotographsRoom) -> float:
        """Fetch one picture; a failed one leaves the one before, which grows old. Return the pause, s."""
        try:
            async with asyncio.timeout(_LONGEST_S):
                data = await camera.photo()
                began_s = self._clock.monotonic()
                picture = await self._reader.read(data)
        except (ControlError, TimeoutError):
            return _AFTER_FAILURE_S
        except Exception:  # a driver of others
            log.exception("a picture of %s", site_id)
            return _AFTER_FAILURE_S
        if picture is None:
            return self._rest_of(site_id)
        self._rest_s.pop(site_id, None)
        now_s, before = self._clock.monotonic(), self._kept.get(site_id)
        is_same = before is not None and before.picture == picture
        self._kept[site_id] = _Kept(picture, before.changed_s if is_same and before else now_s, now_s)
        return max(STILL_EVERY_S, len(data) / LINE_BYTES_S, _PAUSE_FOR_WORK * (now_s - began_s))

    def _rest_of(self, site_id: str) -> float:
        """Return how long a camera rests whose picture is none, s."""
        if site_id not in self._rest_s:
            log.warning(
                "the camera of %s gives no picture that can be decoded; it is asked less often", site_id
            )
        rest_s = self._rest_s.get(site_id, _AFTER_FAILURE_S)
        self._rest_s[site_id] = min(2 * rest_s, _LONGEST_REST_S)
        return rest_s
