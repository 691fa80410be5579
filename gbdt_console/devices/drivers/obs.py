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
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace

from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import ControlKind, ControlOffer, Option, OptionType, Wire
from gbdt_console.core.frame.still import Still
from gbdt_console.core.pictures import Bus, FrameState, Layout, Pane, PaneKind, Picture, PictureOrder
from gbdt_console.devices.control import ControlError, GivesStills, Mixer, TellsProtection
from gbdt_console.devices.driver import ControlSpec, ControlTarget, Pushed
from gbdt_console.devices.obs.look import Look, fitting_scenes, free_scene
from gbdt_console.devices.obs.messages import Data, ObsLogin, Request
from gbdt_console.devices.obs.scene_reader import SceneReader
from gbdt_console.devices.obs.scenes import Scene
from gbdt_console.devices.obs.shots import Shots

SHOT_EVERY_S = 1.0
"""Separates two small pictures of what is on air, s: OBS renders each."""
TRANSITION_S = 1.5
"""Limits the wait for a running transition, s: OBS may lose a take in it; a usual fade takes 0.3."""
_TRANSITION_LOOK_S = 0.05

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
        "RecordStateChanged",
    }
)


class ObsMixer(Mixer, TellsProtection, GivesStills):
    """Controls one OBS Studio; only `take` changes anything.

    login: address and password of its obs-websocket server
    bus: the picture that its program is
    gives_stills: whether who looks gets stills of what is on air
    """

    is_protected = False
    """obs-websocket has no TLS."""

    def __init__(self, login: ObsLogin, bus: Bus, clock: Clock, *, gives_stills: bool = True) -> None:
        from gbdt_console.devices.obs.client import ObsClient

        self._pushed: Pushed[str] = Pushed()
        self._client = ObsClient(login, self._take_event, self._pushed.end)
        self._bus = bus
        self._clock = clock
        self._turn = asyncio.Lock()
        self._scenes = SceneReader(self._client, clock)
        self._shot_s = 0.0
        self._gives_stills = gives_stills
        self._shots = Shots(gives_stills=gives_stills)
        self._recording: bool | None = None
        self._recorded_to = ""

    async def open(self) -> None:
        self._shots = Shots(gives_stills=self._gives_stills)
        self._recording, self._shot_s = None, 0.0
        self._scenes.forget()
        await self._client.open()
        if self._client.is_open:
            self._pushed.begin()

    async def close(self) -> None:
        await self._client.close()

    def changes(self) -> AsyncIterator[object]:
        return self._pushed.listen()

    async def frame(self) -> FrameState:
        async with self._turn:
            look = await self._scenes.look()
            await self._shoot(look.program.switched_on & look.active)
        previews = {}
        if look.preview is not None:
            previews[self._bus] = Picture(look.layout_of(look.preview), _panes(look.preview))
        return FrameState(
            layouts=tuple(_layout(g[0]) for g in look.groups),
            programs={self._bus: Picture(look.layout_of(look.program), self._on_air(look))},
            previews=previews,
            blank=frozenset(map(clean, look.blank)),
            is_recording=self._recording,
            recorded_to=self._recorded_to,
        )

    def stills(self, since_s: float) -> tuple[Still, ...]:
        return self._shots.stills(since_s, self._clock.monotonic())

    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        """Put a picture on air by a scene that is not; do nothing where it is on air already."""
        if set(pictures) != {self._bus}:
            raise ControlError(ControlFault.REFUSED, code="mixer.other-bus")
        order = pictures[self._bus]
        async with self._turn:
            look = await self._settled_look()
            fitting = fitting_scenes(look, order)
            is_shown = look.program in fitting and look.program.shows(order.sources)
            if is_shown and all(pane.kind is not PaneKind.OTHER for pane in self._on_air(look)):
                return
            await self._put_on_air(free_scene(look, fitting, order), order)

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

    async def _settled_look(self) -> Look:
        """Look at all scenes anew once no transition runs.

        Raises ControlError where one runs on: OBS would lose the take.
        """
        self._scenes.forget()
        for _ in range(round(TRANSITION_S / _TRANSITION_LOOK_S)):
            look = await self._scenes.look()
            if not look.is_in_transition:
                return look
            await asyncio.sleep(_TRANSITION_LOOK_S)
        raise ControlError(ControlFault.REFUSED, code="mixer.in-transition")

    def _on_air(self, look: Look) -> tuple[Pane, ...]:
        """Return the panes on air; OTHER is one that does not go out as the scene says."""
        panes: list[Pane] = []
        is_other = look.is_another_on_air()
        for seat, pane in zip(look.program.panes, _panes(look.program), strict=True):
            if is_other or (seat.seen is not None and seat.seen.name not in look.active):
                panes.append(Pane(PaneKind.OTHER))
            elif seat.seen is None or seat.seen.name in look.blank:
                panes.append(Pane(PaneKind.EMPTY))
            else:
                panes.append(replace(pane, is_moving=self._shots.is_moving(seat.seen.name)))
        return tuple(panes)

    async def _shoot(self, names: Collection[str]) -> None:
        """Take a small picture of each source, and ask for the recording, at most every SHOT_EVERY_S."""
        now_s = self._clock.monotonic()
        self._shots.keep(names)
        if now_s - self._shot_s < SHOT_EVERY_S:
            return
        self._shot_s = now_s
        asked = sorted(names)
        status, *shots = await self._client.look(
            [Request("GetRecordStatus", {}), *self._shots.requests(asked, now_s)]
        )
        is_on = status.get("outputActive") if status is not None else None
        self._recording = is_on if isinstance(is_on, bool) else None
        self._shots.take(asked, shots, now_s)

    def _take_event(self, name: str, fields: Data) -> None:
        scene, path = fields.get("sceneName"), fields.get("outputPath")
        if name == "RecordStateChanged" and isinstance(path, str):
            self._recorded_to = clean(path)  # told where a recording ends
            self._shot_s = 0.0
        if name in _OF_ALL_SCENES:
            self._scenes.forget()
        elif name in _OF_ONE_SCENE and isinstance(scene, str):
            self._scenes.forget(scene)
        elif name not in _OF_THE_PICTURE:
            return
        self._pushed.add(name)


def _panes(scene: Scene) -> tuple[Pane, ...]:
    return tuple(
        Pane(PaneKind.EMPTY) if seat.seen is None else Pane(PaneKind.SOURCE, seat.seen.source)
        for seat in scene.panes
    )


def _layout(scene: Scene) -> Layout:
    """Return the layout that is called after that scene, with the name that it bears now."""
    name = clean(scene.name)
    return Layout(scene.id, "" if name == scene.id else name, tuple(seat.box for seat in scene.panes))


def build(target: ControlTarget) -> ObsMixer:
    """Make the connection to one OBS Studio; `bus` says which picture its program is."""
    control = target.control
    login = ObsLogin(target.address, control.port, control.password)
    bus, gives_stills = Bus(str(control.options["bus"])), bool(control.options.get("stills", True))
    return ObsMixer(login, bus, target.clock, gives_stills=gives_stills)


SPEC = ControlSpec(
    "obs-websocket",
    ControlOffer(
        kinds=frozenset({ControlKind.MIXER}),
        wires={"ws": Wire(4455, needs=("password",))},
        options={
            "bus": Option(OptionType.TEXT, Bus.BRANCHES, choices=tuple(Bus)),
            "stills": Option(OptionType.BOOLEAN, default=True),
        },
    ),
    build,
)
