"""Writes a paper as PDF in the layout of Decree 30/2020, Appendix I."""

from collections.abc import Iterator, Sequence

from gbdt_console.core.reports.archive import ReportTask
from gbdt_console.core.reports.paper import Block, Chart, Heading, Paper, PaperKind, Table, Text
from gbdt_console.exporters.papers import decree
from gbdt_console.exporters.papers.pdf_flow import Flow, Paragraph
from gbdt_console.exporters.papers.pdf_fonts import SERIF, Fonts, Look
from gbdt_console.exporters.papers.pdf_page import MM, Pages
from gbdt_console.exporters.papers.pdf_tables import ChartDrawing, TableDrawing
from gbdt_console.exporters.papers.row_steps import RowSteps
from gbdt_console.text.reports.paper_text import PaperText, plain

_TITLE = Look(decree.TITLE_PT, is_bold=True)
_BESIDE = 6.0
"""White between two who sign, points."""


def pdf_bytes(paper: Paper, task: ReportTask | None = None) -> bytes:
    """Return the file; number and signatures stay empty for clerk and leader. Raises ReportFailed."""
    return _PdfPaper(paper, RowSteps(paper, task)).made()


class _PdfPaper:
    def __init__(self, paper: Paper, steps: RowSteps) -> None:
        self._paper, self._text, self._steps = paper, PaperText(paper), steps
        self._pages = Pages(Fonts(SERIF), self._text.subject, self._text.bodies[1], paper.language)
        self._flow = Flow(self._pages, self._text.journal_line)
        self._body = Look(decree.BODY_PT[paper.kind])

    def made(self) -> bytes:
        paper, flow = self._paper, self._flow
        blocks = paper.blocks
        self._add_heads()
        if paper.kind is PaperKind.LETTER:
            blocks = self._add_address(blocks)
        else:
            flow.add(Paragraph(self._text.kind, _TITLE, "center"))
            flow.add(Paragraph(self._text.subject, _TITLE, "center", rule=decree.SUBJECT_RULE_MM * MM))
        self._add_blocks(blocks)
        self._add_signatures()
        numbered = zip(paper.annexes, decree.begins_page(paper.annexes), strict=True)
        for number, (annex, is_new_page) in enumerate(numbered, 1):
            if is_new_page:
                flow.begin_page(is_wide=annex.is_wide)
            titles = self._annex_title(self._text.annex(number, annex))
            self._add_titles(titles, self._begin_height(annex.blocks))
            self._add_blocks(annex.blocks)
        self._steps.end()
        return self._pages.done()

    def _add_heads(self) -> None:
        """Write the issuing body on the left, the nation on the right, then number, place and date."""
        text, left = self._text, decree.LEFT_HEAD_MM * MM
        head, head_bold = Look(decree.HEAD_PT), Look(decree.HEAD_PT, is_bold=True)
        motto = Look(decree.MOTTO_PT, is_bold=True)
        (superior, body), (nation, motto_text) = text.bodies, text.nation
        motto_wide = self._pages.fonts.width(motto_text, motto)
        self._flow.columns([
            (left, [
                Paragraph(superior, head, "center"),
                Paragraph(body, head_bold, "center", rule=decree.BODY_RULE_MM * MM),
            ]),
            (self._flow.width - left, [
                Paragraph(nation, head_bold, "center"),
                Paragraph(motto_text, motto, "center", rule=motto_wide),
            ]),
        ])  # fmt: skip
        day = Look(decree.MOTTO_PT, is_italic=True)
        is_letter = self._paper.kind is PaperKind.LETTER
        below = plain(self._paper.subject) if is_letter else ""
        self._flow.columns([
            (left, [
                Paragraph(text.number, Look(decree.MOTTO_PT), "center"),
                Paragraph(below, head if is_letter else self._body, "center"),
            ]),
            (self._flow.width - left, [Paragraph(text.place_and_day, day, "center", after=6)]),
        ])  # fmt: skip

    def _add_address(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Write whom a letter addresses, its first paragraph; return the others."""
        first = blocks[0] if blocks else None
        if not isinstance(first, Text):
            return blocks
        lines = decree.address(first, self._text)
        for place, line in enumerate(lines):
            indent = 0.0 if len(lines) == 1 else decree.ADDRESS_MM + (decree.ADDRESSEE_MM if place else 0)
            before, after = 12.0 * (place == 0), 12.0 * (place == len(lines) - 1)
            align = "center" if len(lines) == 1 else "left"
            one = Paragraph(line, self._body, align, indent=indent * MM, before=before, after=after)
            self._flow.add(one)
        return blocks[1:]

    def _add_blocks(self, blocks: Sequence[Block]) -> None:
        for place, block in enumerate(blocks):
            match block:
                case Text():
                    is_below = place > 0 and isinstance(blocks[place - 1], Table | Chart)
                    self._flow.add(self._running(plain(block.text), before=6.0 * is_below))
                case Heading():
                    self._add_titles([self._title(block.text)], self._begin_height(blocks[place + 1 :]))
                case Table():
                    self._add_table(block)
                case Chart():
                    drawing = ChartDrawing(self._flow, block, self._text)
                    self._add_titles([self._title(block.title)], drawing.begin_height())
                    drawing.draw()

    def _add_table(self, table: Table) -> None:
        title = self._title(table.title)
        if not table.rows:
            empty = self._running(self._empty(table))
            self._add_titles([title], self._flow.height([empty], self._flow.width))
            self._flow.add(empty)
            return
        drawing = TableDrawing(self._flow, table, self._text)
        self._add_titles([title], drawing.begin_height())
        drawing.draw(self._steps.on_row)

    def _empty(self, table: Table) -> str:
        return plain(table.empty) or self._text.words("paper.no-rows")

    def _running(self, text: str, before: float = 0.0) -> Paragraph:
        first = decree.INDENT_MM * MM
        return Paragraph(text, self._body, "justify", first=first, before=before, after=6)

    def _title(self, text: str) -> Paragraph:
        """Return the title of a section, table or chart."""
        return Paragraph(plain(text), self._body._replace(is_bold=True), before=6, after=3)

    def _annex_title(self, lines: tuple[str, str, str]) -> list[Paragraph]:
        """Return an annex's number, its title and the paper that it belongs to."""
        number, title, belongs = lines
        italic = self._body._replace(is_italic=True)
        return [
            Paragraph(number, _TITLE, "center", before=6),
            Paragraph(title, _TITLE, "center"),
            Paragraph(belongs, italic, "center", after=6),
        ]

    def _add_titles(self, titles: list[Paragraph], next_height: float) -> None:
        """Write titles, which stay together with what follows."""
        self._flow.need(self._flow.height(titles, self._flow.width) + next_height)
        for title in titles:
            self._flow.add(title)

    def _begin_height(self, blocks: Sequence[Block]) -> float:
        """Return the height at the begin of blocks that stays together with a title above."""
        flow = self._flow
        match blocks:
            case [Text() as block, *_]:
                return flow.line_height(self._body) * min(
                    2, len(flow.set(self._running(plain(block.text)), flow.width))
                )
            case [Heading() as block, *others]:
                return flow.height([self._title(block.text)], flow.width) + self._begin_height(others)
            case [Table() as block, *_]:
                title = flow.height([self._title(block.title)], flow.width)
                if not block.rows:
                    return title + flow.line_height(self._body)
                return title + TableDrawing(flow, block, self._text).begin_height()
            case [Chart() as block, *_]:
                title = flow.height([self._title(block.title)], flow.width)
                return title + ChartDrawing(flow, block, self._text).begin_height()
        return 0.0

    def _add_signatures(self) -> None:
        """Leave room for the signatures; the recipients stand on the left of one, or below several."""
        flow, signed = self._flow, [self._signature(one.post) for one in self._paper.signatures]
        flow.gap(6)
        if len(signed) > 1:
            flow.columns([(flow.width / len(signed), [one]) for one in signed])
            flow.gap(6)
        half = flow.width / 2
        beside = [signed[0]] if len(signed) == 1 else []
        flow.need(flow.height(beside, half))
        top, page = flow.settle(), self._pages.number
        flow.columns([(half, []), (half, beside)])
        bottom, flow.top = flow.top, top
        for one in self._recipients():
            flow.add(one, half)
        if self._pages.number == page:
            flow.top = max(flow.top, bottom)

    def _signature(self, post: str) -> Paragraph:
        look = self._body._replace(is_bold=True)
        text, after = plain(post).upper(), decree.SIGNATURE_ROOM_PT
        return Paragraph(text, look, "center", indent=_BESIDE, after=after)

    def _recipients(self) -> Iterator[Paragraph]:
        title = Look(decree.HEAD_PT, is_bold=True, is_italic=True)
        yield Paragraph(self._text.words("paper.recipients"), title)
        for name in self._text.recipients:
            yield Paragraph(name, Look(decree.RECIPIENTS_PT))
