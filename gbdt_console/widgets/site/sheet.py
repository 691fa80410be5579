"""Draws one site whole: its line, its contacts and every device with value, unit, quality, source and age."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.core.snapshot import DeviceView, SiteView
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import ShownSite, Trouble, View
from gbdt_console.widgets import site_text as marks
from gbdt_console.widgets.site.call import site_call
from gbdt_console.widgets.site.room import site_room

_VALUE, _QUALITY, _AGE, _LABEL = 14, 12, 8, 17
_SECONDS_A_LINE = 10


class SiteSheet:
    """Paints the lines for one width."""

    def __init__(self, look: Appearance, width: int) -> None:
        self._look = look
        self.width = width
        self._metric = min(36, width // 3)
        self._value_room = _VALUE + max(0, min(12, (width - 90) // 2))
        self._quality_room = _QUALITY + max(0, min(12, (width - 80) // 2))

    def line(self, site: SiteView, view: View) -> list[Strip]:
        """The site's line, its part in the conference and its codec; every line is exactly the width."""
        call = site_call(self._look, self.width, site, view)
        room = site_room(self._look, self.width, site, view)
        return [*self._line(site, view.site(site), view), *call, *room]

    def contacts(self, site: SiteView) -> list[Strip]:
        """Whom to call."""
        return list(self._contacts(site))

    def devices(self, site: SiteView, view: View) -> list[Strip]:
        """Every device under its own rule."""
        lines: list[Strip] = []
        for device in site.devices:
            lines += [*self._device(site, device, view), self.blank()]
        return lines[:-1]

    def _pen(self) -> LineWriter:
        return LineWriter(self.width, self._look.inks.plain)

    def blank(self) -> Strip:
        return self._pen().strip()

    def rule(self, title: str) -> Strip:
        """The line over a part."""
        edge = self._look.glyphs.frame.across
        pen = self._pen().write(edge * 2, self._look.inks.edge).write(f" {title} ", self._look.inks.strong)
        return pen.skip_to(self.width, edge, self._look.inks.edge).strip()

    def _fact(self, label: str, text: str, style: Style | None = None) -> Strip:
        pen = self._pen().write("  ", self._look.inks.quiet)
        pen.column(self._look.words(label), _LABEL, self._look.inks.quiet)
        return pen.write(" ", self._look.inks.quiet).write(text, style or self._look.inks.plain).strip()

    def _line(self, site: SiteView, shown: ShownSite, view: View) -> Iterator[Strip]:
        look, formats = self._look, self._look.formats
        title = f"{site.number} {site.name}" + (f" ({site.role})" if site.role else "")
        yield self.rule(title)
        pen = self._pen().write("  ", look.inks.quiet)
        mark_ink = marks.mark_ink(look, shown.trouble, is_calm=shown.is_calm)
        pen.write(f" {marks.mark(look, shown.state, shown.trouble)} ", mark_ink)
        pen.write(" " + marks.word(look, shown), marks.ink_of(look, shown.trouble))
        if shown.since_utc is not None and shown.trouble not in (Trouble.DEVICE, Trouble.WORK):
            since = formats.since(shown.since_utc, view.now_utc)
            pen.write("  " + look.words("wall.since", since=since), look.inks.plain)
        if shown.lasted_s is not None:
            pen.write("  " + marks.lasted(look, shown), look.inks.strong)
        pen.write("  " + marks.cause(look, shown), look.inks.plain)
        for text, is_abnormal in marks.parts(look, shown) if shown.trouble is Trouble.DEVICE else ():
            pen.write("  " + text, look.inks.poor if is_abnormal else look.inks.quiet)
        yield pen.strip()
        yield self._fact(
            "site.carrier", look.glyphs.separator.join(filter(None, (site.carrier, site.circuit)))
        )
        yield self._figures(shown)
        age = view.age_s(site.answered_s)
        heard = look.words("site.never") if age is None else look.words("wall.age", age=formats.age(age))
        yield self._fact("site.answered", heard)
        trend = self._pen().write("  ", look.inks.quiet)
        trend.column(look.words("site.trend"), _LABEL, look.inks.quiet).write(" ", look.inks.quiet)
        marks.write_trend(trend, look, shown.trend, len(shown.trend))
        yield trend.strip()

    def _figures(self, shown: ShownSite) -> Strip:
        look = self._look
        ink = look.inks.poor if shown.trouble is Trouble.POOR else look.inks.plain
        pen = self._pen().write("  ", look.inks.quiet)
        pairs = (
            ("site.rtt", marks.rtt(look, shown.rtt_ms)),
            ("site.loss", marks.loss(look, shown.loss_ratio)),
            ("site.jitter", marks.rtt(look, shown.jitter_ms)),
        )
        for place, (code, text) in enumerate(pairs):
            label = look.words(code)
            pen.column(label, cell_len(label) if place else _LABEL, look.inks.quiet).write(
                " ", look.inks.quiet
            )
            pen.write(text + "   ", ink)
        return pen.strip()

    def _contacts(self, site: SiteView) -> Iterator[Strip]:
        look = self._look
        yield self.rule(look.words("site.contacts"))
        if not site.contacts + site.carrier_contacts:
            yield self._pen().write("  " + look.words("site.no_contacts"), look.inks.quiet).strip()
        for contact in site.contacts + site.carrier_contacts:
            pen = self._pen().write("  ", look.inks.quiet)
            pen.write(contact.phone, look.inks.strong).write("  " + contact.role, look.inks.plain)
            yield pen.write("  " + contact.email if contact.email else "", look.inks.quiet).strip()

    def _device(self, site: SiteView, device: DeviceView, view: View) -> Iterator[Strip]:
        look = self._look
        kind = look.words(f"kind.{device.kind.value}")
        yield self.rule(
            look.glyphs.separator.join(filter(None, (kind, device.name, device.address, device.driver)))
        )
        pen = self._pen().write("  ", look.inks.quiet)
        state, fault = view.device_state(site, device), view.device_fault(site, device)
        if device.ping is not None:
            trouble = Trouble.DOWN if state is PointState.DOWN else Trouble.NONE
            text = f"{look.glyphs.states[state]} {look.words(f'screen.device.{state.value}')}"
            pen.write(text, marks.ink_of(look, trouble))
            if state is PointState.UP and device.ping_rtt_ms is not None:
                pen.write("  " + marks.rtt(look, device.ping_rtt_ms), look.inks.quiet)
        if fault is not None:
            pen.write(
                "  " + look.words("site.fault", fault=look.words(f"fault.{fault.value}")), look.inks.poor
            )
        if pen.at > 2:
            yield pen.strip()
        for reading in device.readings:
            yield self._reading(device, reading, view)

    def _reading(self, device: DeviceView, reading: Reading, view: View) -> Strip:
        look = self._look
        is_believed = view.is_believed(device, reading)
        label = f"metric.{reading.metric}"
        name = look.words(label) if look.words.has(label) else reading.metric
        age = view.age_s(reading.taken_s)
        pen = self._pen().write("  ", look.inks.quiet).column(name, self._metric, look.inks.quiet)
        value = self._value(reading) if is_believed else look.words("site.unknown")
        pen.write(" ", look.inks.quiet)
        pen.column(value, self._value_room, look.inks.plain if is_believed else look.inks.unknown, right=True)
        pen.write("  ", look.inks.quiet).column(
            self._quality(reading, is_believed), _QUALITY, look.inks.quiet
        )
        pen.write(" ", look.inks.quiet)
        pen.column("" if age is None else self._look.formats.age(age), _AGE, look.inks.quiet, right=True)
        return pen.write("  " + reading.source, look.inks.quiet).strip()

    def _quality(self, reading: Reading, is_believed: bool) -> str:
        if reading.quality is Quality.GOOD:
            return "" if is_believed else self._look.words("site.too_old")
        return self._look.words(f"quality.{reading.quality.value}")

    def _value(self, reading: Reading) -> str:
        look, value = self._look, reading.value
        if isinstance(value, str):
            code = f"value.{reading.metric}.{value}"
            return look.words(code) if look.words.has(code) else value
        if value is None:
            return look.glyphs.nothing
        if reading.unit is Unit.SECOND and value >= _SECONDS_A_LINE * 6:
            return look.formats.duration(value)
        number = look.formats.number(value, 0 if isinstance(value, int) or abs(value) >= 1000 else 1)
        if reading.unit is Unit.NONE:
            return number
        if reading.unit is Unit.PERCENT:
            return number + "%"
        code = f"unit.{reading.unit.name.lower()}"
        return f"{number} {look.words(code) if look.words.has(code) else reading.unit.value}"
