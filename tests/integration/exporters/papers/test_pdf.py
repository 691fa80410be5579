"""Papers as PDF: every figure is there, and the chair's page is one page, as LibreOffice draws the .docx."""

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
from gbdt_console.core.reports.archive import PaperFormat, ReportFailed, ReportTask
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.paper import Annex, CellKind, Column, Paper, Table
from gbdt_console.core.site_card import SiteCard
from gbdt_console.core.sites import Hosted
from gbdt_console.exporters.papers.cards_pdf import key_card_pdf, site_cards_pdf
from gbdt_console.exporters.papers.docx_paper import docx_bytes
from gbdt_console.exporters.papers.formats import file_of
from gbdt_console.exporters.papers.pdf_paper import pdf_bytes
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
from tests.support.papers.letters import needs_letters
from tests.support.papers.office import drawn_by_office
from tests.support.reports.season import SEASON, SHARED
from tests.support.reports.season_facts import season_month, season_outage, season_year
from tests.support.reports.working_day import NUMBER, SITES, ZONE, at, working_day


def day_s_minutes() -> Paper:
    """The minutes of one whole working day, as `report minutes` makes them."""
    fold = MinutesFold(MeetingRef(NUMBER))
    for entry in working_day():
        fold.take(entry)
    facts = fold.facts(SITES, JournalEnd(78, samples.HASH, at("10:22:00")), at("23:00:00"))
    assert facts is not None
    return minutes_paper(facts, ReportWords(Words("vi"), ReportPlace(samples.minutes().head, ZONE)))


needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
pytestmark = [needs_letters, needs_poppler]
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
    """The PDF of each paper and card."""
    folder = tmp_path_factory.mktemp("pdf")
    made = {name: pdf_bytes(paper) for name, paper in (PAPERS | FIRST_PAGES).items()}
    made |= {f"card{one}": key_card_pdf(CARDS[f"card{one}"], one) for one in LANGUAGES}
    for name, content in made.items():
        (folder / f"{name}.pdf").write_bytes(content)
    return {name: folder / f"{name}.pdf" for name in made}


@pytest.fixture(scope="module")
def as_word(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The .docx of each paper, drawn by one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("docx")
    made = drawn_by_office({name: docx_bytes(paper) for name, paper in (PAPERS | FIRST_PAGES).items()})
    for name, content in made.items():
        (folder / f"{name}.pdf").write_bytes(content)
    return {name: folder / f"{name}.pdf" for name in made}


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def pages_of(pdf: Path) -> list[str]:
    """The text of each page, without spaces: a cell breaks its text over lines."""
    return ["".join(page.split()) for page in run("pdftotext", "-raw", str(pdf), "-").split("\f")[:-1]]


@BOTH
def test_every_word_and_figure_of_a_paper_is_in_the_pdf(name: str, drawn: dict[str, Path]) -> None:
    found = "".join(pages_of(drawn[name])).replace("\ufffd", "")
    wanted = Counter("".join(word.split()).replace("\ufffd", "") for word in all_words(PAPERS[name]))
    assert [word for word, times in wanted.items() if found.count(word) < times] == []


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


@pytest.mark.parametrize("name", [name for name in PAPERS if name != "hostile"])
def test_the_chair_s_page_is_one_page_with_its_signatures(name: str, drawn: dict[str, Path]) -> None:
    pages = pages_of(drawn[name])
    posts = ["".join(signature.post.upper().split()) for signature in PAPERS[name].signatures]
    assert posts
    assert all(post in pages[0] for post in posts)
    assert "Lưu:VT." in pages[0]
    assert "PHỤLỤC1" in pages[1]
    assert [page.startswith(str(n)) for n, page in enumerate(pages, 1)] == [False] + [True] * (len(pages) - 1)


@pytest.mark.parametrize("name", list(FIRST_PAGES))
def test_a_first_page_of_many_sites_with_long_names_is_one_page(name: str, drawn: dict[str, Path]) -> None:
    (page,) = pages_of(drawn[name])
    assert re.search(r"-(Lưu:VT|Archive)\.", page)


@pytest.mark.parametrize("name", list(CARDS))
def test_the_key_card_is_one_page_with_every_key(name: str, drawn: dict[str, Path]) -> None:
    (page,) = pages_of(drawn[name])
    wanted = ["".join(f"{key}{what}".split()) for part in CARDS[name].parts for key, what in part.rows]
    assert len(wanted) > 50
    assert [row for row in wanted if row not in page] == []


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


def rows(count: int) -> Paper:
    """A paper whose annex is a table of so many rows."""
    columns = (Column("Điểm cầu", weight=2), Column("Lý do"))
    lines = tuple((f"{n} Nậm Chày", f"dòng {n} hết") for n in range(count))
    table = Table("Sự cố", columns, lines, "Không có sự cố.")
    return replace(samples.minutes(), annexes=(Annex("Sự cố", (table,), is_wide=True),))


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (500, 17)])
def test_an_annex_of_no_row_or_of_many_is_whole(count: int, pages: int, tmp_path: Path) -> None:
    file = tmp_path / "rows.pdf"
    file.write_bytes(pdf_bytes(rows(count)))
    _, *annex = pages_of(file)
    assert len(annex) == pages
    assert all("ĐiểmcầuLýdo" in page for page in annex) == bool(count)
    assert ("Khôngcósựcố." in annex[0]) == (not count)
    found = [int(n) for page in annex for n in re.findall(r"dòng(\d+)hết", page)]
    assert found == list(range(count))


def test_a_row_that_is_higher_than_a_page_goes_on_on_the_next(tmp_path: Path) -> None:
    words = " ".join(f"w{n}" for n in range(1_200))
    table = Table("Ghi chú", (Column("Lý do"), Column("Điểm cầu", weight=9)), ((words, "Nậm Chày"),))
    file = tmp_path / "high.pdf"
    file.write_bytes(pdf_bytes(replace(samples.minutes(), annexes=(Annex("Ghi chú", (table,)),))))
    assert len(pages_of(file)) > 5
    assert set(words.split()) <= set(run("pdftotext", "-raw", str(file), "-").split())


def test_a_head_that_is_higher_than_a_page_leaves_room_for_the_rows(tmp_path: Path) -> None:
    words = " ".join(f"w{n}" for n in range(1_200))
    columns = (Column(words), Column("Điểm cầu", weight=9))
    table = Table("Ghi chú", columns, tuple((f"r{n}", "Nậm Chày") for n in range(60)))
    file = tmp_path / "head.pdf"
    file.write_bytes(pdf_bytes(replace(samples.minutes(), annexes=(Annex("Ghi chú", (table,)),))))
    text = run("pdftotext", "-raw", str(file), "-").split()
    assert {f"r{n}" for n in range(60)} <= set(text)
    assert "…" in text


def test_the_letters_of_a_pdf_are_in_the_file(drawn: dict[str, Path]) -> None:
    for name in ("minutes", "cardvi"):
        for font in run("pdffonts", str(drawn[name])).splitlines()[2:]:
            assert font.split()[-5:-2] == ["yes", "yes", "yes"], font


LONG_FORMATS = (PaperFormat.PDF, PaperFormat.DOCX, PaperFormat.XLSX)


@pytest.mark.parametrize("format_", LONG_FORMATS)
def test_a_paper_tells_how_far_it_is(format_: PaperFormat) -> None:
    shares: list[float] = []
    file_of(rows(500), format_, None, ReportTask(shares.append))
    assert shares == sorted(shares)
    assert len(shares) > 5
    assert 0 < shares[0] < 0.5
    assert shares[-1] == 1.0


@pytest.mark.parametrize("format_", LONG_FORMATS)
def test_a_cancelled_paper_ends_before_its_last_row(format_: PaperFormat) -> None:
    task = ReportTask(lambda share: shares.append(share) or task.cancel())
    shares: list[float] = []
    with pytest.raises(ReportFailed) as refused:
        file_of(rows(500), format_, None, task)
    assert refused.value.code == "paper.cancelled"
    assert len(shares) == 1


def full_cards(language: str) -> tuple[SiteCard, ...]:
    """The cards of three sites that have as much to tell as may be."""
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
    return site_cards(full, (), sites, "2026-11-30", Words(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_s_card_with_much_to_tell_keeps_to_its_page(language: str, tmp_path: Path) -> None:
    cards = full_cards(language)
    file = tmp_path / "cards.pdf"
    file.write_bytes(site_cards_pdf(cards, language))
    pages = pages_of(file)
    assert len(pages) == len(cards)
    for page, card in zip(pages, cards, strict=True):
        wanted = [text for part in card.parts for row in part.rows for text in row]
        assert [text for text in wanted if "".join(text.split()) not in page] == []


@needs_office
def test_word_draws_the_same_first_page_of_each_paper(
    as_word: dict[str, Path], drawn: dict[str, Path]
) -> None:
    """Whoever prints the .docx signs the same page; each paper has as many pages in both."""
    for name, file in as_word.items():
        by_word, own = pages_of(file), pages_of(drawn[name])
        assert len(by_word) == len(own), name
        assert sorted(by_word[0]) == sorted(own[0]), name


@needs_office
def test_word_keeps_a_full_card_of_each_site_to_its_page(tmp_path: Path) -> None:
    file = tmp_path / "cards.pdf"
    file.write_bytes(drawn_by_office({"cards": site_cards_docx(full_cards("vi"))})["cards"])
    assert len(pages_of(file)) == len(full_cards("vi"))
