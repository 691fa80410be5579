"""Paints a room's codec: microphone beside the centre's block, standby, calls, preset and the open orders."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.rooms.room import PresetStanding
from gbdt_console.core.site_view import SiteView
from gbdt_console.text.reasons import (
    call_text,
    camera_text,
    content_text,
    preset_text,
    registration_text,
    screen_text,
)
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, titled, wrapped
from gbdt_console.ui.drawing.themes import Inks
from gbdt_console.ui.rooms.shown_room import Microphone, ShownRoom
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.room_cleaning.people_and_room import care_lines

_LABEL = 17
"""Width of the labels, cells."""
_BLOCK = {True: "room.block.yes", False: "room.block.no", None: "room.block.unknown"}
_STANDBY = {True: "room.asleep", False: "room.awake", None: "room.standby-unknown"}


def site_room(appearance: Appearance, width: int, site: SiteView, view: View) -> list[Strip]:
    """Return lines of exactly the width; there are none where the site has no controlled codec."""
    words = appearance.words
    room = view.rooms.get(site.id)
    if room is None:
        return []
    inks, facts = appearance.inks, _Facts(appearance, site, view, room)
    lines = [_title(appearance, width, room)]
    for label, texts in facts.all():
        lines += _fact_lines(appearance, width, words(label), texts)
    if room.view.is_plain_text:
        text = words("room.plain-text")
        lines.append(LineWriter(width, inks.plain).write("  ", inks.quiet).write(text, inks.suspect).strip())
    for order in room.view.orders:
        lines += CallText(appearance).order_lines(width, view, order)
    return lines


def _fact_lines(appearance: Appearance, width: int, label: str, texts: Sequence[StyledText]) -> list[Strip]:
    """Return label and texts on as many lines as they need."""
    inks, separator = appearance.inks, appearance.glyphs.separator

    def begun(label: str) -> LineWriter:
        writer = LineWriter(width, inks.plain).write("  ", inks.quiet)
        return writer.column(label, _LABEL, inks.quiet).write(" ", inks.quiet)

    writer, lines = begun(label), list[Strip]()
    for place, (text, ink) in enumerate(texts):
        if place and cell_len(separator + text) > writer.left:
            lines.append(writer.strip())
            writer = begun("")
        elif place:
            writer.write(separator, inks.quiet)
        first, *rest = wrapped(text, writer.left)
        writer.write(first, ink)
        for part in rest:
            lines.append(writer.strip())
            writer = begun("").write(part, ink)
    return [*lines, writer.strip()]


def readiness(appearance: Appearance, room: ShownRoom | None) -> StyledText:
    """Return that the codec is ready for the floor, or why not."""
    words, inks = appearance.words, appearance.inks
    if room is None:
        return words("ready.yes"), inks.strong
    if room.state is None:
        code = "ready.codec-unknown" if room.view.has_codec else "ready.camera-unknown"
        return words(code), inks.unknown
    if room.is_asleep:
        return words("ready.codec-asleep"), inks.poor
    if room.view.floor_preset is None:
        return words("ready.yes"), inks.strong
    return _preset_readiness(appearance, room, room.view.floor_preset)


def _preset_readiness(appearance: Appearance, room: ShownRoom, floor_preset: int) -> StyledText:
    """Return whether the camera was read at the floor's preset."""
    words, inks, standing = appearance.words, appearance.inks, room.floor_standing
    preset = room.view.preset_called(floor_preset)
    if standing is None:
        return words("ready.preset-missing", preset=preset), inks.poor
    if standing is PresetStanding.HELD:
        return words("ready.preset.held", preset=preset, mark=appearance.glyphs.seen), inks.strong
    left_utc = room.view.standing.left_utc if room.view.standing is not None else None
    since = "" if left_utc is None else appearance.formats.time(left_utc)
    return words(f"ready.preset.{standing}", preset=preset, since=since), _ink_of(inks, standing)


def _ink_of(inks: Inks, standing: PresetStanding) -> Style:
    if standing is PresetStanding.LEFT:
        return inks.poor
    return inks.plain if standing is PresetStanding.HELD else inks.unknown


def _title(appearance: Appearance, width: int, room: ShownRoom) -> Strip:
    words, inks = appearance.words, appearance.inks
    title, what = ("site.room", "age") if room.view.has_codec else ("site.room-camera", "camera-age")
    code = f"room.{what}-never" if room.age_s is None else f"room.{what}"
    age = words(code, age=appearance.formats.age(room.age_s or 0.0))
    return titled(appearance, width, (words(title), inks.strong), (f"({age})", inks.quiet))


class _Facts(Painter):
    def __init__(self, appearance: Appearance, site: SiteView, view: View, room: ShownRoom) -> None:
        super().__init__(appearance)
        self._site = site
        self._conference = view.conference
        self._room = room

    def all(self) -> Iterator[tuple[str, list[StyledText]]]:
        if self._room.view.has_codec:
            yield "room.microphone", [self._microphone(), *self._block()]
            yield "room.state", self._state()
            yield "room.calls", self._calls()
            yield from self._health()
            yield from self._pictures()
        if preset := self._preset():
            yield "room.preset", preset
        if (camera := self._room.view.camera) is not None:
            ink = self.inks.plain if camera.fault is None else self.inks.poor
            yield "room.camera", [(camera_text(self.words, camera), ink)]

    def _microphone(self) -> StyledText:
        appearance, microphone = self.look, self._room.microphone
        is_unknown = microphone is Microphone.UNKNOWN
        text = appearance.words(f"room.mic.long.{microphone}")
        return text, appearance.inks.unknown if is_unknown else appearance.inks.strong

    def _block(self) -> list[StyledText]:
        inks, words = self.look.inks, self.look.words
        conference = self._conference
        if conference is None or conference.view.hosted or conference.view.row(self._site.id) is None:
            return []
        row = conference.row(self._site.id)
        if row is not None and row.participant is None:
            return [(words("room.block.absent"), inks.quiet)]
        is_blocked = row.participant.is_blocked if row is not None and row.participant else None
        return [(words(_BLOCK[is_blocked]), inks.unknown if is_blocked is None else inks.plain)]

    def _state(self) -> list[StyledText]:
        room = self._room
        if room.blocked_reason:
            is_poor = room.view.fault is not None
            return [(self.words(room.blocked_reason), self.inks.poor if is_poor else self.inks.unknown)]
        ink = self.inks.unknown if room.is_asleep is None else self.inks.plain
        return [(self.words("room.reachable"), self.inks.plain), (self.words(_STANDBY[room.is_asleep]), ink)]

    def _calls(self) -> list[StyledText]:
        room = self._room
        if room.calls is None:
            return [(self.words("room.unknown"), self.inks.unknown)]
        if not room.calls:
            return [(self.words("room.calls.none"), self.inks.plain)]
        inks = {True: self.inks.suspect, False: self.inks.plain}
        return [(call_text(self.words, self.formats, call), inks[call.is_lossy]) for call in room.calls]

    def _health(self) -> Iterator[tuple[str, list[StyledText]]]:
        """Yield how the codec is registered, where it tells, and which of its own devices it misses."""
        state, inks = self._room.state, {True: self.inks.plain, False: self.inks.poor}
        if state is not None and state.registrations:
            told = [(registration_text(self.words, one), inks[one.is_there]) for one in state.registrations]
            yield "room.registration", told
        if state is not None and state.lost_parts:
            yield "room.lost-parts", [(clean(name), self.inks.poor) for name in state.lost_parts]

    def _pictures(self) -> Iterator[tuple[str, list[StyledText]]]:
        """Yield what the room presents and how its monitor is divided, where the codec tells."""
        inks, words, state = self.look.inks, self.look.words, self._room.state
        if state is not None and (content := content_text(words, state)):
            ink = inks.strong if state.content_source else inks.plain
            yield "room.content", [(content, ink)]
        if state is not None and state.screen_layout is not None:
            yield "room.screen", [(screen_text(words, state.screen_layout), inks.plain)]

    def _preset(self) -> list[StyledText]:
        """Return the camera's preset, reached or wanted, and the room's readiness."""
        appearance, view, words = self.look, self._room.view, self.look.words
        floor = self._conference.floor if self._conference is not None else None
        is_prepared = floor is not None and floor.prepared == self._site.id
        inks, standing, floor_preset = appearance.inks, self._room.standing, view.floor_preset
        texts: list[StyledText] = []
        if text := preset_text(words, appearance.formats, view, standing):
            texts.append((text, inks.quiet if standing is None else _ink_of(inks, standing.standing)))
        if is_prepared and floor_preset is not None and self._room.floor_standing is None:
            preset = view.preset_called(floor_preset)
            texts.append((words("room.preset.wanted", preset=preset), inks.poor))
        row = self._conference.row(self._site.id) if self._conference is not None else None
        is_there = row is not None and row.standing is RosterStatus.CONNECTED
        if is_prepared and is_there and self._room.is_ready:
            texts.append((words("room.ready"), appearance.inks.strong))
        return texts


def site_cleaning(appearance: Appearance, width: int, site: SiteView, view: View) -> list[Strip]:
    """Return the people of the site and the care of its room; none where nothing is known of them."""
    return care_lines(appearance, width, view, site.id)
