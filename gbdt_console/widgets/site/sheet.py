"""Paints one site in full: line, call, contacts, and all readings with value, quality, source and age."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.trouble import Trouble
from gbdt_console.text.metrics import metric_name, mismatch_text, value_name
from gbdt_console.text.things import device_names
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, titled
from gbdt_console.ui.view import View
from gbdt_console.widgets.site.call import site_call
from gbdt_console.widgets.site.room import site_cleaning, site_room
from gbdt_console.widgets.site_text import SiteText

_VALUE, _QUALITY, _AGE, _LABEL, _TIME = 14, 12, 8, 17, 13
"""Least widths of the columns, cells."""
_DURATION_FROM_S = 60
"""A value of this many seconds or more is shown as a duration."""


class SiteSheet(Painter):
    def __init__(self, appearance: Appearance, width: int) -> None:
        super().__init__(appearance)
        self._width = width
        self._text = SiteText(appearance)
        self._metric = min(36, width // 3)
        self._value_room = _VALUE + max(0, min(12, (width - 90) // 2))
        self._quality_room = _QUALITY + max(0, min(12, (width - 80) // 2))

    def line(self, site: SiteView, view: View) -> list[Strip]:
        """Return the site's line, call and codec, in lines of the width."""
        call = site_call(self.look, self._width, site, view)
        room = site_room(self.look, self._width, site, view)
        return [*self._line(site, view), *call, *room]

    def contacts(self, site: SiteView) -> list[Strip]:
        return [self.rule("site.contacts"), *self._text.contacts(site, self._width)]

    def care(self, site: SiteView, view: View) -> list[Strip]:
        """Return technicians, duty, cleaning and rules of the site; nothing where none is known."""
        return site_cleaning(self.look, self._width, site, view)

    def devices(self, site: SiteView, view: View) -> list[Strip]:
        """Return every device under a title of its own."""
        lines: list[Strip] = []
        for device in site.devices:
            lines += [*self._device(site, device, view), self.blank()]
        return lines[:-1]

    def _writer(self) -> LineWriter:
        return LineWriter(self._width, self.inks.plain)

    def blank(self) -> Strip:
        return self._writer().strip()

    def rule(self, code: str) -> Strip:
        return self.title(self.words(code))

    def title(self, text: str) -> Strip:
        return titled(self.look, self._width, (text, self.inks.strong))

    def remark(self, code: str) -> Strip:
        """Return a quiet line of words."""
        return self._writer().write(f"  {self.words(code)}", self.inks.quiet).strip()

    def moment(self, at: str, sentence: str) -> Strip:
        writer = self._writer().write("  ", self.inks.quiet).column(at, _TIME, self.inks.quiet)
        return writer.write(sentence, self.inks.plain).strip()

    def _fact(self, label: str, text: str, style: Style | None = None) -> Strip:
        writer = self._writer().write("  ", self.inks.quiet)
        writer.column(self.words(label), _LABEL, self.inks.quiet)
        return writer.write(" ", self.inks.quiet).write(text, style or self.inks.plain).strip()

    def _line(self, site: SiteView, view: View) -> Iterator[Strip]:
        shown = view.site(site)
        appearance = self.look
        formats, inks, words = appearance.formats, appearance.inks, appearance.words
        title = f"{site.number} {site.name}" + (f" ({site.role})" if site.role else "")
        yield self.title(title)
        writer = self._writer().write("  ", inks.quiet)
        mark_ink = self._text.shown_ink(shown)
        writer.write(f" {self._text.shape(shown.state, shown.trouble)} ", mark_ink)
        state_ink = mark_ink if shown.trouble.is_beside_line else self._text.ink(shown.trouble)
        writer.write(" " + self._text.state(shown), state_ink)
        if shown.since_utc is not None and shown.trouble.is_of_line:
            since = formats.since(shown.since_utc, view.now_utc)
            writer.write("  " + words("wall.since", since=since), inks.plain)
        if shown.lasted_s is not None:
            writer.write("  " + self._text.lasted(shown), inks.strong)
        writer.write("  " + self._text.cause(shown), inks.plain)
        for text in self._text.abnormal(shown) if shown.trouble.is_beside_line else ():
            writer.write("  " + text, inks.poor)
        yield writer.strip()
        yield self._fact(
            "site.carrier", appearance.glyphs.separator.join(filter(None, (site.carrier, site.circuit)))
        )
        yield self._figures(site, view)
        age = view.age_s(site.answered_s)
        age_text = words("site.never") if age is None else words("wall.age", age=formats.age(age))
        yield self._fact("site.answered", age_text)
        trend = self._writer().write("  ", inks.quiet)
        trend.column(words("site.trend"), _LABEL, inks.quiet).write(" ", inks.quiet)
        points = view.trend(site)
        self._text.write_trend(trend, points, len(points))
        yield trend.strip()

    def _figures(self, site: SiteView, view: View) -> Strip:
        shown = view.site(site)
        appearance = self.look
        inks = appearance.inks
        ink = inks.poor if shown.trouble is Trouble.POOR else inks.plain
        writer = self._writer().write("  ", inks.quiet)
        pairs = (
            ("site.rtt", self._text.rtt(shown.rtt_ms)),
            ("site.loss", self._text.loss(shown.loss_ratio)),
            ("site.jitter", self._text.rtt(shown.jitter_ms)),
        )
        for place, (code, text) in enumerate(pairs):
            label = appearance.words(code)
            writer.column(label, cell_len(label) if place else _LABEL, inks.quiet).write(" ", inks.quiet)
            writer.write(text + "   ", ink)
        return writer.strip()

    def _device(self, site: SiteView, device: DeviceView, view: View) -> Iterator[Strip]:
        inks, words, glyphs = self.look.inks, self.look.words, self.look.glyphs
        named = device_names(words, site.devices)[device.id]
        heading = (named[:1].upper() + named[1:], device.address, device.driver)
        yield self.title(glyphs.separator.join(filter(None, heading)))
        writer = self._writer().write("  ", inks.quiet)
        state, fault = view.device_state(site, device), view.device_fault(site, device)
        if device.ping is not None:
            is_lost = state is PointState.DOWN and not device.is_switched_off
            trouble = Trouble.DOWN if is_lost else Trouble.NONE
            said = "screen.device.off" if device.is_switched_off else f"screen.device.{state.value}"
            text = f"{glyphs.states[state]} {words(said)}"
            writer.write(text, self._text.ink(trouble))
            if state is PointState.UP and device.ping_rtt_ms is not None:
                writer.write("  " + self._text.rtt(device.ping_rtt_ms), inks.quiet)
        if fault is not None:
            writer.write("  " + words("site.fault", fault=words(f"fault.{fault.value}")), inks.poor)
        if writer.at > 2:
            yield writer.strip()
        mismatch = view.mismatch(site, device)
        if mismatch is not None:
            yield self._writer().write("  " + mismatch_text(words, mismatch), inks.poor).strip()
        for reading in device.readings:
            yield self._reading(device, reading, view)

    def _reading(self, device: DeviceView, reading: Reading, view: View) -> Strip:
        inks, words = self.look.inks, self.look.words
        is_believed = view.is_believed(device, reading)
        name = metric_name(self.look.words, reading.metric)
        age = view.age_s(reading.taken_s)
        writer = self._writer().write("  ", inks.quiet).column(name, self._metric, inks.quiet)
        value = self._value(reading) if is_believed else words("site.unknown")
        writer.write(" ", inks.quiet)
        writer.column(value, self._value_room, inks.plain if is_believed else inks.unknown, right=True)
        writer.write("  ", inks.quiet).column(self._quality(reading, is_believed), _QUALITY, inks.quiet)
        writer.write(" ", inks.quiet)
        writer.column("" if age is None else self.look.formats.age(age), _AGE, inks.quiet, right=True)
        return writer.write("  " + reading.source, inks.quiet).strip()

    def _quality(self, reading: Reading, is_believed: bool) -> str:
        if reading.quality is Quality.GOOD:
            return "" if is_believed else self.words("site.too_old")
        return self.words(f"quality.{reading.quality.value}")

    def _value(self, reading: Reading) -> str:
        value = reading.value
        if isinstance(value, str):
            return value_name(self.words, reading.metric, value)
        if value is None:
            return self.glyphs.nothing
        if reading.unit is Unit.SECOND and value >= _DURATION_FROM_S:
            return self.formats.duration(value)
        number = self.formats.number(value, 0 if isinstance(value, int) or abs(value) >= 1000 else 1)
        if reading.unit is Unit.NONE:
            return number
        if reading.unit is Unit.PERCENT:
            return number + "%"
        code = f"unit.{reading.unit.name.lower()}"
        return f"{number} {self.words(code) if self.words.has(code) else reading.unit.value}"
