"""Write the rooms' codecs and presets as plain lines."""

from collections.abc import Iterator

from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.reasons import call_text, camera_text, content_text, order_texts, preset_text
from gbdt_console.text.words import Words
from gbdt_console.ui.rooms.shown_room import ShownRoom, rooms_of

_BLOCK = {True: "room.block.yes", False: "room.block.no", None: "room.block.unknown"}
_STANDBY = {True: "room.asleep", False: "room.awake", None: "room.standby-unknown"}


class _Lines:
    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        self._snapshot = snapshot
        self._words = words
        self._formats = Formats(words)
        self._names = numbered_names(snapshot.sites)
        self._rooms = rooms_of(snapshot)


class RoomLines(_Lines):
    def all(self) -> Iterator[str]:
        width = max(map(len, self._names.values()), default=0)
        yield self._words("rooms.head", n=len(self._rooms))
        for site_id, room in self._rooms.items():
            yield f"  {self._names.get(site_id, site_id):<{width}}  {', '.join(self._facts(room))}"
        for room in self._rooms.values():
            yield from order_texts(self._words, room.view.orders, self._names)

    def _facts(self, room: ShownRoom) -> Iterator[str]:
        """Write the facts of one codec. Unknown ones are named as unknown, never the last ones."""
        words = self._words
        if room.view.has_codec:
            yield from self._codec(room)
        if preset := preset_text(words, self._formats, room.view, room.standing):
            yield words("room.preset-of", preset=preset)
        if room.view.is_plain_text:
            yield words("room.plain-text.short")
        if room.view.camera is not None:
            yield words("room.camera-of", camera=camera_text(words, room.view.camera))
        age, what = self._formats.age(room.age_s or 0.0), "age" if room.view.has_codec else "camera-age"
        yield words(f"room.{what}-never" if room.age_s is None else f"room.{what}", age=age)

    def _codec(self, room: ShownRoom) -> Iterator[str]:
        words = self._words
        yield words(f"room.mic.{room.microphone}")
        yield from self._block(room.view.site_id)
        if room.blocked_reason:
            yield words(room.blocked_reason).rstrip(".")
        else:
            yield words(_STANDBY[room.is_asleep])
            if room.calls is None:
                calls = words("room.unknown")
            else:
                calls = "; ".join(call_text(words, self._formats, call) for call in room.calls)
                calls = calls or words("room.calls.none")
            yield words("room.calls-of", calls=calls)
            if room.state is not None and (content := content_text(words, room.state)):
                yield content

    def _block(self, site_id: str) -> Iterator[str]:
        """Write the centre's block of a site in the roster."""
        view = self._snapshot.conference
        row = view.row(site_id) if view is not None else None
        if view is None or row is None:
            return
        is_known = view.is_known(self._snapshot.at_s)
        if is_known and row.participant is None:
            yield self._words("room.block.absent")
        else:
            is_blocked = row.participant.is_blocked if is_known and row.participant is not None else None
            yield self._words(_BLOCK[is_blocked])


class PresetLines(_Lines):
    def all(self) -> Iterator[str]:
        words = self._words
        for site_id, room in self._rooms.items():
            standing = room.standing
            said = (
                words("preset.never")
                if standing is None
                else preset_text(words, self._formats, room.view, standing)
            )
            yield f"{self._names.get(site_id, site_id)}  {said}"
            for preset in room.view.presets:
                yield f"  {', '.join((room.view.preset_called(preset), *self._remarks(room, preset)))}"

    def _remarks(self, room: ShownRoom, preset: int) -> Iterator[str]:
        """Write whether that preset is the floor's, and whether its place is known."""
        view, words = room.view, self._words
        if preset == view.floor_preset:
            yield words("preset.is-floor")
        if view.learnt is None:
            yield words("preset.place.not-readable")
        else:
            yield words("preset.place.known" if preset in view.learnt else "preset.place.not-known")
