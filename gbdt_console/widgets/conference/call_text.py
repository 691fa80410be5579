"""The short texts and styles that every drawing of a call, an order or the conference shares."""

from collections.abc import Sequence
from textwrap import wrap

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.call_quality import (
    INSIDE,
    NOTICE_MS,
    NOTICE_PERCENT,
    POOR_PERCENT,
    CallQuality,
)
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.requests import Stage
from gbdt_console.text.profiles.profile_text import profile_summary
from gbdt_console.text.reasons import not_there_text, order_text, reason_text
from gbdt_console.ui.conference.conference import CallView, ShownConference
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText
from gbdt_console.ui.rooms.shown_room import Microphone
from gbdt_console.ui.view import View

_SHORT = (
    ("roster.on-air", "call.short.on-air"), ("roster.speaker", "call.short.speaker"),
    ("call.part.stale", "call.short.stale"), ("room.mic.heard", "room.mic.short.heard"),
    ("roster.isolated", "call.short.isolated"),
)  # fmt: skip
_SHORT_BESIDE = (("call.part.open", "call.short.open"), ("room.mic.unknown", "room.mic.short.unknown"))
"""Short words where the room's own microphone is beside the block."""
_BRIEF = (("roster.not-there", "floor.away"), ("call.short.stale", "call.brief.stale"))
"""Words of fewest cells for a part that would be cropped."""
_NOT_READABLE = "order.not-readable"
"""The code of an order whose effect the device cannot report; that is no failure."""
_RECORDING = {True: "recording.on", False: "recording.off", None: "recording.unknown"}
_BLOCK = {True: "roster.blocked", False: "call.part.open", None: "call.part.there"}


class CallText(Painter):
    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)

    def parts(self, call: CallView) -> list[StyledText]:
        """Return what holds of a call, what matters most first.

        A participant that is only listed, or absent, is never called connected. The room's own microphone is
        beside the centre's block; of a speaker who is not heard, it is first.
        """
        own_ink = self.inks.unknown if call.microphone is Microphone.UNKNOWN else self.inks.quiet
        match call.standing:
            case RosterStatus.UNKNOWN if call.is_excused:
                return [(self.words("roster.excused"), self.inks.quiet)]
            case None | RosterStatus.UNKNOWN:
                own = call.microphone
                code = "call.part.unknown" if call.standing is None else "call.part.untold"
                return [
                    (self.words(code), self.inks.unknown),
                    *([(self.words(f"room.mic.{own}"), own_ink)] if own is not None else []),
                ]
            case RosterStatus.ABSENT:
                excused = (self.words("roster.excused"), self.inks.quiet)
                how = excused if call.is_excused else (self._away(call), self.inks.poor)
                return self._lost(call, how)
            case RosterStatus.STALE:
                return self._lost(call, (self.words("call.part.stale"), self.inks.poor))
        is_closed = call.microphone is Microphone.CLOSED and not call.is_contradictory
        is_unheard = call.is_speaker and (is_closed or call.is_blocked is not False)
        is_closed_first = call.is_speaker and is_closed
        is_room_told = call.microphone is not None and not is_closed_first and not call.is_contradictory
        is_talk_told = call.is_talking and not call.is_out_of_turn and not call.is_contradictory
        found = (
            ("roster.second", call.is_second, self.inks.suspect),
            ("roster.uninvited-one", call.is_uninvited, self.inks.poor),
            ("room.mic.heard", call.is_contradictory, self.inks.suspect),
            ("roster.has-floor", is_unheard, self.inks.strong),
            ("room.mic.closed", is_closed_first, self.inks.suspect),
            ("roster.on-air", call.is_on_air, self.inks.strong),
            ("roster.speaker", call.is_speaker and not is_unheard, self.inks.strong),
            ("call.part.prepared", call.is_prepared, self.inks.plain),
            ("roster.out-of-turn-now", call.is_out_of_turn, self.inks.suspect),
            ("roster.isolated", call.is_isolated, self.inks.plain),
            (_BLOCK[call.is_blocked], True, self.inks.quiet),
            (f"room.mic.{call.microphone}", is_room_told, own_ink),
            ("roster.talking", is_talk_told, self.inks.quiet),
        )
        parts = [(self.words(code), ink) for code, is_so, ink in found if is_so]
        quality = self._quality(call)
        return [*quality, *parts] if call.quality is CallQuality.POOR else [*parts, *quality]

    def _quality(self, call: CallView) -> list[StyledText]:
        """Return what is lost of a call that is not good, and the jitter of its sound beyond the limit."""
        found: list[str] = []
        if call.loss_percent is not None and call.loss_percent >= NOTICE_PERCENT * INSIDE:
            found.append(self.words("call.part.loss", loss=self.formats.percent(call.loss_percent / 100)))
        elif call.quality is CallQuality.POOR and call.loss_percent is None:  # told without a figure
            found.append(self.words("call.part.loss", loss=f">{POOR_PERCENT:.0f}%"))
        if call.jitter_ms is not None and call.jitter_ms >= NOTICE_MS * INSIDE:
            found.append(self.words("call.part.jitter", ms=self.formats.number(call.jitter_ms)))
        return [(text, self.inks.poor) for text in found]

    def _away(self, call: CallView) -> str:
        if call.elsewhere:
            return self.words("call.part.elsewhere", number=clean(call.elsewhere))
        return self.not_there(call.left_utc)

    def _lost(self, call: CallView, how: StyledText) -> list[StyledText]:
        """Return how a site is lost, then its parts in the meeting, which it keeps."""
        inks, words = self.look.inks, self.look.words
        floor = [(words("roster.has-floor"), inks.down)] if call.is_speaker else []
        device = [(words("call.part.unregistered"), inks.poor)] if call.is_unregistered else []
        return [
            how,
            *floor,
            *device,
            *([(words("call.part.prepared"), inks.plain)] if call.is_prepared else []),
        ]

    def short_parts(self, call: CallView) -> list[StyledText]:
        """Return the same in fewer cells."""
        codes = _SHORT + (_SHORT_BESIDE if call.microphone is not None else ())
        shorter = {self.words(code): self.words(short) for code, short in codes}
        if call.left_utc is not None:
            time = self.formats.time(call.left_utc)
            shorter[self.not_there(call.left_utc)] = self.words("call.short.left", time=time)
        return [(shorter.get(text, text), ink) for text, ink in self.parts(call)]

    def not_there(self, left_utc: float | None) -> str:
        """Say that a site is not in the conference, and when it left if it was in."""
        return not_there_text(self.words, self.formats, left_utc)

    def fitting(self, call: CallView, room: int) -> list[StyledText]:
        """Return the parts, in short where they need more than `room` cells."""
        whole = self.parts(call)
        between = cell_len(self.glyphs.separator)
        width = sum(cell_len(text) + between for text, _ in whole) - between
        return whole if width <= room else self.short_parts(call)

    def level(self, call: CallView) -> list[StyledText]:
        """Return how loud it is, for the lines of one call: on a wall such a number never rests."""
        if call.level_db is None or call.is_blocked is True:
            return []
        return [(self.words("roster.level", db=self.formats.number(call.level_db)), self.inks.quiet)]

    def news(self, call: CallView) -> list[StyledText]:
        """Return the short parts but that a site is not blocked and its microphone open."""
        usual = {self.words(code) for code in ("call.part.open", "call.short.open", "room.mic.open")}
        return [part for part in self.short_parts(call) if part[0] not in usual]

    def write(self, writer: LineWriter, call: CallView, begin: int = 0) -> int:
        """Write what is news from `begin` on, as many parts as fit whole.

        The first has its briefest words, and is cropped, if need be.

        Returns the index of the first part that is left, 0 where none is.
        """
        brief = {self.words(code): self.words(short) for code, short in _BRIEF}
        for place, (text, ink) in enumerate(self.news(call)[begin:]):
            between = self.glyphs.separator if place else ""
            shown = brief.get(text, text) if not place and cell_len(text) > writer.left else text
            if place and cell_len(between + text) > writer.left:
                return begin + place
            writer.write(between, self.inks.quiet).write(shown, ink)
        return 0

    def unlocked(self, conference: ShownConference) -> list[StyledText]:
        """Return a warning while a closed meeting is not surely locked."""
        if not conference.is_closed or conference.is_locked:
            return []
        if conference.is_locked is None:
            return [(self.words("closed.lock-unknown"), self.inks.unknown)]
        return [(self.words("closed.unlocked"), self.inks.suspect)]

    def upper(self, conference: ShownConference) -> list[StyledText]:
        """Return whether the upper site calls on us, and how many it calls on before, where that is known.

        Empty where there is no upper site.
        """
        words, inks, floor = self.look.words, self.look.inks, conference.floor
        if not floor.upper:
            return []
        if floor.is_silent:
            before = floor.before_us
            code = "upper.silent" if before is None else "upper.before" if before else "upper.next"
            return [(words(code, n=before), inks.tag)]
        return [(words("upper.called"), inks.cursor)]

    def hosted(self, conference: ShownConference) -> list[StyledText]:
        """Return who hosts the conference without an MCU of ours; empty where ours runs it."""
        host = conference.view.hosted
        return [(self.words("hosted.tag", host=clean(host)), self.inks.tag)] if host else []

    def profile(self, view: View) -> list[str]:
        """Say how the conference stands to the meeting's profile; nothing where it has none."""
        snapshot, words = view.snapshot, self.look.words
        own = snapshot.profile
        return [] if own is None else [profile_summary(words, snapshot.profiles, own)]

    def recording(self, conference: ShownConference, *, is_short: bool = False) -> StyledText:
        is_recording, inks = conference.is_recording, self.look.inks
        styles = {
            True: inks.down if conference.is_closed else inks.suspect,
            False: inks.quiet,
            None: inks.unknown,
        }
        code = _RECORDING[is_recording]
        return self.look.words(f"{code}.short" if is_short else code), styles[is_recording]

    def failures(self, target: str, orders: Sequence[OrderView]) -> list[StyledText]:
        """Return the target's failed or reverted orders, and why."""
        words, ink = self.look.words, self.look.inks.poor
        found: list[StyledText] = []
        for order in orders:
            if order.target != target or not (order.stage.is_final or order.is_reverted):
                continue
            how = "reverted" if order.is_reverted else order.stage.value
            why = reason_text(words, order.code, order.words)
            found.append((words(f"roster.row.{how}", what=words(f"order.{order.what}")), ink))
            found += [(why, ink)] if why else []
        return found

    def order(self, view: View, order: OrderView, room: int | None = None) -> StyledText:
        """Return an order and its stage.

        For example '8 Sa Pa: chặn tiếng: đã gửi'; in fewer cells '✕ 8: chặn tiếng'.

        room: cells that it should take; None for the whole sentence
        """
        target = view.called(order.target) if order.target else self.words("thing.conference")
        text = order_text(self.words, order, target)
        is_over = order.stage.is_final or order.is_reverted
        if room is not None and cell_len(text) > room:
            text = self._short_order(view, order, target, room)
        if order.code and not order.is_reverted:
            return text, self.inks.plain if order.code == _NOT_READABLE else self.inks.poor
        return text, self.inks.poor if is_over else self.inks.quiet

    def _short_order(self, view: View, order: OrderView, target: str, room: int) -> str:
        """Return mark, target, what is asked and why it failed; the reason, then the name only with room."""
        words, glyphs, site = self.look.words, self.look.glyphs, view.site_of(order.target)
        mark = glyphs.states[PointState.UNKNOWN] if order.stage is Stage.UNKNOWN else glyphs.lost
        mark = f"{mark} " if order.stage.is_final or order.is_reverted else ""
        what = words(f"order.{order.what}")
        named = f"{mark}{target}: {what}"
        code = "order.short.reverted" if order.is_reverted else order.code
        reasons = (reason_text(words, code, order.words), reason_text(words, code)) if code else ()
        texts = [*(words("result.why", asked=named, why=why) for why in reasons), named]
        texts += [] if site is None else [f"{mark}{site.number}: {what}"]
        return next((text for text in texts if cell_len(text) <= room), texts[-1])

    def order_lines(self, width: int, view: View, order: OrderView) -> list[Strip]:
        """Return an order whole, on as many lines as it needs."""
        text, ink = self.order(view, order)
        lines = wrap(text, max(1, width - 4)) or [""]
        return [
            LineWriter(width, self.inks.plain)
            .write("    " if place else "  ", self.inks.quiet)
            .write(line, ink)
            .strip()
            for place, line in enumerate(lines)
        ]
