"""Keeps the newest still of each source that is on air, while somebody looks.

They are shots of their own beside those by which a frozen picture is known: that judgement must not change
with who looks. BMP because its pixels stand there as they are.
"""

import binascii
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gbdt_console.core.frame.still import STILL_EVERY_S, Still
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.obs.messages import Data, Request
from gbdt_console.devices.stills.bitmap import Small, read_bmp

LOOKED_AT_S = 3 * STILL_EVERY_S
"""Who did not ask for stills for so long looks no more, s."""
_MANY = 6
"""Sources on air from which stills are small: many panes are small too, and the lines to consoles narrow."""
_FEW_SIZE, _MANY_SIZE = (48, 27), (24, 14)
"""Width and height, pixels."""
_PREFIX = "data:image/bmp;base64,"


@dataclass(frozen=True, slots=True)
class SourceStill:
    """One source's still.

    shot: what OBS gave
    changed_s, taken_s: since when it is this one, and when it was last given, monotonic s
    rows: rows of red, green and blue bytes, top first
    """

    shot: str
    changed_s: float
    taken_s: float
    width: int
    rows: bytes


class Stills:
    """Asks for stills while somebody looks, and forgets all when nobody does."""

    def __init__(self) -> None:
        self._by_source: dict[str, SourceStill] = {}
        self._asked_s = self._shot_s = float("-inf")

    def look(self, since_s: float, now_s: float) -> tuple[Still, ...]:
        """Return the newest stills as `GivesStills` does; more come while this is called again and again."""
        self._asked_s = now_s
        return tuple(
            Still.of_rows(name, still.taken_s, still.width, still.rows)
            if still.changed_s > since_s
            else Still(name, still.taken_s)
            for name, still in self._by_source.items()
        )

    def keep(self, sources: Iterable[str]) -> None:
        """Forget all sources but these."""
        kept = set(sources)
        self._by_source = {name: still for name, still in self._by_source.items() if name in kept}

    def requests(self, sources: Sequence[str], now_s: float) -> list[Request]:
        """Return one request a source, or none where no stills are due; forget all where nobody looks."""
        if now_s - self._asked_s >= LOOKED_AT_S:
            self._by_source = {}
            return []
        if now_s - self._shot_s < STILL_EVERY_S:
            return []
        self._shot_s = now_s
        width, height = _FEW_SIZE if len(sources) < _MANY else _MANY_SIZE
        size = {"imageFormat": "bmp", "imageWidth": width, "imageHeight": height}
        return [Request("GetSourceScreenshot", {"sourceName": name, **size}) for name in sources]

    def take(self, sources: Iterable[str], answers: Iterable[Data | None], now_s: float) -> None:
        """Keep the answers to these requests; a source without one keeps its still, which grows old."""
        for name, answer in zip(sources, answers, strict=False):
            shot = answer.get("imageData") if answer is not None else None
            before = self._by_source.get(name)
            if before is not None and before.shot == shot:
                self._by_source[name] = replace(before, taken_s=now_s)
            elif isinstance(shot, str) and (read := read_shot(shot)) is not None:
                self._by_source[name] = SourceStill(shot, now_s, now_s, read.width, read.rows)


def read_shot(shot: str) -> Small | None:
    """Return the pixels of a data URL with a BMP of a size that is asked for; None for anything else."""
    if not shot.startswith(_PREFIX):
        return None
    try:
        read = read_bmp(b64decode(shot[len(_PREFIX) :], validate=True), _FEW_SIZE[0])
    except binascii.Error:
        return None
    return read if read is not None and read.size in (_FEW_SIZE, _MANY_SIZE) else None
