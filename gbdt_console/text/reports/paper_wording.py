"""Adds the office's own paragraphs to the first page of a report."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gbdt_console.core.reports.paper import Paper, Text
from gbdt_console.text.office_templates import TOO_LONG, BadTemplate, OfficeTemplates
from gbdt_console.text.reports.paper_text import PaperText, plain

_LONGEST = 8_000
"""Limits what one template writes, characters: a page has about 3 000."""


def with_office_words(paper: Paper, own_templates: Path | None) -> Paper:
    """Return the report with its opening and closing paragraphs. Raises BadTemplate."""
    templates = OfficeTemplates(("gbdt_console.text", "report_templates"), own_templates)
    opening, closing = (tuple(_paragraphs(templates, name, paper)) for name in ("opening.txt", "closing.txt"))
    return replace(paper, blocks=(*opening, *paper.blocks, *closing))


def _paragraphs(templates: OfficeTemplates, name: str, paper: Paper) -> Iterator[Text]:
    head = paper.head
    context = {
        "kind": paper.kind.value,
        "language": paper.language,
        "subject": plain(paper.subject),
        "body": plain(head.body),
        "superior": plain(head.superior),
        "place": plain(head.place),
        "day": PaperText(paper).day,
        "parties": [plain(signature.post) for signature in paper.signatures],
    }
    written = templates.render(name, context)
    if len(written) > _LONGEST:
        raise BadTemplate(templates.path(name), 1, TOO_LONG)
    lines = (" ".join(line.split()) for line in written.splitlines())
    return (Text(plain(line)) for line in lines if line)
