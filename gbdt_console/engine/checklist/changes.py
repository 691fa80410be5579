"""Finds what changed after a sheet was closed."""

from collections.abc import Iterator

from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.events import CheckChanged
from gbdt_console.core.checklist.sheet import Sheet
from gbdt_console.core.checklist.view import ChecklistView, differs

_HOLD_S = 10.0
"""Separates a change from a blip, seconds."""
_UNKNOWN_HOLD_S = 60.0
"""The same for a value that stopped: an engine that starts has asked every device by then."""


class ChangesAfterClosing:
    """Remembers since when each cell differs; a change is recorded once it has lasted."""

    def __init__(self) -> None:
        self._since_s: dict[tuple[str, Check], tuple[CellState, float]] = {}

    def due(self, sheet: Sheet, view: ChecklistView, now_s: float, now_utc: float) -> Iterator[CheckChanged]:
        if sheet.closing is None:
            self._since_s.clear()
            return
        for row in view.rows:
            known = sheet.states.get(row.site_id, ())
            for check, was, now in zip(sheet.checks, known, row.states_at(now_s), strict=False):
                key = (row.site_id, check)
                if not differs(was, now):
                    self._since_s.pop(key, None)
                    continue
                state, since_s = self._since_s.get(key, (now, now_s))
                if state is not now:
                    since_s = now_s
                self._since_s[key] = (now, since_s)
                if now_s - since_s >= (_UNKNOWN_HOLD_S if now is CellState.UNKNOWN else _HOLD_S):
                    del self._since_s[key]
                    yield CheckChanged(sheet.meeting_id, row.site_id, check, was, now, now_utc)
