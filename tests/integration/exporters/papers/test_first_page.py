"""What the chair reads fits on one page, also of a large meeting with long names."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.paper import Paper
from gbdt_console.exporters.papers.docx_paper import docx_bytes
from gbdt_console.exporters.papers.pdf_paper import pdfs_of
from gbdt_console.text.paper_wording import with_office_words
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.reports.working_day import NUMBER, SITES, ZONE, at, working_day

LONG = "Ủy ban nhân dân xã Nậm Chày Thượng"


def minutes(language: str) -> Paper:
    fold = MinutesFold(MeetingRef(NUMBER))
    for entry in working_day():
        fold.take(entry)
    facts = fold.facts(SITES, JournalEnd(78, "5a" * 32, at("10:22:00")), at("23:00:00"))
    assert facts is not None
    outage = replace(facts.outages[0], sites=SITES, remedy="thay đoạn cáp quang bị đứt do thi công đường")
    sheet = replace(facts.attendance, waiting=SITES * 4)
    many = tuple(replace(outage, number=number) for number in range(1, 20))
    names = {site: f"{number} {LONG} {number}" for number, site in enumerate(SITES, start=150)}
    words = ReportWords(Words(language), ReportPlace(timezone=ZONE, names=names))
    return minutes_paper(replace(facts, outages=many, attendance=sheet), words)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chairs_page_of_the_minutes_is_one_page(language: str, tmp_path: Path) -> None:
    paper = with_office_words(replace(minutes(language), annexes=()), None)
    path = tmp_path / "minutes.pdf"
    path.write_bytes(pdfs_of({"minutes": docx_bytes(paper)})["minutes"])
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1\n" in told
