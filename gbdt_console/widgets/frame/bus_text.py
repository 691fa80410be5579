"""Puts the panes of a bus into words: the site, whether it speaks, is lost or stands still."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.frame.still import OLD_AFTER_S
from gbdt_console.core.frame.view import BusView, PaneView
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.pictures import Box, PaneKind, Shot
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import StyledText
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View, pane_name
from gbdt_console.widgets.frame.wireframe import WHOLE, PaneStill, PaneText

_BY_DEVICE = frozenset({PaneKind.VOICE, PaneKind.ROLLING, PaneKind.CONTENT})
"""Kinds whose source the device chooses."""


def boxes_of(bus: BusView, layout_id: str) -> tuple[Box, ...]:
    """Return the places of that layout's panes; none where they are unknown."""
    return next((layout.boxes for layout in bus.layouts if layout.id == layout_id), ())


class BusText(Painter):
    """Puts what is on air and what is wanted into one appearance's words, for one View."""

    def __init__(self, appearance: Appearance, view: View, names: SiteNames) -> None:
        super().__init__(appearance)
        self.view = view
        self.names = names

    def panes(self, bus: BusView, width: int) -> list[PaneText]:
        """Return the panes on air; `width` is that of the whole picture, cells."""
        boxes = boxes_of(bus, bus.layout)
        is_alone = len(bus.panes) == 1
        return [
            self._pane(pane, _room(boxes, place, len(bus.panes), width), is_alone=is_alone)
            for place, pane in enumerate(bus.panes)
        ]

    def seats(self, bus: BusView, shot: Shot, notes: Mapping[str, StyledText], width: int) -> list[PaneText]:
        """Return the panes of a picture that is only wanted; `notes` by site."""
        boxes = boxes_of(bus, shot.layout)
        count = max(len(boxes), len(shot.seats), 1)
        seats = (*shot.seats, *[""] * (count - len(shot.seats)))
        return [
            self.seat(site_id, _room(boxes, place, count, width), notes, is_alone=count == 1)
            for place, site_id in enumerate(seats)
        ]

    def seat(
        self, site_id: str, room: int, notes: Mapping[str, StyledText], *, is_alone: bool = False
    ) -> PaneText:
        """Return the pane of one wanted site; of none where the device chooses."""
        if not site_id:
            return PaneText("", self.words("pane.by-device"), self.inks.quiet)
        note = [notes[site_id]] if site_id in notes else self._lost(site_id)
        number, name = self._named(site_id, room, is_alone=is_alone)
        return PaneText(number, name, self.inks.strong, tuple(note))

    def on_air(self, site_id: str, room: int) -> PaneText:
        """Return the only pane of a picture that the MCU's own report names."""
        number, name = self._named(site_id, room, is_alone=True)
        notes = [*self._lost(site_id), *self._part(site_id, room)]
        return PaneText(number, name, self.inks.strong, tuple(notes))

    def _pane(self, pane: PaneView, room: int, *, is_alone: bool) -> PaneText:
        if pane.kind is PaneKind.EMPTY:
            return PaneText("", self.glyphs.nothing, self.inks.quiet)
        notes: list[StyledText] = []
        mark = self.glyphs.lost if pane.is_moving is False else ""
        if pane.is_moving is False:
            since_utc = pane.frozen_since_utc or self.view.now_utc
            lasted = self.formats.duration(self.view.now_utc - since_utc)
            frozen = (self.words("pane.frozen", lasted=lasted), self.words("pane.frozen.short"))
            notes.append((f"{self.glyphs.lost} {_fitting(frozen, room - 2)}", self.inks.down))
        if pane.site_id:
            notes += [*self._lost(pane.site_id), *self._part(pane.site_id, room)]
        if pane.kind in _BY_DEVICE and (pane.site_id or pane.words):
            notes.append((self.words(f"pane.{pane.kind}"), self.inks.quiet))
        if not pane.site_id:
            name = pane_name(self.words, self.view, pane)
            return PaneText("", name, self.inks.plain, tuple(notes), mark)
        number, name = self._named(pane.site_id, room, is_alone=is_alone)
        ink = self.inks.down if pane.is_moving is False else self.inks.strong
        return PaneText(number, name, ink, tuple(notes), mark, self._still(pane.site_id))

    def _still(self, site_id: str) -> PaneStill | None:
        if (still := self.view.stills.get(site_id)) is None:
            return None
        age_s, what = self.view.age_s(still.taken_s) or 0.0, "room" if still.is_of_room else "still"
        if age_s > OLD_AFTER_S:
            old = self.words(f"pane.{what}.old", lasted=self.formats.duration(age_s))
            return PaneStill(still, (old, self.inks.unknown), is_old=True)
        age = self.words(f"pane.{what}.age", seconds=int(age_s))
        return PaneStill(still, (age, self.inks.quiet), is_old=False)

    def _named(self, site_id: str, room: int, *, is_alone: bool) -> tuple[str, str]:
        site = self.view.site_of(site_id)
        if site is None:
            return "", self.words("site.unknown")
        name = self.names.shown(site, max(1, room - len(str(site.number)) - 1))
        return str(site.number), name.upper() if is_alone else name

    def _lost(self, site_id: str) -> list[StyledText]:
        """Say that a site is not to be seen: its line is cut, or it is not in the conference."""
        site, conference = self.view.site_of(site_id), self.view.conference
        row = conference.row(site_id) if conference is not None else None
        if site is not None and self.view.state(site) is PointState.DOWN:
            return [(self.words("screen.state.down"), self.inks.down)]
        if row is not None and row.standing is RosterStatus.STALE:
            return [(self.words("screen.state.down"), self.inks.down)]
        if row is not None and row.standing is RosterStatus.ABSENT:
            return [(self.words("roster.not-there"), self.inks.poor)]
        return []

    def _part(self, site_id: str, room: int) -> list[StyledText]:
        """Say that a site speaks, has the floor or chairs."""
        words, inks, conference = self.look.words, self.look.inks, self.view.conference
        if conference is None:
            return []
        floor = conference.floor
        if site_id == floor.speaker:
            speaks = (words("pane.speaks"), words("call.short.speaker"))
            text = _fitting(speaks, room) if conference.is_speaker_heard else words("roster.has-floor")
            return [(text, inks.accent if conference.is_speaker_heard else inks.suspect)]
        return [(words("wall.chair"), inks.quiet)] if site_id == floor.chair else []


def _fitting(texts: Sequence[str], room: int) -> str:
    """Return the first text of at most `room` cells, else the last."""
    return next((text for text in texts if cell_len(text) <= room), texts[-1])


def _room(boxes: tuple[Box, ...], place: int, count: int, width: int) -> int:
    """Return the width of a pane inside of its edges, cells."""
    if len(boxes) != count:
        boxes = WHOLE * count
    box = boxes[place]
    return max(1, round((box.x + box.width) * (width + 1)) - round(box.x * (width + 1)) - 1)
