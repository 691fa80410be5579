"""Draws a room's own layer: what its codec says and how old that is, its microphone beside the centre's
block, its calls, its preset, and what was asked of it."""

from collections.abc import Iterator

from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.room import Microphone, ShownRoom
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference import call_text as calls

_LABEL = 17
_BLOCK = {True: "room.block.yes", False: "room.block.no", None: "room.block.unknown"}
_STANDBY = {True: "room.asleep", False: "room.awake", None: "room.standby-unknown"}
Said = tuple[str, Style]


def site_room(look: Appearance, width: int, site: SiteView, view: View) -> list[Strip]:
    """The lines, each exactly the width; none where the site has no codec that can be controlled."""
    room = view.rooms.get(site.id)
    if room is None:
        return []
    inks, facts = look.inks, _Facts(look, site, view, room)
    lines = [_title(look, width, room)]
    for label, said in facts.all():
        pen = LineWriter(width, inks.plain).write("  ", inks.quiet)
        pen.column(look.words(label), _LABEL, inks.quiet).write(" ", inks.quiet)
        for place, (text, ink) in enumerate(said):
            pen.write(look.glyphs.separator if place else "", inks.quiet).write(text, ink)
        lines.append(pen.strip())
    if room.view.is_plain_text:
        text = look.words("room.plain-text")
        lines.append(LineWriter(width, inks.plain).write("  ", inks.quiet).write(text, inks.suspect).strip())
    for order in room.view.orders:
        lines += calls.order_lines(look, width, view, order)
    return lines


def readiness(look: Appearance, room: ShownRoom | None) -> Said:
    """What a codec has to say to the floor that is prepared for its site: ready, or why not."""
    words, inks = look.words, look.inks
    if room is None:
        return words("ready.yes"), inks.strong
    if room.state is None:
        return words("ready.codec-unknown"), inks.unknown
    if room.is_asleep:
        return words("ready.codec-asleep"), inks.poor
    if not room.is_turned:
        return words("ready.preset-missing", preset=room.view.floor_preset), inks.poor
    return words("ready.yes"), inks.strong


def _title(look: Appearance, width: int, room: ShownRoom) -> Strip:
    edge, inks = look.glyphs.frame.across, look.inks
    code = "room.age-never" if room.age_s is None else "room.age"
    age = look.words(code, age=look.formats.age(room.age_s or 0.0))
    pen = LineWriter(width, inks.plain).write(edge * 2, inks.edge)
    pen.write(f" {look.words('site.room')} ", inks.strong).write(f"({age}) ", inks.quiet)
    return pen.skip_to(width, edge, inks.edge).strip()


class _Facts:
    def __init__(self, look: Appearance, site: SiteView, view: View, room: ShownRoom) -> None:
        self._look = look
        self._site = site
        self._conference = view.conference
        self._room = room

    def all(self) -> Iterator[tuple[str, list[Said]]]:
        """Each label with what stands behind it."""
        yield "room.microphone", [self._microphone(), *self._block()]
        yield "room.state", self._state()
        yield "room.calls", self._calls()
        if preset := self._preset():
            yield "room.preset", preset

    def _microphone(self) -> Said:
        look, microphone = self._look, self._room.microphone
        is_unknown = microphone is Microphone.UNKNOWN
        text = look.words(f"room.mic.long.{microphone}")
        return text, look.inks.unknown if is_unknown else look.inks.strong

    def _block(self) -> list[Said]:
        """The centre's layer, where there is an MCU."""
        look, conference = self._look, self._conference
        if conference is None or conference.view.row(self._site.id) is None:
            return []
        row = conference.row(self._site.id)
        if row is not None and row.participant is None:
            return [(look.words("room.block.absent"), look.inks.quiet)]
        is_blocked = row.participant.is_blocked if row is not None and row.participant else None
        return [
            (look.words(_BLOCK[is_blocked]), look.inks.unknown if is_blocked is None else look.inks.plain)
        ]

    def _state(self) -> list[Said]:
        look, room = self._look, self._room
        if room.trouble:
            is_poor = room.view.fault is not None
            return [(look.words(room.trouble), look.inks.poor if is_poor else look.inks.unknown)]
        ink = look.inks.unknown if room.is_asleep is None else look.inks.plain
        return [(look.words("room.reachable"), look.inks.plain), (look.words(_STANDBY[room.is_asleep]), ink)]

    def _calls(self) -> list[Said]:
        look, room = self._look, self._room
        if room.calls is None:
            return [(look.words("room.unknown"), look.inks.unknown)]
        if not room.calls:
            return [(look.words("room.calls.none"), look.inks.plain)]
        said = []
        for call, number in zip(room.calls, room.numbers, strict=True):
            code = "room.call.connected" if call.is_connected else "room.call.connecting"
            named = number or look.words("room.call.nameless")
            said.append((look.words(code, number=named), look.inks.plain))
        return said

    def _preset(self) -> list[Said]:
        """What the camera was sent to since the floor was prepared, and whether all is ready for it."""
        look, view, words = self._look, self._room.view, self._look.words
        floor = self._conference.floor if self._conference is not None else None
        is_prepared = floor is not None and floor.prepared == self._site.id
        said: list[Said] = []
        if view.preset is not None:
            said.append((words("room.preset.accepted", preset=view.preset), look.inks.plain))
        elif is_prepared and not self._room.is_turned:
            said.append((words("room.preset.wanted", preset=view.floor_preset), look.inks.poor))
        elif view.floor_preset is not None:
            said.append((words("room.preset.usual", preset=view.floor_preset), look.inks.quiet))
        row = self._conference.row(self._site.id) if self._conference is not None else None
        is_there = row is not None and row.standing is RosterStatus.CONNECTED
        if is_prepared and is_there and self._room.is_ready:
            said.append((words("room.ready"), look.inks.strong))
        return said
