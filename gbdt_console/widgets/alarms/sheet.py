"""Draws one alarm in full: first action, phone numbers, causes, evidence, members and history."""

from collections.abc import Iterator, Sequence

from textual.strip import Strip

from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad
from gbdt_console.core.events import Entry
from gbdt_console.ui.alarms.contacts import numbers_of
from gbdt_console.ui.alarms.rows import AlarmCursor, AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, mark, worst_waiting
from gbdt_console.widgets.contact_lines import contact_line
from gbdt_console.widgets.sheet import LABEL_CELLS, Sheet

_KINDS = ("alarm.", "cause.", "point.", "maintenance.", "device.")
_MOST_SENTENCES = 20
"""The history shows at most so many of the newest journal entries."""


class AlarmSheet(Sheet):
    def paint(self, row: AlarmRow, view: View, entries: Sequence[Entry] | None) -> list[Strip]:
        """Return all lines, each exactly the width.

        entries: the journal entries of the alarm's site; None where no history is shown.
        """
        texts = AlarmWords(self.look, view)
        lines = [*self._head(row.alarm, texts, view), *self._causes(row.alarm, texts, view)]
        lines += [*self._under(row, texts, view), *self._history(row, texts, view, entries)]
        return lines

    def load(self, load: AlarmLoad, texts: AlarmWords) -> list[Strip]:
        """Return the lines of the alarm system's report on itself."""
        lasted = self.formats.duration(load.longest_unacknowledged_s)
        rate = self.words("alarms.rate", n=load.raised_10min, lasted=lasted)
        total = sum(count for _, count in load.by_severity)
        mix = self.glyphs.separator.join(
            f"{self.words(f'severity.{severity}')} {count} ({self.formats.percent(count / total, 0)})"
            for severity, count in load.by_severity
        )
        lines = [self.rule("alarms.load"), *self._paragraph("", rate, is_labelled=False)]
        if load.is_flood:
            flood = self.words("alarms.flood_is", more=load.flood_more)
            lines += self._paragraph("", flood, self.inks.poor, is_labelled=False)
        lines += self._paragraph("alarms.mix", mix) if mix else []
        sources = ", ".join(f"{texts.entries.thing(name)} {count}" for name, count in load.sources)
        return [*lines, *(self._paragraph("alarms.sources", sources) if sources else [])]

    def evidence(self, alarm: Alarm, texts: AlarmWords, view: View) -> list[Strip]:
        """Return the facts behind the cause, each with its time."""
        lines: list[Strip] = []
        root = view.root_alarm(alarm)
        for evidence in root.evidence:
            at = self.formats.since(evidence.at_utc, view.now_utc)
            lines += self._paragraph(at, texts.evidence(evidence, root.site_id), is_text=True)
        return lines

    def of_site(self, view: View, cursor: AlarmCursor) -> list[Strip]:
        """Return the alarms of one site in a line each, with their evidence; nothing where there is none."""
        texts, worst = AlarmWords(self.look, view), worst_waiting(cursor.rows)
        painter, lines = AlarmLine(self.look, self._width), list[Strip]()
        for row in cursor.rows:
            is_cursor, is_worst = row is cursor.row, row.alarm.severity is worst
            lines.append(painter.paint(row, texts, view.now_utc, is_cursor=is_cursor, is_worst=is_worst))
            lines += self.evidence(row.alarm, texts, view)
        return [self.rule("site.alarms"), *lines] if lines else []

    def _head(self, alarm: Alarm, texts: AlarmWords, view: View) -> Iterator[Strip]:
        pen = LineWriter(self._width, self.inks.plain)
        pen.write(f" {mark(self.look, alarm)} ", self.look.severity_ink(alarm.severity))
        pen.write(f"{texts.place(alarm)} ", self.inks.strong)
        yield pen.write(texts.effect(alarm), self.look.severity_ink(alarm.severity)).strip()
        until_utc = view.now_utc if alarm.ended_utc is None else alarm.ended_utc
        since = self.words("wall.since", since=self.formats.since(alarm.since_utc, view.now_utc))
        parts = [
            self.words(f"severity.{alarm.severity}"), texts.watched(alarm), texts.state(alarm), since,
            self.formats.duration(until_utc - alarm.since_utc), texts.detail(alarm),
        ]  # fmt: skip
        yield from self._paragraph("", self.glyphs.separator.join(filter(None, parts)), is_labelled=False)
        yield from self._paragraph("alarm.label.first", texts.first(alarm), self.inks.strong)
        call = self.words(f"alarm.{alarm.key.type}.call")
        yield from self._paragraph("alarm.label.call", call)
        for callee in numbers_of(alarm, texts.site(alarm)):
            yield contact_line(self.look, self._width, callee, LABEL_CELLS + 2)

    def _causes(self, alarm: Alarm, texts: AlarmWords, view: View) -> Iterator[Strip]:
        root = view.root_alarm(alarm)
        if root.cause:
            text = f"{texts.cause_name(root.cause)} ({self.words(f'confidence.{root.confidence}')})"
            yield from self._paragraph("alarm.label.cause", text)
        if root.override:
            text = f"{texts.cause_name(root.override)} ({root.override_by})"
            yield from self._paragraph("alarm.label.own_cause", text, self.inks.strong)
        yield from self._paragraph("alarm.label.meaning", self.words(f"alarm.{alarm.key.type}.meaning"))
        if root.evidence:
            yield self.rule("alarm.label.evidence")
            yield from self.evidence(alarm, texts, view)

    def _under(self, row: AlarmRow, texts: AlarmWords, view: View) -> Iterator[Strip]:
        names = {alarm.site_id for alarm in row.under}
        others = [view.site_of(member) for member in row.alarm.members if member not in names]
        if not row.under and not others:
            return
        yield self.rule("alarm.label.folded")
        painter = AlarmLine(self.look, self._width - 2)
        for alarm in row.under:
            line = painter.paint(AlarmRow(alarm), texts, view.now_utc, is_cursor=False, is_worst=False)
            yield LineWriter(self._width, self.inks.plain).skip_to(2).join(line).strip()
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
            at = self.formats.since(entry.at_utc, view.now_utc)
            yield from self._paragraph(at, entry_words.sentence(entry), is_text=True)
        if not kept:
            yield from self._paragraph("", self.words("past.nothing"), is_labelled=False)
