"""Tells which sources of OBS have no picture: a file or stream that ended, was stopped, or never came.

A source without a picture has no size. Off the air that proves nothing for one that starts when it goes on
air. Tried with OBS 30.2: a media source (ffmpeg_source) with 'restart playback when source becomes active',
which is the default, has no size off the air, and its picture 0.2 s after. Without that a stopped one stays
empty on air, also where it closes its file when inactive.
"""

from collections.abc import Collection, Iterable, Mapping

from gbdt_console.devices.obs.scenes import Scene

_MEDIA = "ffmpeg_source"


def covering(scenes: Iterable[Scene], read: Collection[str]) -> list[str]:
    """Return names of scenes that hold every source which the scenes of `read` do not."""
    found: list[str] = []
    held: set[str] = set()
    for scene in sorted(scenes, key=lambda scene: scene.name not in read):
        sources = {item.name for pane in scene.panes for item in pane.items}
        if not sources <= held:
            held |= sources
            found.append(scene.name)
    return [name for name in found if name not in read]


def without_size(scenes: Iterable[Scene]) -> set[str]:
    """Return names of the sources that have no size in these scenes, which were read just now."""
    items = [item for scene in scenes for pane in scene.panes for item in pane.items]
    return {item.name for item in items} - {item.name for item in items if item.has_size}


def stays_blank(answer: Mapping[str, object] | None) -> bool:
    """Tell by the answer to GetInputSettings whether a source without size has none on air either."""
    settings = answer.get("inputSettings") if answer is not None else None
    if answer is None or answer.get("inputKind") != _MEDIA or not isinstance(settings, dict):
        return False
    return settings.get("restart_on_activate") is False
