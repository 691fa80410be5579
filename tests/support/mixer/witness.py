"""A second client of the mixer, by a library that nobody here wrote and the driver does not use."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import obsws_python

from tests.support.mixer.movies import write_film
from tests.support.mixer.office import COLOURS, LOGO, SCENES, SOURCES, Place, Prepared
from tests.support.wait import until

logging.getLogger("obsws_python").setLevel(logging.CRITICAL)
FADE_MS, LONG_FADE_MS = 100, 2_000
_BOUNDS = "OBS_BOUNDS_STRETCH"
_AGAIN_S = 5.0
_PLAYING = "OBS_MEDIA_STATE_PLAYING"


@dataclass(frozen=True)
class Seen:
    """What the second client sees: program, preview (None outside of studio mode), what is switched on in the
    scene on air, and what is part of what goes out."""

    program: str
    preview: str | None
    switched_on: frozenset[str]
    active: frozenset[str]


class Witness:
    def __init__(self, port: int, password: str) -> None:
        self._client = obsws_python.ReqClient(host="127.0.0.1", port=port, password=password, timeout=30)

    def __enter__(self) -> "Witness":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.disconnect()

    def ask(self, request: str, **fields: object) -> dict[str, Any]:
        """One request; raises obsws_python's error where OBS refuses it."""
        answer: dict[str, Any] | None = self._client.send(request, fields or None, raw=True)
        return answer or {}

    def seen(self) -> Seen:
        listed = self.ask("GetSceneList")
        program = listed["currentProgramSceneName"]
        return Seen(
            program,
            listed["currentPreviewSceneName"],
            self.switched_on(program),
            frozenset(s for s in SOURCES if self.ask("GetSourceActive", sourceName=s)["videoActive"]),
        )

    def settle(self) -> None:
        """Wait until no transition runs."""
        until(
            lambda: self.ask("GetCurrentSceneTransitionCursor")["transitionCursor"] == 1.0,
            "the transition ends",
        )

    def reset(self) -> None:
        """Bring the office's pictures back to what was prepared."""
        self.ask("SetCurrentSceneTransitionDuration", transitionDuration=FADE_MS)
        self.ask("SetStudioModeEnabled", studioModeEnabled=False)
        self.cut_to(SCENES[-1].name)
        self.settle()
        for source in SOURCES:
            self._media(source, "PLAY")
        for scene in SCENES:
            seats = dict(zip(scene.places, scene.seen, strict=True))
            for item in self.ask("GetSceneItemList", sceneName=scene.name)["sceneItems"]:
                at = item["sceneItemTransform"]
                place = tuple(
                    int(at[key]) for key in ("positionX", "positionY", "boundsWidth", "boundsHeight")
                )
                wanted = item["sourceName"] in (LOGO, seats.get(place))
                if item["sceneItemEnabled"] is not wanted:
                    fields = {"sceneName": scene.name, "sceneItemId": item["sceneItemId"]}
                    self.ask("SetSceneItemEnabled", **fields, sceneItemEnabled=wanted)
        self.cut_to(SCENES[0].name)
        self.settle()

    def switched_on(self, scene: str) -> frozenset[str]:
        items = self.ask("GetSceneItemList", sceneName=scene)["sceneItems"]
        return frozenset(item["sourceName"] for item in items if item["sceneItemEnabled"])

    def shot(self, source: str) -> str:
        """A picture of a source."""
        size = {"imageFormat": "png", "imageWidth": 64, "imageHeight": 36}
        return str(self.ask("GetSourceScreenshot", sourceName=source, **size)["imageData"])

    def freeze(self, source: str) -> None:
        """Let a source's picture stand still."""
        self._media(source, "PAUSE")

    def stop(self, source: str) -> None:
        """Let a source have no picture any more; one that OBS is opening hears no STOP, until it is open."""
        self._until_size(source, "STOP", is_any=False)

    def close(self, source: str) -> None:
        """Stop a source off the air that then closes its file, and wait until that is closed.

        OBS closes it some moments later, in a thread of its own, and with it what was started meanwhile: that
        stays black or stands still until it is shown anew.
        """
        self.stop(source)

        def is_closed() -> bool:
            status = self.ask("GetMediaInputStatus", inputName=source)
            if status["mediaState"] != _PLAYING:
                self._media(source, "RESTART")  # off the air it plays nothing, but then OBS tells the length
            return status["mediaState"] == _PLAYING and not status["mediaDuration"]

        until(is_closed, f"the film of {source} is closed")

    def set_media(self, source: str, **settings: object) -> None:
        """Set a media source, and wait until that is in force: OBS does it when it draws next."""
        self.ask("SetInputSettings", inputName=source, inputSettings=settings)
        drawn = self._drawn()
        until(lambda: self._drawn() > drawn + 1, "OBS draws")

    def _drawn(self) -> int:
        return int(self.ask("GetStats")["renderTotalFrames"])

    def restart(self, source: str) -> None:
        """Let it have a picture again."""
        self._until_size(source, "RESTART", is_any=True)

    def rename(self, scene: str, name: str) -> None:
        self.ask("SetSceneName", sceneName=scene, newSceneName=name)

    def _until_size(self, source: str, action: str, *, is_any: bool) -> None:
        """Act on a source, again every _AGAIN_S, until OBS tells that it has a size, or none."""
        acted_s = float("-inf")

        def is_so() -> bool:
            nonlocal acted_s
            if time.monotonic() - acted_s > _AGAIN_S:
                self._media(source, action)
                acted_s = time.monotonic()
            items = self.ask("GetSceneItemList", sceneName=SCENES[0].name)["sceneItems"]
            return all(
                (item["sceneItemTransform"]["sourceWidth"] > 0) is is_any
                for item in items
                if item["sourceName"] == source
            )

        until(is_so, "the source has, or has lost, its picture")

    def _media(self, source: str, action: str) -> None:
        name = f"OBS_WEBSOCKET_MEDIA_INPUT_ACTION_{action}"
        self.ask("TriggerMediaInputAction", inputName=source, mediaAction=name)

    def fade_to(self, scene: str) -> None:
        """Put a scene on air by hand, slowly; return in the first half of it.

        A busy machine may miss that: then it is done anew.
        """
        before = self.ask("GetSceneList")["currentProgramSceneName"]

        def runs() -> bool:
            self._put(scene, LONG_FADE_MS)
            too_late_s = time.monotonic() + LONG_FADE_MS / 1_000
            while time.monotonic() < too_late_s:
                if 0.05 < self.ask("GetCurrentSceneTransitionCursor")["transitionCursor"] < 0.6:
                    return True
            self._put(before, FADE_MS)
            self.settle()
            return False

        until(runs, "the transition runs")

    def _put(self, scene: str, fade_ms: int) -> None:
        self.ask("SetCurrentSceneTransitionDuration", transitionDuration=fade_ms)
        self.cut_to(scene)

    def cut_to(self, scene: str) -> None:
        """Put a scene on air by hand."""
        self.ask("SetCurrentProgramScene", sceneName=scene)

    def switch(self, scene: str, source: str, *, is_on: bool) -> None:
        for item in self.ask("GetSceneItemList", sceneName=scene)["sceneItems"]:
            if item["sourceName"] == source:
                fields = {"sceneName": scene, "sceneItemId": item["sceneItemId"]}
                self.ask("SetSceneItemEnabled", **fields, sceneItemEnabled=is_on)

    def prepare(self, films: Path) -> None:
        """Make the office's sources and scenes in an OBS that has none."""
        initial = self.ask("GetSceneList")["currentProgramSceneName"]
        for scene in reversed(SCENES):
            self.ask("CreateScene", sceneName=scene.name)
        still: Mapping[str, object] = {"color": 0xFF404040, "width": 640, "height": 360}
        self._input(initial, LOGO, "color_source_v3", still)
        for source in SOURCES:
            film = films / f"{source}.avi"
            write_film(film, *COLOURS[source])
            settings = {
                "local_file": str(film),
                "looping": True,
                "restart_on_activate": False,
                "hw_decode": False,
            }
            self._input(initial, source, "ffmpeg_source", settings)
        for scene in SCENES:
            self._fill(scene)
        self.ask("SetCurrentSceneTransitionDuration", transitionDuration=FADE_MS)
        self.cut_to(SCENES[0].name)
        self.ask("RemoveScene", sceneName=initial)

    def _input(self, scene: str, name: str, kind: str, settings: Mapping[str, object]) -> None:
        self.ask("CreateInput", sceneName=scene, inputName=name, inputKind=kind, inputSettings=dict(settings))

    def _fill(self, scene: Prepared) -> None:
        if scene.has_logo:
            self.ask("CreateSceneItem", sceneName=scene.name, sourceName=LOGO)
        for place, seen in zip(scene.places, scene.seen, strict=True):
            for source in SOURCES:
                self._place(scene.name, source, place, is_on=source == seen)

    def _place(self, scene: str, source: str, place: Place, *, is_on: bool) -> None:
        made = self.ask("CreateSceneItem", sceneName=scene, sourceName=source, sceneItemEnabled=is_on)
        x, y, width, height = place
        place_of = {"positionX": x, "positionY": y, "boundsWidth": width, "boundsHeight": height}
        transform = place_of | {"boundsType": _BOUNDS}
        self.ask(
            "SetSceneItemTransform",
            sceneName=scene,
            sceneItemId=made["sceneItemId"],
            sceneItemTransform=transform,
        )
