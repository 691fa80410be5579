"""`cards`: the cards of all sites in one file."""

from pathlib import Path

import pytest
from docx import Document

from tests.support.cli.station import Station


def test_a_file_has_a_page_for_each_site_and_the_terminal_has_the_same(
    station: Station, tmp_path: Path
) -> None:
    file = tmp_path / "phieu.docx"
    assert "11" in station.do("cards", "--output", str(file))
    lines = Document(str(file)).paragraphs
    assert sum(bool(line.paragraph_format.page_break_before) for line in lines) == 10
    shown = station.do("cards", "8,9")
    assert ("8  SA PA" in shown, "9  SI MA CAI" in shown, "BÁT XÁT" in shown) == (True, True, False)


def test_a_changed_number_of_the_centre_stands_on_the_cards(station: Station) -> None:
    station.do("technicians", "name", "centre", "--name", "Bình", "--phone", "0912 000 001")
    shown = station.do("cards", "8")
    assert "0912 000 001" in shown
    assert "Bình" not in shown


@pytest.mark.parametrize("words", [("99",), ("--output", "cards.txt")])
def test_an_unknown_site_or_ending_is_wrong_usage(words: tuple[str, ...], station: Station) -> None:
    assert station.run("cards", *words).exit_code == 2
