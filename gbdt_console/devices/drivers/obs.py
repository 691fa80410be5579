"""Controls OBS Studio as a vision mixer, by obs-websocket 5.

Sources: protocol.md of obs-websocket 5.5 and OBS Studio 30.2 on the wire. A take names the scene that goes
on air (SetCurrentProgramScene), in studio mode and without. The transition button of studio mode does not
serve: right after studio mode was switched on OBS accepts it and changes nothing, and it takes whatever
somebody else put into the preview meanwhile.

The driver never changes the scene on air: it sets the seats of a scene that is not, and takes that. In studio
mode OBS may show a copy of a scene ('duplicate scene'), which no request can look into. So a pane counts as
on air only while its source is active, that is, part of what goes out.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from gbdt_console.core.cleaning import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import ControlKind, ControlOffer, Option, OptionType, Wire
from gbdt_console.core.pictures import Bus, FrameState, Layout, Pane, PaneKind, Picture, PictureOrder
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.driver import ControlSpec, ControlTarget
from gbdt_console.devices.obs.blanks import covering, stays_blank, without_size
from gbdt_console.devices.obs.identities import SceneIds
from gbdt_console.devices.obs.messages import Data, ObsLogin, Request
from gbdt_console.devices.obs.motion import Motion
from gbdt_console.devices.obs.scenes import Canvas, Scene, group, read_canvas, read_scene

SHOT_EVERY_S = 1.0
"""Separates two small pictures of what is on air, s: OBS renders each."""
TRANSITION_S = 1.5
"""Limits the wait for a running transition, s: OBS may lose a take in it; a usual fade takes 0.3."""
_TRANSITION_LOOK_S = 0.05
_AT_REST = 1.0
"""Cursor of the transition while none runs."""
_GOES_OUT_S = 0.15
"""A source is active for a frame after the transition that took it off, s: 0.1 at 10 frames a second."""
_CURSOR = Request("GetCurrentSceneTransitionCursor", {})
_LOOKS = 3
"""Looks at all scenes before OBS counts as not understood: one may be renamed between two questions."""
REREAD_AFTER_S = 30.0
"""Limits how long scenes are believed without an event about them, s."""
_SHOT = {"imageFormat": "png", "imageWidth": 64, "imageHeight": 36}

_MOST_EVENTS = 100
"""Limits unread events; the oldest falls out, because any event makes the engine poll."""
_OF_ONE_SCENE = frozenset(
    {
        "SceneItemCreated",
        "SceneItemRemoved",
        "SceneItemListReindexed",
        "SceneItemEnableStateChanged",
        "SceneItemLockStateChanged",
        "SceneItemTransformChanged",
    }
)
_OF_ALL_SCENES = frozenset(
    {
        "SceneCreated",
        "SceneRemoved",
        "SceneNameChanged",
        "SceneListChanged",
        "InputNameChanged",
        "CurrentSceneCollectionChanged",
        "CurrentProfileChanged",
    }
)
_OF_THE_PICTURE = frozenset(
    {
        "CurrentProgramSceneChanged",
        "CurrentPreviewSceneChanged",
        "StudioModeStateChanged",
        "SceneTransitionStarted",
        "SceneTransitionEnded",
    }
)


@dataclass(frozen=True, slots=True)
class _Look:
    """What OBS said of its scenes.

    groups: scenes with the same places, in the order of OBS's list
    program: the scene on air, by its name
    preview: the scene in studio mode's preview; None outside of studio mode
    is_in_transition: whether a transition runs
    active: names of the sources and scenes that are part of what goes out
    blank: names of the sources that have no picture, and get none by going on air
    """

    groups: tuple[tuple[Scene, ...], ...]
    program: Scene
    preview: Scene | None
    is_in_transition: bool
    active: frozenset[str]
    blank: frozenset[str] = frozenset()

    def group_of(self, scene_id: str) -> tuple[Scene, ...]:
        """Return the scenes of the layout that has a scene of that id; none where there is none."""
        return next((g for g in self.groups if any(scene.id == scene_id for scene in g)), ())

    def layout_of(self, scene: Scene) -> str:
        """Return the id of that scene's layout: the id of its first scene."""
        return self.group_of(scene.id)[0].id

    def is_another_on_air(self) -> bool:
        """Tell whether sources go out that the program scene does not hold: OBS lost a take.

        While a transition runs, those of the former scene do. What a nested scene holds is not known here.
        """
        if self.is_in_transition or self.program.has_nested:
            return False
        scenes = (scene for g in self.groups for scene in g)
        sources = {item.name for scene in scenes for seat in scene.seats for item in seat.items}
        return bool(self.active & sources - self.program.switched_on)


class ObsMixer:
    """Controls one OBS Studio; only `take` changes anything.

    login: address and password of its obs-websocket server
    bus: the picture that its program is
    clock: time source
    """

    is_protected = False
    """obs-websocket has no TLS."""

    def __init__(self, login: ObsLogin, bus: Bus, clock: Clock) -> None:
        from gbdt_console.devices.obs.client import ObsClient

        self._changed = asyncio.Event()
        self._client = ObsClient(login, self._take_event, self._changed.set)
        self._bus = bus
        self._clock = clock
        self._turn = asyncio.Lock()
        self._events: deque[str] = deque(maxlen=_MOST_EVENTS)
        self._ids = SceneIds()
        self._scenes: dict[str, Scene] = {}
        self._reread_s = 0.0
        self._shot_s = 0.0
        self._motion = Motion()

    async def open(self) -> None:
        self._events = deque(maxlen=_MOST_EVENTS)
        self._scenes, self._motion = {}, Motion()
        await self._client.open()

    async def close(self) -> None:
        await self._client.close()

    async def changes(self) -> AsyncIterator[object]:
        events = self._events
        while events is self._events:
            while events:
                yield events.popleft()
            if not self._client.is_open:
                return
            self._changed.clear()
            await self._changed.wait()

    async def frame(self) -> FrameState:
        async with self._turn:
            look = await self._look()
            await self._shoot(look.program.switched_on & look.active)
        previews = {}
        if look.preview is not None:
            previews[self._bus] = Picture(look.layout_of(look.preview), _panes(look.preview))
        return FrameState(
            layouts=tuple(_layout(g[0]) for g in look.groups),
            programs={self._bus: Picture(look.layout_of(look.program), self._on_air(look))},
            previews=previews,
            blank=frozenset(map(clean, look.blank)),
        )

    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        """Put a picture on air by a scene that is not; do nothing where it is on air already."""
        if set(pictures) != {self._bus}:
            raise ControlError(ControlFault.REFUSED, code="mixer.other-bus")
        order = pictures[self._bus]
        async with self._turn:
            look = await self._settled_look()
            fitting = _fitting(look, order)
            is_shown = look.program in fitting and look.program.shows(order.sources)
            if is_shown and all(pane.kind is not PaneKind.OTHER for pane in self._on_air(look)):
                return
            await self._put_on_air(_free(look, fitting, order), order)

    async def _put_on_air(self, scene: Scene, order: PictureOrder) -> None:
        """Set the seats of a scene that is not on air, then take it, by one message."""
        seats = [
            Request(
                "SetSceneItemEnabled",
                {"sceneName": scene.name, "sceneItemId": item, "sceneItemEnabled": is_on},
            )
            for item, is_on in scene.changes_for(order.sources).items()
        ]
        await self._client.order([*seats, Request("SetCurrentProgramScene", {"sceneName": scene.name})])
        self._shot_s = (
            self._clock.monotonic()
        )  # the next look reads the take back, and is not to wait for shots

    async def _settled_look(self) -> _Look:
        """Look at all scenes anew once no transition runs.

        Raises ControlError where one runs on: OBS would lose the take.
        """
        self._scenes = {}
        for _ in range(round(TRANSITION_S / _TRANSITION_LOOK_S)):
            look = await self._look()
            if not look.is_in_transition:
                return look
            await asyncio.sleep(_TRANSITION_LOOK_S)
        raise ControlError(ControlFault.REFUSED, code="mixer.in-transition")

    async def _look(self) -> _Look:
        """Look at all scenes. Raises ControlError."""
        for _ in range(_LOOKS):
            if (look := await self._looked()) is not None:
                return look
            self._scenes = {}
        raise ControlError(ControlFault.MALFORMED, "no scene on air")

    async def _looked(self) -> _Look | None:
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
        look = _Look(groups, on_air, in_preview, is_running, active, blank)
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

    def _on_air(self, look: _Look) -> tuple[Pane, ...]:
        """Return the panes on air; OTHER is one that does not go out as the scene says."""
        panes: list[Pane] = []
        is_other = look.is_another_on_air()
        for seat, pane in zip(look.program.seats, _panes(look.program), strict=True):
            if is_other or (seat.seen is not None and seat.seen.name not in look.active):
                panes.append(Pane(PaneKind.OTHER))
            elif seat.seen is None or seat.seen.name in look.blank:
                panes.append(Pane(PaneKind.EMPTY))
            else:
                panes.append(replace(pane, is_moving=self._motion.is_moving(seat.seen.name)))
        return tuple(panes)

    async def _active(self, scenes: Iterable[Scene]) -> frozenset[str]:
        """Return the scenes and their sources that are part of what goes out."""
        known = list(scenes)
        names = {scene.name for scene in known}
        names |= {item.name for scene in known for seat in scene.seats for item in seat.items}
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

    async def _shoot(self, names: Iterable[str]) -> None:
        """Take a small picture of each source, at most every SHOT_EVERY_S."""
        now_s = self._clock.monotonic()
        self._motion.keep(names)
        if now_s - self._shot_s < SHOT_EVERY_S:
            return
        self._shot_s = now_s
        asked = sorted(names)
        shots = await self._client.look(
            [Request("GetSourceScreenshot", {"sourceName": name, **_SHOT}) for name in asked]
        )
        for name, shot in zip(asked, shots, strict=True):
            picture = shot.get("imageData") if shot is not None else None
            if isinstance(picture, str):
                self._motion.see(name, picture, now_s)

    def _take_event(self, name: str, fields: Data) -> None:
        """Take one event of OBS."""
        scene = fields.get("sceneName")
        if name in _OF_ALL_SCENES:
            self._scenes = {}
        elif name in _OF_ONE_SCENE and isinstance(scene, str):
            self._scenes.pop(scene, None)
        elif name not in _OF_THE_PICTURE:
            return
        self._events.append(name)
        self._changed.set()


def _free(look: _Look, fitting: list[Scene], order: PictureOrder) -> Scene:
    """Return the best of the scenes that are not on air.

    One that is active, within another scene or after a lost take, is the last choice. Raises ControlError
    where there is none.
    """
    free = [scene for scene in fitting if scene is not look.program]
    if not free:
        raise ControlError(ControlFault.REFUSED, look.program.id, "mixer.scene-on-air")
    return min(
        free,
        key=lambda scene: (
            scene.name in look.active,
            not scene.shows(order.sources),
            scene.id != order.layout,
        ),
    )


def _is_running(cursor: Data | None) -> bool:
    """Read the answer about the transition; an OBS without one has none that runs."""
    return cursor is not None and cursor.get("transitionCursor") != _AT_REST


def _fitting(look: _Look, order: PictureOrder) -> list[Scene]:
    """Return the scenes of the ordered layout that can show the ordered sources. Raises ControlError."""
    scenes = look.group_of(order.layout)
    if not scenes:
        raise ControlError(ControlFault.REFUSED, clean(order.layout), "mixer.no-layout")
    fitting = [scene for scene in scenes if scene.can_show(order.sources)]
    if not fitting:
        missing = [
            source
            for source in order.sources
            if not any(s.has(source) for scene in scenes for s in scene.seats)
        ]
        raise ControlError(ControlFault.REFUSED, clean(", ".join(missing)), "mixer.no-source")
    return fitting


def _panes(scene: Scene) -> tuple[Pane, ...]:
    """Return the panes of a scene as it is set."""
    return tuple(
        Pane(PaneKind.EMPTY) if seat.seen is None else Pane(PaneKind.SOURCE, seat.seen.source)
        for seat in scene.seats
    )


def _layout(scene: Scene) -> Layout:
    """Return the layout that is called after that scene, with the name that it bears now."""
    name = clean(scene.name)
    return Layout(scene.id, "" if name == scene.id else name, tuple(seat.box for seat in scene.seats))


def build(target: ControlTarget) -> ObsMixer:
    """Make the connection to one OBS Studio; the option `bus` says which picture its program is."""
    control = target.control
    login = ObsLogin(target.address, control.port, control.password)
    return ObsMixer(login, Bus(str(control.options["bus"])), target.clock)


SPEC = ControlSpec(
    "obs-websocket",
    ControlOffer(
        kinds=frozenset({ControlKind.MIXER}),
        wires={"ws": Wire(4455, needs=("password",))},
        options={"bus": Option(OptionType.TEXT, Bus.BRANCHES, choices=tuple(Bus))},
    ),
    build,
)
