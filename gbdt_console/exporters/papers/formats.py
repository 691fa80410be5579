"""Writes a paper in any of the formats, with the office's own words."""

from pathlib import Path

from gbdt_console.core.reports.archive import PaperFormat, ReportFailed, ReportTask
from gbdt_console.core.reports.paper import Paper
from gbdt_console.text.office_templates import ENDLESS, TOO_LONG, BadTemplate
from gbdt_console.text.reports.paper_wording import with_office_words

TEMPLATES = "reports"
"""Folder of the office's own templates, beside sites.yaml."""

_CODES = {TOO_LONG: "paper.template-too-long", ENDLESS: "paper.template-endless"}
"""Codes of the words for reasons that have none of the template engine."""


def worded(paper: Paper, own_templates: Path | None) -> Paper:
    """Return the paper with the office's opening and closing paragraphs. Raises ReportFailed.

    own_templates: folder with the office's templates; None where there is none
    """
    try:
        return with_office_words(paper, own_templates)
    except BadTemplate as error:
        raise _told(error) from None


def file_of(
    paper: Paper, format_: PaperFormat, own_templates: Path | None, task: ReportTask | None = None
) -> bytes:
    """Return the paper's file. Raises ReportFailed.

    task: is told how far a file of pages or sheets is, and may cancel it
    """
    match format_:
        case PaperFormat.DOCX:
            return _docx(paper, task)
        case PaperFormat.PDF:
            from gbdt_console.exporters.papers.pdf_paper import pdf_bytes

            return pdf_bytes(paper, task)
        case PaperFormat.XLSX:
            from gbdt_console.exporters.papers.xlsx_paper import xlsx_bytes

            return xlsx_bytes(paper, task)
        case PaperFormat.HTML:
            from gbdt_console.exporters.papers.html_paper import html_bytes

            try:
                return html_bytes(paper, own_templates)
            except BadTemplate as error:
                raise _told(error) from None
        case PaperFormat.CSV:
            from gbdt_console.exporters.papers.csv_paper import csv_bytes

            return csv_bytes(paper)


def _docx(paper: Paper, task: ReportTask | None) -> bytes:
    from gbdt_console.exporters.papers.docx_paper import docx_bytes

    return docx_bytes(paper, task)


def _told(error: BadTemplate) -> ReportFailed:
    place = f"{error.path}:{error.line}"
    if error.reason in _CODES:
        return ReportFailed(_CODES[error.reason], reason=place)
    return ReportFailed("paper.template", reason=f"{place}: {error.reason}")
