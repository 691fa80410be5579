"""Reads the scenes of one OBS Studio: what they hold, what of it goes out, and what has no picture."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.obs.blanks import covering, stays_blank, without_size
from gbdt_console.devices.obs.identities import SceneIds
from gbdt_console.devices.obs.look import Look
from gbdt_console.devices.obs.messages import Data, Request
from gbdt_console.devices.obs.scenes import Canvas, Scene, group, read_canvas, read_scene

if TYPE_CHECKING:
    from gbdt_console.devices.obs.client import ObsClient

REREAD_AFTER_S = 30.0
"""Limits how long scenes are believed without an event about them, s."""
_LOOKS = 3
"""Looks before OBS counts as not understood: a scene may be renamed between two questions."""
_AT_REST = 1.0
"""Cursor of the transition while none runs."""
_GOES_OUT_S = 0.15
"""A source is active for a frame after the transition that took it off, s: 0.1 at 10 frames a second."""
_CURSOR = Request("GetCurrentSceneTransitionCursor", {})


class SceneReader:
    """Remembers scenes from look to look; `forget` those that OBS tells to have changed."""

    def __init__(self, client: "ObsClient", clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._ids = SceneIds()
        self._scenes: dict[str, Scene] = {}
        self._reread_s = 0.0

    def forget(self, scene: str = "") -> None:
        """Read that scene anew at the next look; all of them where it is empty."""
        if scene:
            self._scenes.pop(scene, None)
        else:
            self._scenes = {}

    async def look(self) -> Look:
        """Look at all scenes. Raises ControlError."""
        for _ in range(_LOOKS):
            if (look := await self._looked()) is not None:
                return look
            self._scenes = {}
        raise ControlError(ControlFault.MALFORMED, "no scene on air")

    async def _looked(self) -> Look | None:
        """Look once; None where the scene on air had another name by then."""
        now_s = self._clock.monotonic()
        if now_s - self._reread_s >= REREAD_AFTER_S:
            self._scenes, self._reread_s = {}, now_s
        listed, video, cursor = await self._client.look(
            [Request("GetSceneList", {}), Request("GetVideoSettings", {}), _CURSOR]
        )
        if listed is None or video is None:
            raise ControlError(ControlFault.REFUSED, code="mixer.not-ready")
        ids = self._ids.of(listed)
        program, preview = listed.get("currentProgramSceneName"), listed.get("currentPreviewSceneName")
        read = await self._read(ids, read_canvas(video), (program, preview))
        scenes = {scene.id: scene for name in ids if (scene := self._scenes.get(name)) is not None}
        on_air = self._scenes.get(program) if isinstance(program, str) else None
        if on_air is None:
            return None
        in_preview = self._scenes.get(preview) if isinstance(preview, str) else None
        groups, is_running = tuple(map(tuple, group(scenes.values()))), _is_running(cursor)
        active = await self._active(scenes.values())
        blank = await self._blank(without_size(read), active)
        look = Look(groups, on_air, in_preview, is_running, active, blank)
        if look.is_another_on_air():
            await asyncio.sleep(_GOES_OUT_S)
            look = replace(look, active=await self._active(scenes.values()))
        return look

    async def _read(
        self, ids: Mapping[str, str], canvas: Canvas, anew: tuple[object, ...]
    ) -> Iterable[Scene]:
        """Read the scenes that are not known, those of `anew`, and as many as hold every source; return them.

        ids: the id of each scene by its name
        """
        asked = [name for name in ids if name in anew or name not in self._scenes]
        asked += covering((s for s in self._scenes.values() if s.name in ids), asked)
        answers = await self._client.look(
            [Request("GetSceneItemList", {"sceneName": name}) for name in asked]
        )
        known = {name: scene for name, scene in self._scenes.items() if name in ids and name not in asked}
        read = {
            name: read_scene(name, ids[name], answer, canvas)
            for name, answer in zip(asked, answers, strict=True)
            if answer is not None
        }
        self._scenes = known | read
        return read.values()

    async def _active(self, scenes: Iterable[Scene]) -> frozenset[str]:
        """Return the scenes and their sources that are part of what goes out."""
        known = list(scenes)
        names = {scene.name for scene in known}
        names |= {item.name for scene in known for pane in scene.panes for item in pane.items}
        asked = sorted(names)
        answers = await self._client.look(
            [Request("GetSourceActive", {"sourceName": name}) for name in asked]
        )
        return frozenset(
            name
            for name, answer in zip(asked, answers, strict=True)
            if answer is not None and answer.get("videoActive") is True
        )

    async def _blank(self, without: Iterable[str], active: Collection[str]) -> frozenset[str]:
        """Return which of the sources without a size have no picture; off the air their settings tell."""
        empty = sorted(without)
        asked = [name for name in empty if name not in active]
        answers = await self._client.look(
            [Request("GetInputSettings", {"inputName": name}) for name in asked]
        )
        unclear = {name for name, answer in zip(asked, answers, strict=True) if not stays_blank(answer)}
        return frozenset(empty) - unclear


def _is_running(cursor: Data | None) -> bool:
    """Read the answer about the transition; an OBS without one has none that runs."""
    return cursor is not None and cursor.get("transitionCursor") != _AT_REST
