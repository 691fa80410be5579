"""Draws one outage record in full: time line, sentence for the chair, phone numbers, and its histories."""

from collections.abc import Iterator

from textual.strip import Strip

from gbdt_console.core.outages.outage import Outage
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.outages.words import ShownOutageWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.contact_lines import contact_line
from gbdt_console.widgets.outages.time_line import time_line
from gbdt_console.widgets.sheet import Sheet


class OutageSheet(Sheet):
    def paint(self, outage: Outage, view: View) -> list[Strip]:
        """Return all lines, each exactly the width; what the operator does next stands on top."""
        texts = ShownOutageWords(self.look, view)
        lines = [*self._head(outage, texts, view), *self._chair(outage, texts, view)]
        lines += [*self._phones(outage, texts), *self._facts(outage, view)]
        return [*lines, *self._history(outage, view)]

    def _head(self, outage: Outage, texts: ShownOutageWords, view: View) -> Iterator[Strip]:
        pen = LineWriter(self._width, self.inks.plain).write(" ", self.inks.plain)
        ink = self.inks.down if outage.is_down else self.inks.strong
        yield pen.write(texts.title(outage), ink).strip()
        lasted = self.words(
            "outage.lasted" if outage.is_down else "outage.ended-after",
            lasted=self.formats.duration(outage.lasted_s(view.now_utc)),
        )
        expected = texts.expected(outage) if outage.is_down else ""
        parts = (texts.state(outage), lasted, expected, texts.countdown(outage))
        line = self.glyphs.separator.join(filter(None, parts))
        yield from self._paragraph("", line, is_labelled=False)
        if outlook := texts.outlook(outage):
            yield from self._paragraph("", outlook, self.inks.strong, is_labelled=False)
        yield from time_line(self.look, outage, view.now_utc, self._width)

    def _chair(self, outage: Outage, texts: ShownOutageWords, view: View) -> Iterator[Strip]:
        if not outage.is_open:
            return
        yield self.rule("outage.part.chair")
        yield from self._paragraph("", texts.sentence(outage), self.inks.strong, is_labelled=False)
        if not outage.told:
            yield from self._paragraph("", self.words("outage.not-told"), self.inks.poor, is_labelled=False)
            return
        last = outage.told[-1]
        said = self.words(
            "outage.told-at",
            time=self.formats.since(last.at_utc, view.now_utc),
            person=last.person,
            channel=code_name(self.words, "channel", last.channel),
        )
        yield from self._paragraph("", said, is_labelled=False)
        if outage.is_down and not outage.is_chair_told:
            yield from self._paragraph("", self.words("outage.old-time"), self.inks.down, is_labelled=False)

    def _phones(self, outage: Outage, texts: ShownOutageWords) -> Iterator[Strip]:
        numbers = texts.numbers(outage)
        if not outage.is_open or not numbers:
            return
        yield self.rule("outage.part.phones")
        yield from (contact_line(self.look, self._width, one) for one in numbers)
        yield from self._paragraph("outage.label.say", texts.to_say(outage))

    def _facts(self, outage: Outage, view: View) -> Iterator[Strip]:
        yield self.rule("outage.part.cause")
        proposed = code_name(self.words, "cause", outage.proposed.cause)
        if outage.proposed.confidence:
            proposed = f"{proposed} ({self.words(f'confidence.{outage.proposed.confidence}')})"
        yield from self._paragraph("outage.label.proposed", proposed)
        if outage.cause is not None:
            decided = f"{code_name(self.words, 'cause', outage.cause)} ({outage.cause_by})"
            yield from self._paragraph("outage.label.decided", decided, self.inks.strong)
        for label, text in (("remedy", outage.remedy), ("ticket", outage.ticket)):
            if text:
                yield from self._paragraph(f"outage.label.{label}", text)
        texts = AlarmWords(self.look, view)
        for evidence in outage.evidence:
            at = self.formats.since(evidence.at_utc, view.now_utc)
            yield from self._paragraph(
                at, texts.evidence(evidence, outage.sites[0] if outage.sites else ""), is_text=True
            )

    def _history(self, outage: Outage, view: View) -> Iterator[Strip]:
        """Yield downtimes, estimates, calls, states and corrections, oldest first."""
        moments: list[tuple[float, str]] = []
        for estimate in outage.estimates:
            source = code_name(self.words, "source", estimate.source)
            text = self.words("outage.expected", time=self.formats.time(estimate.back_utc), source=source)
            moments.append((estimate.given_utc, f"{text} {estimate.reason}".rstrip()))
        for call in outage.calls:
            outcome = code_name(self.words, "outcome", call.outcome)
            text = self.words("outage.called", contact=call.contact, phone=call.phone, outcome=outcome)
            moments.append((call.at_utc, f"{text} {call.note}".rstrip()))
        for step in outage.steps:
            text = self.glyphs.separator.join(
                filter(None, (code_name(self.words, "state", step.state), step.operator, step.reason))
            )
            moments.append((step.at_utc, text))
        for one in outage.downtimes:
            name = view.called(one.site_id)
            moments.append((one.from_utc, self.words("outage.site-cut", site=name)))
            if one.until_utc is not None:
                moments.append((one.until_utc, self.words("outage.site-back", site=name)))
        for change in outage.corrections:
            field = code_name(self.words, "field", change.field)
            text = self.words("outage.corrected", field=field, before=change.before, after=change.after)
            moments.append((change.at_utc, f"{text} ({change.operator}: {change.reason})"))
        yield self.rule("outage.part.history")
        for at_utc, text in sorted(moments):
            yield from self._paragraph(self.formats.since(at_utc, view.now_utc), text, is_text=True)
