"""`report … --format` writes each kind of file, with the office's own words."""

from html import escape
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

from gbdt_console.exporters.papers import pdf_fonts
from tests.support.cli.station import Station
from tests.support.papers.letters import HAS_LETTERS
from tests.support.reports.working_day import TITLE, write_day


def test_each_format_is_a_file_of_its_kind(station: Station, tmp_path: Path) -> None:
    write_day(station.state)
    for format_ in ("docx", "xlsx", "html", "csv", *["pdf"] * HAS_LETTERS):
        made = station.run("report", "minutes", "--format", format_, "--output", str(tmp_path / format_))
        assert (made.exit_code, made.stderr) == (0, ""), made.stderr
        assert str(tmp_path / format_) in made.stdout
    assert any(TITLE in paragraph.text for paragraph in Document(str(tmp_path / "docx")).paragraphs)
    cover = load_workbook((tmp_path / "xlsx").open("rb")).worksheets[0]["A"]
    assert any(TITLE in str(cell.value) for cell in cover)
    assert escape(TITLE) in (tmp_path / "html").read_text("utf-8")
    assert any(
        "8 Sa Pa" in ZipFile(tmp_path / "csv").read(n).decode() for n in ZipFile(tmp_path / "csv").namelist()
    )


def test_several_tables_are_never_a_zip_that_is_called_csv(station: Station, tmp_path: Path) -> None:
    write_day(station.state)
    path = tmp_path / "a.csv"
    refused = station.run("report", "minutes", "--format", "csv", "--output", str(path))
    assert (refused.exit_code, path.exists()) == (2, False)
    assert f"{path}.zip" in refused.stderr


@pytest.mark.parametrize("format_", ["docx", "text", "json"])
def test_a_closed_meetings_paper_is_its_owners_alone(station: Station, tmp_path: Path, format_: str) -> None:
    write_day(station.state, is_closed=True)
    path = tmp_path / "paper"
    station.do("report", "minutes", "--format", format_, "--output", str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    station.do("report", "minutes", "--format", format_, "--output", str(path))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_without_a_name_is_named_after_the_report(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_day(station.state)
    monkeypatch.chdir(tmp_path)
    assert station.run("report", "minutes", "--format", "csv").exit_code == 0
    (made,) = tmp_path.glob("*.csv.zip")
    assert made.name.startswith("minutes-")


def test_the_office_s_own_paragraphs_are_on_paper_and_a_wrong_one_is_named(station: Station) -> None:
    write_day(station.state)
    folder = station.config.parent / "reports"
    folder.mkdir()
    (folder / "opening.txt").write_text("Căn cứ Quy chế số 12/QC của {{ place }};\n")
    assert "Căn cứ Quy chế số 12/QC" in station.run("report", "minutes").stdout
    (folder / "opening.txt").write_text("x\n{{ nobody }}\n")
    result = station.run("report", "minutes")
    assert (result.exit_code, result.stdout) == (4, "")
    assert f"{folder / 'opening.txt'}:2" in result.stderr


def test_a_machine_without_the_letters_is_told_what_to_install(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_day(station.state)
    monkeypatch.setattr(pdf_fonts, "_FOLDERS", (str(tmp_path),))
    pdf_fonts._files.cache_clear()
    pdf_fonts._family.cache_clear()
    result = station.run("report", "minutes", "--format", "pdf", "--output", str(tmp_path / "a.pdf"))
    assert result.exit_code == 4
    assert "fonts-liberation" in result.stderr
    assert not (tmp_path / "a.pdf").exists()
