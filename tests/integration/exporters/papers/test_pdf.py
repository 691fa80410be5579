"""Papers drawn by LibreOffice: every figure is there, and the chair's page is one page."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.cli.keys import wall_card
from gbdt_console.core.people import Contact
from gbdt_console.core.profiles.profile import BackupConference, Profile, ProfileSite
from gbdt_console.core.reports.archive import PaperFormat, ReportFailed
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.paper import CellKind, Paper
from gbdt_console.core.sites import Hosted
from gbdt_console.exporters.papers.card_docx import card_docx
from gbdt_console.exporters.papers.docx_paper import docx_bytes
from gbdt_console.exporters.papers.formats import file_of
from gbdt_console.exporters.papers.pdf_paper import pdfs_of
from gbdt_console.exporters.papers.site_cards_docx import site_cards_docx
from gbdt_console.exporters.papers.xlsx_paper import xlsx_bytes
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.month import availability_paper, carrier_paper
from gbdt_console.text.reports.outages.outage_paper import outage_paper
from gbdt_console.text.reports.paper_wording import with_office_words
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.reports.year import year_paper
from gbdt_console.text.site_card_text import site_cards
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.engine.networks import network
from tests.support.papers import samples
from tests.support.papers.figures import all_words, said_rows, tables
from tests.support.papers.first_pages import first_pages
from tests.support.reports.season import SEASON, SHARED
from tests.support.reports.season_facts import season_month, season_outage, season_year
from tests.support.reports.working_day import NUMBER, SITES, ZONE, at, working_day
from tests.support.wait import until


def day_s_minutes() -> Paper:
    """The minutes of one whole working day, as `report minutes` makes them."""
    fold = MinutesFold(MeetingRef(NUMBER))
    for entry in working_day():
        fold.take(entry)
    facts = fold.facts(SITES, JournalEnd(78, samples.HASH, at("10:22:00")), at("23:00:00"))
    assert facts is not None
    return minutes_paper(facts, ReportWords(Words("vi"), ReportPlace(samples.minutes().head, ZONE)))


needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")


def season_s_papers() -> dict[str, Paper]:
    """The papers whose figures `tests/unit/text/reports/test_recount.py` recomputes."""
    words = ReportWords(Words("vi"), ReportPlace.of(SEASON.network, Words("vi")))
    return {
        "outage": outage_paper(season_outage(SHARED), words),
        "carrier": carrier_paper(season_month("2026-02", "b"), words),
        "availability": availability_paper(season_month("2026-02"), words),
        "year": year_paper(season_year(), words),
    }


PAPERS = {
    "minutes": with_office_words(samples.minutes(), None),
    "hostile": samples.hostile(),
    "day": with_office_words(day_s_minutes(), None),
    **{name: with_office_words(paper, None) for name, paper in season_s_papers().items()},
}
FIRST_PAGES = first_pages("vi") | first_pages("en")
CARDS = {f"card{language}": wall_card(Words(language)) for language in LANGUAGES}
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1"
"""LibreOffice's filter: each sheet as it is shown, in UTF-8."""
BOTH = pytest.mark.parametrize("name", list(PAPERS))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF of each paper, drawn by one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("pdf")
    papers = {name: docx_bytes(paper) for name, paper in (PAPERS | FIRST_PAGES).items()}
    made = pdfs_of(papers | {name: card_docx(card) for name, card in CARDS.items()})
    for name, content in made.items():
        (folder / f"{name}.pdf").write_bytes(content)
    return {name: folder / f"{name}.pdf" for name in made}


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def pages_of(pdf: Path) -> list[str]:
    """The text of each page, without spaces: a cell breaks its text over lines."""
    return ["".join(page.split()) for page in run("pdftotext", "-raw", str(pdf), "-").split("\f")[:-1]]


@needs_office
@BOTH
def test_every_word_and_figure_of_a_paper_is_in_the_pdf(name: str, drawn: dict[str, Path]) -> None:
    found = "".join(pages_of(drawn[name])).replace("\ufffd", "")
    wanted = Counter("".join(word.split()).replace("\ufffd", "") for word in all_words(PAPERS[name]))
    assert [word for word, times in wanted.items() if found.count(word) < times] == []


@needs_office
@pytest.mark.parametrize("name", list(season_s_papers()))
def test_no_head_and_no_figure_of_a_table_breaks_inside_of_a_word(name: str, drawn: dict[str, Path]) -> None:
    found = Counter(run("pdftotext", "-raw", str(drawn[name]), "-").split())
    words = Counter[str]()
    for table in tables(PAPERS[name]):
        if table.rows:
            words.update(word for column in table.columns for word in column.title.split())
        for row in said_rows(table):
            kinds = zip(row, table.columns, strict=True)
            words.update(
                word for cell, one in kinds if one.kind is not CellKind.TEXT for word in cell.split()
            )
    assert len(words) > 20
    assert words - found == Counter()


@needs_office
@pytest.mark.parametrize("name", [name for name in PAPERS if name != "hostile"])
def test_the_chair_s_page_is_one_page_with_its_signatures(name: str, drawn: dict[str, Path]) -> None:
    pages = pages_of(drawn[name])
    posts = ["".join(signature.post.upper().split()) for signature in PAPERS[name].signatures]
    assert posts
    assert all(post in pages[0] for post in posts)
    assert "Lưu:VT." in pages[0]
    assert "PHỤLỤC1" in pages[1]
    assert [page.startswith(str(n)) for n, page in enumerate(pages, 1)] == [False] + [True] * (len(pages) - 1)


@needs_office
@pytest.mark.parametrize("name", list(FIRST_PAGES))
def test_a_first_page_of_many_sites_with_long_names_is_one_page(name: str, drawn: dict[str, Path]) -> None:
    (page,) = pages_of(drawn[name])
    assert re.search(r"-(Lưu:VT|Archive)\.", page)


@needs_office
@pytest.mark.parametrize("name", list(CARDS))
def test_the_key_card_is_one_page_with_every_key(name: str, drawn: dict[str, Path]) -> None:
    (page,) = pages_of(drawn[name])
    wanted = ["".join(f"{key}{what}".split()) for part in CARDS[name].parts for key, what in part.rows]
    assert len(wanted) > 50
    assert [row for row in wanted if row not in page] == []


@needs_office
def test_wide_annexes_are_landscape_and_tables_repeat_their_head(drawn: dict[str, Path]) -> None:
    sizes = re.findall(r"size: +([\d.]+) x ([\d.]+)", run("pdfinfo", "-l", "99", str(drawn["minutes"])))
    is_wide = [float(width) > float(height) for width, height in sizes]
    assert is_wide[0] is False
    assert is_wide[1:-1] == [True] * (len(sizes) - 2)
    assert is_wide[-1] is False
    pages = pages_of(drawn["minutes"])
    assert all("Điểmcầu" in page for page in pages[1:-1])


@needs_office
def test_a_spreadsheet_opens_with_its_numbers_and_without_formulas(tmp_path: Path) -> None:
    (tmp_path / "hostile.xlsx").write_bytes(xlsx_bytes(samples.hostile()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    book = str(tmp_path / "hostile.xlsx")
    run("soffice", profile, "--headless", "--convert-to", EVERY_SHEET, "--outdir", str(tmp_path), book)
    shown = "".join(path.read_text() for path in tmp_path.glob("*.csv"))
    for text in ("=1+1", "@SUM(A1)", "A&B <c>", "1:02:05", "99.934%", "05/01/2026 08:00:00"):
        assert text in shown, text


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program named soffice, which the test writes."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return program


def write_program(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def refusal(paper: Paper) -> str:
    with pytest.raises(ReportFailed) as refused:
        file_of(paper, PaperFormat.PDF, None)
    return refused.value.code


def test_a_machine_without_libreoffice_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(samples.minutes()) == "paper.no-libreoffice"


def test_a_libreoffice_that_makes_nothing_is_told(office: Path) -> None:
    write_program(office, "exit 0")
    assert refusal(samples.minutes()) == "paper.pdf-failed"


def test_a_libreoffice_that_takes_too_long_is_told(office: Path) -> None:
    write_program(office, "sleep 600")
    with pytest.raises(ReportFailed) as refused:
        pdfs_of({"paper": b""}, longest_s=0.0)
    assert refused.value.code == "paper.pdf-late"


@pytest.mark.parametrize(("size", "is_tagged"), [(60_000, True), (300_000, False)])
def test_the_cells_of_a_year_are_not_tagged_one_by_one(office: Path, size: int, is_tagged: bool) -> None:
    """A year of 49 000 cells is 1 MB without tags and 21 with them; a meeting's minutes keep theirs."""
    write_program(office, 'for last; do :; done; echo "$*" > "${last%.docx}.pdf"')
    said = pdfs_of({"paper": bytes(size)})["paper"].decode()
    assert ("UseTaggedPDF" not in said) == is_tagged


def test_a_cancelled_libreoffice_ends_with_its_children(office: Path, tmp_path: Path) -> None:
    write_program(office, f"(sleep 600) & echo $! > {tmp_path}/child; sleep 600")
    child = tmp_path / "child"

    def has_started() -> bool:
        return child.exists() and child.read_text().endswith("\n")

    with pytest.raises(ReportFailed) as refused:
        pdfs_of({"paper": b""}, has_started)
    assert refused.value.code == "paper.cancelled"
    until(lambda: not is_running(int(child.read_text())), "the child of LibreOffice ended")


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] not in "ZX"
    except OSError:
        return False


@needs_office
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_s_card_with_much_to_tell_keeps_to_its_page(language: str, tmp_path: Path) -> None:
    long = "trực kỹ thuật ca 1 của doanh nghiệp viễn thông, khu vực miền núi phía Bắc"
    contacts = tuple(Contact(long, f"0214 000 080{n}") for n in range(4))
    plain = network(3)
    sites = tuple(
        replace(one, name=long[:60], conference_number="2001", floor_preset=1) for one in plain.sites
    )
    hosted = Hosted("Trung tâm điều hành của Văn phòng", "sip:hop-2026@hoinghi.example.vn", (), contacts)
    backup = BackupConference("sip:duphong@hoinghi.example.vn", long[:60], long[:60])
    full = replace(
        plain,
        sites=sites,
        centre=replace(plain.centre, contacts=contacts, hosted=hosted),
        carriers={id_: replace(one, contacts=contacts) for id_, one in plain.carriers.items()},
        profiles=(Profile("a", "A", tuple(ProfileSite(one.id, "1") for one in sites), backup=backup),),
    )
    cards = site_cards(full, (), sites, "2026-11-30", Words(language))
    file = tmp_path / "cards.pdf"
    file.write_bytes(pdfs_of({"cards": site_cards_docx(cards)})["cards"])
    assert len(pages_of(file)) == len(sites)
