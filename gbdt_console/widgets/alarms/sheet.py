"""Draws one alarm whole: what to do first, whom to phone, causes, evidence, meaning, what lies under it, and
what the journal says of it."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad
from gbdt_console.core.events import Entry
from gbdt_console.ui.alarms.contacts import numbers_of
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, mark, severity_ink

_LABEL = 12
_KINDS = ("alarm.", "cause.", "point.", "maintenance.", "device.")
_MOST_SENTENCES = 20


class AlarmSheet:
    """Paints the lines for one width."""

    def __init__(self, look: Appearance, width: int) -> None:
        self._look = look
        self._width = width

    def paint(self, row: AlarmRow, view: View, entries: Sequence[Entry] | None) -> list[Strip]:
        """All lines, each exactly the width; `entries` are None where there is no history to show."""
        says = AlarmWords(self._look, view)
        lines = [*self._head(row.alarm, says, view), *self._causes(row.alarm, says, view)]
        lines += [*self._under(row, says, view), *self._history(row, says, view, entries)]
        return lines

    def load(self, load: AlarmLoad, says: AlarmWords) -> list[Strip]:
        """The alarm system's report on itself."""
        look, words = self._look, self._look.words
        lasted = look.formats.duration(load.longest_unacknowledged_s)
        rate = words("alarms.rate", n=load.raised_10min, lasted=lasted)
        total = sum(count for _, count in load.by_severity)
        mix = look.glyphs.separator.join(
            f"{words(f'severity.{severity}')} {count} ({look.formats.percent(count / total, 0)})"
            for severity, count in load.by_severity
        )
        lines = [self.rule("alarms.load"), *self._said("", rate, is_labelled=False)]
        if load.is_flood:
            flood = words("alarms.flood_is", more=load.flood_more)
            lines += self._said("", flood, look.inks.poor, is_labelled=False)
        lines += self._said("alarms.mix", mix) if mix else []
        sources = ", ".join(f"{says.entries.thing(name)} {count}" for name, count in load.sources)
        return [*lines, *(self._said("alarms.sources", sources) if sources else [])]

    def evidence(self, alarm: Alarm, says: AlarmWords, view: View) -> list[Strip]:
        """The facts behind its cause, each with its time."""
        lines: list[Strip] = []
        for evidence in view.speaking(alarm).evidence:
            at = self._look.formats.since(evidence.at_utc, view.now_utc)
            lines += self._said(at, says.evidence(evidence), is_text=True)
        return lines

    def rule(self, code: str) -> Strip:
        """The line over a part."""
        edge = self._look.glyphs.frame.across
        pen = LineWriter(self._width, self._look.inks.plain).write(edge * 2, self._look.inks.edge)
        pen.write(f" {self._look.words(code)} ", self._look.inks.strong)
        return pen.skip_to(self._width, edge, self._look.inks.edge).strip()

    def blank(self) -> Strip:
        return LineWriter(self._width, self._look.inks.plain).strip()

    def _head(self, alarm: Alarm, says: AlarmWords, view: View) -> Iterator[Strip]:
        look, formats = self._look, self._look.formats
        pen = LineWriter(self._width, look.inks.plain)
        pen.write(f" {mark(look, alarm)} ", severity_ink(look, alarm.severity))
        pen.write(f"{says.place(alarm)} ", look.inks.strong)
        yield pen.write(says.effect(alarm), severity_ink(look, alarm.severity)).strip()
        until_utc = view.now_utc if alarm.is_active or alarm.ended_utc is None else alarm.ended_utc
        since = look.words("wall.since", since=formats.since(alarm.since_utc, view.now_utc))
        parts = [
            look.words(f"severity.{alarm.severity}"), says.state(alarm), since,
            formats.duration(until_utc - alarm.since_utc), says.detail(alarm),
        ]  # fmt: skip
        yield from self._said("", look.glyphs.separator.join(filter(None, parts)), is_labelled=False)
        first = look.words(f"alarm.{alarm.key.type}.first")
        yield from self._said("alarm.label.first", first, look.inks.strong)
        call = look.words(f"alarm.{alarm.key.type}.call")
        yield from self._said("alarm.label.call", call)
        for numbers in numbers_of(alarm, says.site(alarm)):
            for contact in numbers.contacts:
                phone = LineWriter(self._width, look.inks.plain).skip_to(_LABEL + 2)
                phone.write(contact.phone, look.inks.strong).write(f"  {contact.role}", look.inks.plain)
                yield phone.write(f"  {numbers.name}", look.inks.quiet).strip()

    def _causes(self, alarm: Alarm, says: AlarmWords, view: View) -> Iterator[Strip]:
        look, words = self._look, self._look.words
        speaks = view.speaking(alarm)
        if speaks.cause:
            text = f"{words(f'verdict.{speaks.cause}')} ({words(f'confidence.{speaks.confidence}')})"
            yield from self._said("alarm.label.cause", text)
        if speaks.override:
            text = f"{words(f'verdict.{speaks.override}')} ({speaks.override_by})"
            yield from self._said("alarm.label.own_cause", text, look.inks.strong)
        yield from self._said("alarm.label.meaning", words(f"alarm.{alarm.key.type}.meaning"))
        if speaks.evidence:
            yield self.rule("alarm.label.evidence")
            yield from self.evidence(alarm, says, view)

    def _under(self, row: AlarmRow, says: AlarmWords, view: View) -> Iterator[Strip]:
        look = self._look
        names = {alarm.site_id for alarm in row.under}
        others = [view.site_of(member) for member in row.alarm.members if member not in names]
        if not row.under and not others:
            return
        yield self.rule("alarm.label.folded")
        painter = AlarmLine(look, self._width - 2)
        for alarm in row.under:
            line = painter.paint(AlarmRow(alarm), says, view.now_utc, is_cursor=False, is_worst=False)
            yield LineWriter(self._width, look.inks.plain).skip_to(2).join(line).strip()
        for site in filter(None, others):
            yield from self._said("", f"{site.number} {site.name}", is_labelled=False)

    def _history(
        self, row: AlarmRow, says: AlarmWords, view: View, entries: Sequence[Entry] | None
    ) -> Iterator[Strip]:
        if entries is None or not row.alarm.site_id:
            return
        yield self.rule("alarm.label.history")
        kept = [entry for entry in entries if entry.kind.startswith(_KINDS)][:_MOST_SENTENCES]
        speaks = says.entries
        for entry in kept:
            at = self._look.formats.since(entry.at_utc, view.now_utc)
            yield from self._said(at, speaks.sentence(entry), is_text=True)
        if not kept:
            yield from self._said("", self._look.words("past.nothing"), is_labelled=False)

    def _said(
        self,
        label: str,
        text: str,
        ink: Style | None = None,
        *,
        is_labelled: bool = True,
        is_text: bool = False,
    ) -> list[Strip]:
        """A sentence in as many lines as it needs, behind a label (a code, or with `is_text` the text)."""
        look = self._look
        left = _LABEL + 2 if is_labelled else 2
        shown = label if is_text or not label else look.words(label)
        lines = []
        for place, part in enumerate(wrap(text, max(20, self._width - left)) or [""]):
            pen = LineWriter(self._width, look.inks.plain).skip_to(2)
            if is_labelled:
                pen.column(shown if place == 0 else "", _LABEL - 1, look.inks.quiet)
            lines.append(pen.skip_to(left).write(part, ink or look.inks.plain).strip())
        return lines
