"""Keeps the id of each scene of OBS over its renaming, by the uuid that OBS gives."""

from collections.abc import Iterator, Mapping

from gbdt_console.core.clean_text import clean
from gbdt_console.devices.obs.messages import Data


class SceneIds:
    """Knows under which name each scene was seen first: that name, cleaned, is its id.

    A renamed scene shows what it showed, so it stays the layout that was taken.
    """

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def of(self, listed: Data) -> dict[str, str]:
        """Return the id of each scene by its name, in the order of OBS's own list.

        The protocol turns that order around. A name that another scene bears now is no longer the id of the
        one that had it.

        listed: the answer to GetSceneList
        """
        uuids = dict(_scenes(listed))
        self._first = {one: self._first.get(one, name) for name, one in uuids.items()}
        first = {name: self._first[one] for name, one in uuids.items()}
        return {name: clean(name if one in uuids else one) for name, one in first.items()}


def _scenes(listed: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield name and uuid of each scene; an OBS that gives no uuid has the name in its place."""
    rows = listed.get("scenes")
    for row in reversed(rows) if isinstance(rows, list) else ():
        name = row.get("sceneName") if isinstance(row, dict) else None
        if isinstance(name, str):
            scene_uuid = row.get("sceneUuid")
            yield name, scene_uuid if isinstance(scene_uuid, str) and scene_uuid else name
