"""Writes a paper in any of the formats."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from gbdt_console.core.reports.paper import Paper
from gbdt_console.exporters.papers.pdf_paper import never


class PaperFormat(StrEnum):
    """Names the formats of a paper's file."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"
    CSV = "csv"
    """One file a table, in a .zip."""

    @property
    def suffix(self) -> str:
        """The end of the file's name, without a dot."""
        return "csv.zip" if self is PaperFormat.CSV else self.value


def paper_bytes(
    paper: Paper,
    format_: PaperFormat,
    own_templates: Path | None = None,
    is_cancelled: Callable[[], bool] = never,
) -> bytes:
    """Return the paper's file. Raises BadTemplate and PdfRefused.

    own_templates: folder with the office's templates; None where there is none
    is_cancelled: asked while the PDF is made, the only format that takes more than seconds
    """
    match format_:
        case PaperFormat.DOCX:
            from gbdt_console.exporters.papers.docx_paper import docx_bytes

            return docx_bytes(paper)
        case PaperFormat.PDF:
            from gbdt_console.exporters.papers.docx_paper import docx_bytes
            from gbdt_console.exporters.papers.pdf_paper import pdfs_of

            return pdfs_of({"paper": docx_bytes(paper)}, is_cancelled)["paper"]
        case PaperFormat.XLSX:
            from gbdt_console.exporters.papers.xlsx_paper import xlsx_bytes

            return xlsx_bytes(paper)
        case PaperFormat.HTML:
            from gbdt_console.exporters.papers.html_paper import html_bytes

            return html_bytes(paper, own_templates)
        case PaperFormat.CSV:
            from gbdt_console.exporters.papers.csv_paper import csv_bytes

            return csv_bytes(paper)
