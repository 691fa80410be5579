"""Keep since when a device shows what it shows, from poll to poll."""

from gbdt_console.core.pictures import Bus, FrameState, Pane, PaneKind

FROZEN_AFTER_S = 3.0
"""Seconds without movement after which a picture is called frozen: shorter gaps are ordinary packet loss."""

_Place = tuple[Bus, int]


class FrameWatch:
    """Keeps the begin of each pane's picture, and of each source's standstill."""

    def __init__(self) -> None:
        self._shown: dict[_Place, tuple[PaneKind, str, float]] = {}
        self._still_s: dict[str, float] = {}

    def observed(self, frame: FrameState, taken_s: float) -> None:
        shown: dict[_Place, tuple[PaneKind, str, float]] = {}
        for bus, picture in frame.programs.items():
            for place, pane in enumerate(picture.panes):
                before = self._shown.get((bus, place))
                is_same = before is not None and before[:2] == (pane.kind, pane.source)
                since_s = before[2] if before is not None and is_same else taken_s
                shown[bus, place] = pane.kind, pane.source, since_s
        self._shown = shown
        self._still_s = {
            source: self._still_s.get(source, taken_s)
            for source, is_moving in _movement(frame).items()
            if is_moving is False
        }

    def since_s(self, bus: Bus, place: int) -> float | None:
        """Return since when that pane shows what it shows, monotonic seconds."""
        shown = self._shown.get((bus, place))
        return shown[2] if shown is not None else None

    def frozen_since_s(self, source: str, now_s: float) -> float | None:
        """Return since when that source is frozen, monotonic seconds; None where it is not known to be."""
        since_s = self._still_s.get(source) if source else None
        return since_s if since_s is not None and now_s - since_s >= FROZEN_AFTER_S else None


def _movement(frame: FrameState) -> dict[str, bool | None]:
    """Return whether each source moves; a pane that shows movement precedes others."""
    found: dict[str, bool | None] = {}
    pictures = (*frame.programs.values(), *frame.previews.values())
    panes: list[Pane] = [pane for picture in pictures for pane in picture.panes if pane.source]
    for pane in panes:
        known = found.get(pane.source)
        found[pane.source] = known or pane.is_moving if pane.is_moving is not None else known
    return found
