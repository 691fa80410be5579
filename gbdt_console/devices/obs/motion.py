"""Tells a frozen picture from a moving one by small pictures of the sources."""

from collections.abc import Iterable

from gbdt_console.core.quick_dataclass import dataclass

STILL_AFTER_S = 3.0
"""A picture that did not change for so long is frozen, s."""
_FORGOTTEN_AFTER_S = 60.0
"""Two pictures further apart are not compared, s: longer than the longest time between two polls."""


@dataclass(slots=True)
class _Watched:
    """What is known of one source.

    since_s: when that picture was first seen, monotonic s
    seen_s: when it was last seen, monotonic s
    has_changed: whether another was seen before
    """

    picture: int
    since_s: float
    seen_s: float
    has_changed: bool = False


class Motion:
    """Remembers the last picture of each source that is on air."""

    def __init__(self) -> None:
        self._watched: dict[str, _Watched] = {}

    def see(self, source: str, picture: str, now_s: float) -> None:
        found, was = hash(picture), self._watched.get(source)
        if was is None or now_s - was.seen_s > _FORGOTTEN_AFTER_S:
            self._watched[source] = _Watched(found, now_s, now_s)
        elif found == was.picture:
            was.seen_s = now_s
        else:
            self._watched[source] = _Watched(found, now_s, now_s, has_changed=True)

    def keep(self, sources: Iterable[str]) -> None:
        """Forget all sources but these."""
        kept = set(sources)
        self._watched = {source: seen for source, seen in self._watched.items() if source in kept}

    def is_moving(self, source: str) -> bool | None:
        """Tell whether the source's picture changes; None until that is known."""
        watched = self._watched.get(source)
        if watched is None:
            return None
        if watched.seen_s - watched.since_s >= STILL_AFTER_S:
            return False
        return True if watched.has_changed else None
