"""Holds what OBS said of its scenes at one moment, and chooses the scene that a take uses."""

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import PictureOrder
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.obs.scenes import Scene


@dataclass(frozen=True, slots=True)
class Look:
    """What OBS said of its scenes.

    groups: scenes with the same places, in the order of OBS's list
    preview: the scene in studio mode's preview; None outside of studio mode
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
        return self.group_of(scene.id)[0].id

    def is_another_on_air(self) -> bool:
        """Tell whether sources go out that the program scene does not hold: OBS lost a take.

        While a transition runs, those of the former scene do. What a nested scene holds is not known here.
        """
        if self.is_in_transition or self.program.has_nested:
            return False
        scenes = (scene for g in self.groups for scene in g)
        sources = {item.name for scene in scenes for pane in scene.panes for item in pane.items}
        return bool(self.active & sources - self.program.switched_on)


def fitting_scenes(look: Look, order: PictureOrder) -> list[Scene]:
    """Return the scenes of the ordered layout that can show the ordered sources. Raises ControlError."""
    scenes = look.group_of(order.layout)
    if not scenes:
        raise ControlError(ControlFault.REFUSED, clean(order.layout), "mixer.no-layout")
    fitting = [scene for scene in scenes if scene.can_show(order.sources)]
    if not fitting:
        missing = [
            source
            for source in order.sources
            if not any(s.has(source) for scene in scenes for s in scene.panes)
        ]
        raise ControlError(ControlFault.REFUSED, clean(", ".join(missing)), "mixer.no-source")
    return fitting


def free_scene(look: Look, fitting: list[Scene], order: PictureOrder) -> Scene:
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
