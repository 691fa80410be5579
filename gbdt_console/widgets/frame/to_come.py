"""Draws what comes next on a wide wall, in boxes: meeting, sheet or shutdown, and calendar."""

from collections.abc import Iterator

from textual.strip import Strip

from gbdt_console.text.phases import PhaseName, next_meeting, present_phase
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import StyledText
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.next_box import next_meeting_box
from gbdt_console.widgets.frame.picture_box import BoxHead, beside, listed
from gbdt_console.widgets.outlook import Outlook


class ToCome(Painter):
    """Stands where the pictures of the meeting will be."""

    def __init__(self, look: Appearance) -> None:
        super().__init__(look)
        self._outlook = Outlook(look)

    def boxes(self, text: BusText, size: tuple[int, int]) -> list[Strip]:
        """Return the next meeting, beside it what the shutdown or the sheet lacks and the meetings to come.

        Where none is to come, what is owed of the last one stands there alone.
        """
        (width, height), view = size, text.view
        is_coming, phase = next_meeting(view.snapshot) is not None, present_phase(view.snapshot)
        parts: list[tuple[str, Iterator[StyledText]]] = []
        if phase is PhaseName.SHUTDOWN:
            parts.append(("shutdown.heading", self._outlook.shutdown(view, height - 2)))
        elif is_coming or phase is PhaseName.SHEET:
            parts.append(("checklist.heading", self._outlook.gaps(view, height - 2)))
        if is_coming:
            parts.append(("outlook.title", self._outlook.meetings(view)))
        room = width // (len(parts) + 1)
        boxes = [next_meeting_box(text, (width - room * len(parts), height))]
        for code, texts in parts:
            boxes.append(listed(self.look, (room, height), BoxHead(self.words(code)), [*texts]))
        return beside(boxes, width, self.inks.plain)
