"""Takes small pictures of the sources on air: to tell a frozen one, and to be looked at."""

from collections.abc import Collection, Sequence

from gbdt_console.core.frame.still import Still
from gbdt_console.devices.obs.messages import Data, Request
from gbdt_console.devices.obs.motion import Motion
from gbdt_console.devices.obs.stills import Stills

_SHOT = {"imageFormat": "png", "imageWidth": 64, "imageHeight": 36}


class Shots:
    """Makes the requests of each look at the sources, and takes their answers.

    gives_stills: whether anything is to be looked at
    """

    def __init__(self, *, gives_stills: bool) -> None:
        self._motion = Motion()
        self._stills = Stills() if gives_stills else None

    def keep(self, sources: Collection[str]) -> None:
        """Forget all sources but these."""
        self._motion.keep(sources)
        if self._stills is not None:
            self._stills.keep(sources)

    def requests(self, sources: Sequence[str], now_s: float) -> list[Request]:
        stills = self._stills.requests(sources, now_s) if self._stills is not None else []
        return [Request("GetSourceScreenshot", {"sourceName": name, **_SHOT}) for name in sources] + stills

    def take(self, sources: Sequence[str], answers: Sequence[Data | None], now_s: float) -> None:
        """Take the answers to these requests, in their order."""
        for name, shot in zip(sources, answers, strict=False):
            picture = shot.get("imageData") if shot is not None else None
            if isinstance(picture, str):
                self._motion.see(name, picture, now_s)
        if self._stills is not None:
            self._stills.take(sources, answers[len(sources) :], now_s)

    def is_moving(self, source: str) -> bool | None:
        """Tell whether the source's picture changes; None until that is known."""
        return self._motion.is_moving(source)

    def stills(self, since_s: float, now_s: float) -> tuple[Still, ...]:
        """Return the newest stills as `GivesStills` does."""
        return self._stills.look(since_s, now_s) if self._stills is not None else ()
