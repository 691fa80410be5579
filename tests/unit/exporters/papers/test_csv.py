"""CSV files of papers, read back: one a table, UTF-8 with its mark, and no formula."""

from csv import reader
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from gbdt_console.core.clean_text import clean
from gbdt_console.core.reports.paper import Paper
from gbdt_console.exporters.papers.csv_paper import csv_bytes
from tests.support.papers import samples
from tests.support.papers.figures import tables


def read(paper: Paper) -> dict[str, list[list[str]]]:
    archive = ZipFile(BytesIO(csv_bytes(paper)))
    return {
        name: list(reader(StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
        for name in archive.namelist()
    }


def test_every_table_is_a_file_with_its_exact_values() -> None:
    paper = samples.minutes()
    files = read(paper)
    assert len(files) == len(tables(paper))
    first = files["1 Sự cố trong phiên họp.csv"]
    assert first[0] == ["Điểm cầu", "Bắt đầu", "Kéo dài (s)", "Số lần", "Sẵn sàng (%)"]
    assert first[1] == ["2 Bát Xát", "2026-01-05 08:00:00", "3725", "0.5", "99.934"]
    assert first[-1] == ["Chưa rõ", "", "", "", ""]
    for rows, table in zip(files.values(), tables(paper), strict=True):
        assert len(rows) == len(table.rows) + 1


def test_every_file_begins_with_the_mark_of_utf8() -> None:
    archive = ZipFile(BytesIO(csv_bytes(samples.minutes())))
    assert all(archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())


def test_no_cell_begins_a_formula_and_every_name_survives() -> None:
    files = read(samples.hostile())
    cells = [row[0] for rows in files.values() for row in rows[1:]]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert {clean(text, 8_000) for text in (samples.HOSTILE, samples.LONG, samples.STEERING)} <= set(cells)
    assert "'=1+1" in cells


@pytest.mark.parametrize("paper", [samples.minutes(), samples.hostile()], ids=["minutes", "hostile"])
def test_a_file_s_name_leads_out_of_no_folder(paper: Paper) -> None:
    for name in read(paper):
        assert not set(name) & set('/\\:*?"<>|')
        assert len(name) <= 64


def test_money_is_a_plain_number_and_no_sum_stands_among_the_rows() -> None:
    rows = next(iter(read(samples.budget()).values()))
    assert rows[0][1] == "Số tiền (đồng)"
    assert [row[1] for row in rows[1:]] == ["180000000", "2500000", ""]
