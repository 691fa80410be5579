"""Draws one alarm in full: first action, phone numbers, causes, evidence, members and history."""

from collections.abc import Iterator, Sequence

from textual.strip import Strip

from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad
from gbdt_console.core.events import Entry
from gbdt_console.ui.alarms.contacts import numbers_of
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, mark, severity_ink
from gbdt_console.widgets.contact_lines import contact_line
from gbdt_console.widgets.sheet import LABEL_CELLS, Sheet

_KINDS = ("alarm.", "cause.", "point.", "maintenance.", "device.")
_MOST_SENTENCES = 20
"""The history shows at most so many of the newest journal entries."""


class AlarmSheet(Sheet):
    """Paints an alarm in lines of one width."""

    def paint(self, row: AlarmRow, view: View, entries: Sequence[Entry] | None) -> list[Strip]:
        """Return all lines, each exactly the width.

        entries: the journal entries of the alarm's site; None where no history is shown.
        """
        texts = AlarmWords(self._look, view)
        lines = [*self._head(row.alarm, texts, view), *self._causes(row.alarm, texts, view)]
        lines += [*self._under(row, texts, view), *self._history(row, texts, view, entries)]
        return lines

    def load(self, load: AlarmLoad, texts: AlarmWords) -> list[Strip]:
        """Return the lines of the alarm system's report on itself."""
        look, words = self._look, self._look.words
        lasted = look.formats.duration(load.longest_unacknowledged_s)
        rate = words("alarms.rate", n=load.raised_10min, lasted=lasted)
        total = sum(count for _, count in load.by_severity)
        mix = look.glyphs.separator.join(
            f"{words(f'severity.{severity}')} {count} ({look.formats.percent(count / total, 0)})"
            for severity, count in load.by_severity
        )
        lines = [self.rule("alarms.load"), *self._paragraph("", rate, is_labelled=False)]
        if load.is_flood:
            flood = words("alarms.flood_is", more=load.flood_more)
            lines += self._paragraph("", flood, look.inks.poor, is_labelled=False)
        lines += self._paragraph("alarms.mix", mix) if mix else []
        sources = ", ".join(f"{texts.entries.thing(name)} {count}" for name, count in load.sources)
        return [*lines, *(self._paragraph("alarms.sources", sources) if sources else [])]

    def evidence(self, alarm: Alarm, texts: AlarmWords, view: View) -> list[Strip]:
        """Return the facts behind the cause, each with its time."""
        lines: list[Strip] = []
        root = view.root_alarm(alarm)
        for evidence in root.evidence:
            at = self._look.formats.since(evidence.at_utc, view.now_utc)
            lines += self._paragraph(at, texts.evidence(evidence, root.site_id), is_text=True)
        return lines

    def _head(self, alarm: Alarm, texts: AlarmWords, view: View) -> Iterator[Strip]:
        look, formats = self._look, self._look.formats
        pen = LineWriter(self._width, look.inks.plain)
        pen.write(f" {mark(look, alarm)} ", severity_ink(look, alarm.severity))
        pen.write(f"{texts.place(alarm)} ", look.inks.strong)
        yield pen.write(texts.effect(alarm), severity_ink(look, alarm.severity)).strip()
        until_utc = view.now_utc if alarm.ended_utc is None else alarm.ended_utc
        since = look.words("wall.since", since=formats.since(alarm.since_utc, view.now_utc))
        parts = [
            look.words(f"severity.{alarm.severity}"), texts.watched(alarm), texts.state(alarm), since,
            formats.duration(until_utc - alarm.since_utc), texts.detail(alarm),
        ]  # fmt: skip
        yield from self._paragraph("", look.glyphs.separator.join(filter(None, parts)), is_labelled=False)
        yield from self._paragraph("alarm.label.first", texts.first(alarm), look.inks.strong)
        call = look.words(f"alarm.{alarm.key.type}.call")
        yield from self._paragraph("alarm.label.call", call)
        for callee in numbers_of(alarm, texts.site(alarm)):
            yield contact_line(look, self._width, callee, LABEL_CELLS + 2)

    def _causes(self, alarm: Alarm, texts: AlarmWords, view: View) -> Iterator[Strip]:
        look, words = self._look, self._look.words
        root = view.root_alarm(alarm)
        if root.cause:
            text = f"{words(f'verdict.{root.cause}')} ({words(f'confidence.{root.confidence}')})"
            yield from self._paragraph("alarm.label.cause", text)
        if root.override:
            text = f"{words(f'verdict.{root.override}')} ({root.override_by})"
            yield from self._paragraph("alarm.label.own_cause", text, look.inks.strong)
        yield from self._paragraph("alarm.label.meaning", words(f"alarm.{alarm.key.type}.meaning"))
        if root.evidence:
            yield self.rule("alarm.label.evidence")
            yield from self.evidence(alarm, texts, view)

    def _under(self, row: AlarmRow, texts: AlarmWords, view: View) -> Iterator[Strip]:
        look = self._look
        names = {alarm.site_id for alarm in row.under}
        others = [view.site_of(member) for member in row.alarm.members if member not in names]
        if not row.under and not others:
            return
        yield self.rule("alarm.label.folded")
        painter = AlarmLine(look, self._width - 2)
        for alarm in row.under:
            line = painter.paint(AlarmRow(alarm), texts, view.now_utc, is_cursor=False, is_worst=False)
            yield LineWriter(self._width, look.inks.plain).skip_to(2).join(line).strip()
        for site in filter(None, others):
            yield from self._paragraph("", f"{site.number} {site.name}", is_labelled=False)

    def _history(
        self, row: AlarmRow, texts: AlarmWords, view: View, entries: Sequence[Entry] | None
    ) -> Iterator[Strip]:
        if entries is None or not row.alarm.site_id:
            return
        yield self.rule("alarm.label.history")
        kept = [entry for entry in entries if entry.kind.startswith(_KINDS)][:_MOST_SENTENCES]
        entry_words = texts.entries
        for entry in kept:
            at = self._look.formats.since(entry.at_utc, view.now_utc)
            yield from self._paragraph(at, entry_words.sentence(entry), is_text=True)
        if not kept:
            yield from self._paragraph("", self._look.words("past.nothing"), is_labelled=False)
