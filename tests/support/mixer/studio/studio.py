"""Models OBS Studio: sources, scenes, studio mode, and what goes out.

Facts by trial with OBS 30.2: in studio mode what goes out is a copy of a scene as it was when taken; the
transition button right after studio mode was switched on changes nothing; a take in a running transition is
lost there, although OBS then names its scene as the program.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.support.mixer.movies import bitmap

_STILL_KINDS = ("color_source", "image_source", "text_")
OnEvent = Callable[[str, Mapping[str, object]], None]


class RefusedError(Exception):
    """Raised where OBS refuses a request.

    code: its status code
    comment: its words
    """

    def __init__(self, code: int, comment: str) -> None:
        super().__init__(comment)
        self.code = code
        self.comment = comment


@dataclass(slots=True)
class Source:
    """One source.

    kind: its input kind
    is_frozen: its picture stands still
    is_stopped: it has no picture, and so no size
    colour: of its picture, as red, green and blue
    """

    kind: str = "ffmpeg_source"
    is_frozen: bool = False
    is_stopped: bool = False
    colour: tuple[int, int, int] = (0, 0, 0)


@dataclass(slots=True)
class SceneItem:
    """One item of a scene.

    id: number within the scene
    source: name of its source
    is_on: whether it is switched on
    x, y: place of its upper left corner, pixels
    width, height: its bounds, pixels
    is_locked: whether it is locked
    """

    id: int
    source: str
    is_on: bool
    x: float
    y: float
    width: float
    height: float
    is_locked: bool = False


@dataclass(slots=True)
class Studio:
    """One OBS that is running.

    width, height: size of the picture, pixels
    first_names: the first name of each renamed scene, by the name that it has now
    sources: sources by name
    scenes: items of each scene, the lowest first, by the scene's name in the order of OBS's list
    program: name of the scene that goes out
    preview: name of the scene in the preview
    is_studio_mode: whether preview and program are apart
    on_event: called with the name and the fields of each event
    is_taking_in_vain: takes are accepted and do nothing
    transition_s: how long a transition runs, s
    later: calls something after so many seconds
    is_in_transition: whether one runs
    """

    width: float
    height: float
    sources: dict[str, Source]
    scenes: dict[str, list[SceneItem]]
    program: str
    preview: str = ""
    is_studio_mode: bool = False
    on_event: OnEvent = lambda name, fields: None
    is_taking_in_vain: bool = False
    transition_s: float = 0.0
    later: Callable[[float, Callable[[], None]], object] = lambda seconds, work: None
    is_in_transition: bool = False
    shots: int = 0
    stills: int = 0
    is_recording: bool = False
    first_names: dict[str, str] = field(default_factory=dict)
    _copy: frozenset[str] | None = None
    _former: frozenset[str] = frozenset()
    _is_button_dead: bool = field(default=False)

    def items(self, scene: str) -> list[SceneItem]:
        """Return the items of a scene. Raises RefusedError."""
        found = self.scenes.get(scene)
        if found is None:
            raise RefusedError(600, f"No source was found by the name of `{scene}`.")
        return found

    def source(self, name: str) -> Source:
        """Return a source. Raises RefusedError."""
        found = self.sources.get(name)
        if found is None:
            raise RefusedError(600, f"No source was found by the name of `{name}`.")
        return found

    def is_active(self, name: str) -> bool:
        """Tell whether a source or a scene is part of what goes out. Raises RefusedError."""
        if name in self.scenes:
            return name == self.program and self._copy is None
        self.source(name)
        return name in self._going_out() | self._former

    def switch(self, scene: str, item_id: int, *, is_on: bool) -> None:
        """Switch an item on or off. Raises RefusedError."""
        item = next((item for item in self.items(scene) if item.id == item_id), None)
        if item is None:
            raise RefusedError(600, "No scene items were found in the specified scene by that ID.")
        if item.is_on is not is_on:
            item.is_on = is_on
            fields = {"sceneName": scene, "sceneItemId": item_id, "sceneItemEnabled": is_on}
            self.on_event("SceneItemEnableStateChanged", fields)

    def rename(self, scene: str, name: str) -> None:
        """Give a scene another name. Raises RefusedError."""
        self.items(scene)
        if name in self.scenes or name in self.sources:
            raise RefusedError(601, "A source already exists by that new scene name.")
        self.first_names[name] = self.first_names.pop(scene, scene)
        self.scenes = {name if one == scene else one: items for one, items in self.scenes.items()}
        self.program = name if self.program == scene else self.program
        self.preview = name if self.preview == scene else self.preview
        self.on_event("SceneNameChanged", {"oldSceneName": scene, "sceneName": name})

    def move(self, scene: str, item_id: int, x: float, y: float) -> None:
        """Move an item by hand. Raises RefusedError."""
        item = next(item for item in self.items(scene) if item.id == item_id)
        item.x, item.y = x, y
        self.on_event("SceneItemTransformChanged", {"sceneName": scene, "sceneItemId": item_id})

    def set_studio_mode(self, *, is_on: bool) -> None:
        if is_on is self.is_studio_mode:
            return
        self.is_studio_mode = self._is_button_dead = is_on
        self.preview = self.program if is_on else ""
        self._copy = self._seen(self.program) if is_on else None
        self.on_event("StudioModeStateChanged", {"studioModeEnabled": is_on})

    def set_preview(self, scene: str) -> None:
        """Put a scene into the preview. Raises RefusedError."""
        self._check_studio_mode()
        self.items(scene)
        self.preview = scene
        self.on_event("CurrentPreviewSceneChanged", {"sceneName": scene})

    def press_transition(self) -> None:
        """Press studio mode's button; the first press after it was switched on does nothing.

        Raises RefusedError.
        """
        self._check_studio_mode()
        is_dead, self._is_button_dead = self._is_button_dead, False
        if is_dead:
            self.on_event("SceneTransitionStarted", {"transitionName": "Fade"})
            self.on_event("SceneTransitionEnded", {"transitionName": "Fade"})
        else:
            self.take(self.preview)

    def take(self, scene: str) -> None:
        """Put a scene on air. Raises RefusedError."""
        self.items(scene)
        if self.is_taking_in_vain:
            return
        self._is_button_dead = False
        former, before = self._going_out(), self.program
        self.program = scene
        if self.is_studio_mode and self.is_in_transition:
            return
        self._former = former
        self.is_in_transition = True
        self.on_event("SceneTransitionStarted", {"transitionName": "Fade"})
        if self.is_studio_mode:
            self._copy = self._seen(scene)
            self.preview = before if self.preview == scene else self.preview
        self.on_event("CurrentProgramSceneChanged", {"sceneName": scene})
        if self.transition_s:
            self.later(self.transition_s, self.end_transition)
        else:
            self.end_transition()

    def end_transition(self) -> None:
        self.is_in_transition, self._former = False, frozenset()
        self.on_event("SceneTransitionEnded", {"transitionName": "Fade"})

    def still(self, name: str, width: int, height: int) -> str:
        """Return a picture with a bar that moves unless the source stands still. Raises RefusedError."""
        source = self.source(name)
        if not source.is_frozen and not source.kind.startswith(_STILL_KINDS):
            self.stills += 1
        picture = bitmap(width, height, source.colour, self.stills % width)
        return f"data:image/bmp;base64,{b64encode(picture).decode('ascii')}"

    def shoot(self, name: str) -> str:
        """Return a picture of a source, another one each time unless it stands still. Raises RefusedError."""
        source = self.source(name)
        if not source.is_frozen and not source.kind.startswith(_STILL_KINDS):
            self.shots += 1
        return f"data:image/png;base64,{self.shots if not source.is_frozen else 'AAAA'}"

    def _going_out(self) -> frozenset[str]:
        return self._copy if self._copy is not None else self._seen(self.program)

    def _seen(self, scene: str) -> frozenset[str]:
        return frozenset(item.source for item in self.scenes[scene] if item.is_on)

    def _check_studio_mode(self) -> None:
        if not self.is_studio_mode:
            raise RefusedError(506, "Studio mode is not active.")
