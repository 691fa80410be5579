"""The short texts and styles that every drawing of a site shares."""

from collections.abc import Iterator
from math import log2

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.callees import Callee
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.site_view import TREND_LOST, TREND_UNKNOWN, SiteView
from gbdt_console.core.trouble import Trouble
from gbdt_console.text.reasons import cause_text
from gbdt_console.text.things import called_texts
from gbdt_console.ui.conference.conference import CallMark
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.shown_site import ShownSite
from gbdt_console.widgets.contact_lines import contact_lines

_TENTHS = 10
"""A trend's points are tenths of a millisecond."""
_LOWEST_MS = 5.0
"""Up to this round trip a trend has its lowest level; each doubling is one more."""
_LETTERS = {Trouble.MEETING: "meeting", Trouble.DEVICE: "device", Trouble.WORK: "work"}


class SiteText(Painter):
    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        inks, glyphs = appearance.inks, appearance.glyphs
        self._inks = {
            Trouble.NONE: inks.quiet,
            Trouble.WORK: inks.unknown,
            Trouble.MEETING: inks.poor,
            Trouble.DEVICE: inks.poor,
            Trouble.UNKNOWN: inks.unknown,
            Trouble.POOR: inks.poor,
            Trouble.SUSPECT: inks.suspect,
            Trouble.DOWN: inks.down,
        }
        self._call_inks = {
            CallMark.CHAIR: inks.strong,
            CallMark.PREPARED: inks.accent,
            CallMark.SPEAKER: inks.accent,
            CallMark.AWAY: inks.poor,
            CallMark.LOST_CHAIR: inks.down_mark,
            CallMark.LOST_SPEAKER: inks.down_mark,
            CallMark.OUT_OF_TURN: inks.suspect,
            CallMark.UNINVITED: inks.poor,
        }
        self._shapes = {
            Trouble.MEETING: glyphs.meeting, Trouble.DEVICE: glyphs.device, Trouble.WORK: glyphs.work,
        }  # fmt: skip

    def expected(self, shown: ShownSite) -> str:
        """Write when the outage is expected to be repaired, counting down; empty without an estimate."""
        if shown.expected is None:
            return ""
        at_utc, minutes = shown.expected
        code = (
            "wall.expected" if minutes > 0 else "wall.expected-late" if minutes < 0 else "wall.expected-soon"
        )
        time = self.formats.time(at_utc)
        return self.words(code, time=time, minutes=minutes if minutes >= 0 else -minutes)

    def ink(self, trouble: Trouble) -> Style:
        return self._inks[trouble]

    def mark_ink(self, trouble: Trouble, *, is_calm: bool = False) -> Style:
        """Return a mark's style; DOWN is in reverse video until somebody acknowledged it."""
        is_loud = trouble is Trouble.DOWN and not is_calm
        return self.inks.down_mark if is_loud else self._inks[trouble]

    def shown_ink(self, shown: ShownSite) -> Style:
        """Return the style of a site's mark; beside a sound line its alarm's severity has the colour."""
        if shown.trouble.is_beside_line and shown.alarm is not None:
            return self.look.severity_ink(shown.alarm.severity)
        return self.mark_ink(shown.trouble, is_calm=shown.is_calm)

    def call_ink(self, mark: CallMark) -> Style:
        return self._call_inks[mark]

    def shape(self, state: PointState, trouble: Trouble) -> str:
        """Return the state's shape; planned work and a device's trouble have shapes of their own."""
        return self._shapes.get(trouble, self.glyphs.states[state])

    def mark(self, state: PointState, trouble: Trouble) -> str:
        """Return shape and letter, two cells; a normal site has no letter."""
        if trouble is Trouble.NONE:
            return self.shape(state, trouble) + " "
        letter = _LETTERS.get(trouble, state.value)
        return self.shape(state, trouble) + self.words(f"screen.letter.{letter}")

    def state(self, shown: ShownSite) -> str:
        """Return the effect in words; in capitals while DOWN is not acknowledged."""
        if shown.trouble is Trouble.WORK and shown.until_utc is not None:
            return self.words("screen.state.work_until", time=self.formats.time(shown.until_utc))
        if shown.trouble.is_beside_line:
            return self.words(f"alarm.{shown.alarm.key.type}.name" if shown.alarm else "screen.state.device")
        if shown.is_unanswered:
            return self.words("screen.state.unanswered")
        text = self.words(f"screen.state.{shown.state.value}")
        return text.upper() if shown.trouble is Trouble.DOWN and not shown.is_calm else text

    def state_within(self, shown: ShownSite, room: int) -> str:
        """Return the same, of an alarm in fewer cells where it has such words and needs them."""
        text, alarm = self.state(shown), shown.alarm
        code = f"alarm.{alarm.key.type}.short" if alarm and shown.trouble.is_beside_line else ""
        return self.words(code) if cell_len(text) > room and self.words.has(code) else text

    def cause(self, shown: ShownSite) -> str:
        """Return the cause, apart from the effect; empty where none is known.

        An operator's cause goes before the diagnosis; a question mark says that the diagnosis is not sure.
        """
        if shown.is_unanswered:
            return self.words("screen.cause.unanswered")
        if shown.root_alarm is None:
            return ""
        return cause_text(self.words, shown.root_alarm)

    def rtt(self, rtt_ms: float | None) -> str:
        """Return '11 ms'; a decimal only below 1 ms."""
        if rtt_ms is None:
            return self.glyphs.nothing + " ms"
        return self.formats.number(rtt_ms, 1 if 0 < rtt_ms < 1 else 0) + " ms"

    def loss(self, ratio: float | None) -> str:
        """Return the loss in percent; `ratio` is 0 to 1."""
        if ratio is None:
            return self.glyphs.nothing + "%"
        return self.formats.percent(ratio)

    def write_trend(self, writer: LineWriter, trend: tuple[int, ...], width: int) -> None:
        """Write the last `width` points, newest last; levels are round trips by doubling from 5 ms."""
        points = trend[-width:] if width > 0 else ()
        writer.skip_to(writer.at + max(0, width - len(points)))
        for text, is_lost in self._runs(points):
            writer.write(text, self.inks.down if is_lost else self.inks.edge)

    def _runs(self, points: tuple[int, ...]) -> Iterator[tuple[str, bool]]:
        run, is_lost_run = "", False
        for point in points:
            is_lost = point == TREND_LOST
            if run and is_lost is not is_lost_run:
                yield run, is_lost_run
                run = ""
            run, is_lost_run = run + self._level(point), is_lost
        if run:
            yield run, is_lost_run

    def _level(self, point: int) -> str:
        if point == TREND_LOST:
            return self.glyphs.lost
        if point == TREND_UNKNOWN:
            return self.glyphs.unmeasured
        doublings = int(log2(max(point / _TENTHS, _LOWEST_MS) / _LOWEST_MS))
        return self.glyphs.levels[min(doublings, len(self.glyphs.levels) - 1)]

    def abnormal(self, shown: ShownSite) -> list[str]:
        """Return what is abnormal about codec, power and other devices.

        It leaves out what the state names already.
        """
        found = [self._codec(shown), self._power(shown), self._faulty(shown)]
        return [text for text in found if text and text != self.state(shown)]

    def _codec(self, shown: ShownSite) -> str:
        if shown.codec is None or shown.is_codec_off:
            return ""
        if shown.codec_fault is not None and shown.codec is not PointState.DOWN:
            return self.words("screen.codec.fault", fault=self.words(f"fault.{shown.codec_fault.value}"))
        is_normal = shown.codec in (PointState.UP, PointState.UNKNOWN)
        return "" if is_normal else self.words(f"screen.codec.{shown.codec.value}")

    def off(self, shown: ShownSite) -> str:
        """Return that the room was switched off; empty where it was not, or is in a conference."""
        is_told = shown.is_codec_off and shown.call is None
        return self.words("screen.codec.off") if is_told else ""

    def _power(self, shown: ShownSite) -> str:
        """Return the power, as in 'ắc quy còn 42 ph'."""
        words, power = self.look.words, shown.power
        if power is None or power.source is None or not power.is_abnormal:
            return ""
        code = f"screen.power.{power.source}"
        source = words(code) if words.has(code) else power.source
        if power.minutes is None:
            return source
        minutes = self.look.formats.number(power.minutes)
        own = f"{code}.minutes"
        return words(own if words.has(own) else "screen.power.minutes", source=source, minutes=minutes)

    def _faulty(self, shown: ShownSite) -> str:
        """Return the devices that cannot be read, and why."""
        words = self.look.words
        return ", ".join(
            f"{words(f'kind.{kind.value}')} {words(f'fault.{fault.value}')}" for kind, fault in shown.faulty
        )

    def acknowledged(self, shown: ShownSite) -> str:
        """Return the sign that somebody acknowledged the alarm; empty while nobody has."""
        return f" {self.glyphs.seen}" if shown.is_calm and not shown.is_unanswered else ""

    def lasted(self, shown: ShownSite) -> str:
        """Return how long the state has lasted; empty where that is unknown."""
        return "" if shown.lasted_s is None else self.formats.duration(shown.lasted_s)

    def phone(self, callee: Callee, width: int) -> str:
        """Return who is phoned and the number, as far as they fit whole.

        Without room for both it is the number, without room for that nothing.
        """
        texts = called_texts(self.words, callee)
        return next((text for text in texts if cell_len(text) <= width), "")

    def contacts(self, site: SiteView, width: int) -> list[Strip]:
        """Return whom to phone at the site and its carrier, in lines of that width."""
        return contact_lines(self.look, width, site)
