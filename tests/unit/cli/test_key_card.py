"""The key card for the wall says what the action table says."""

from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console.cli.keys import key_card, wall_card
from gbdt_console.cli.main import root
from gbdt_console.core.key_card import CardPart, KeyCard
from gbdt_console.screens.screen_table import all_actions
from gbdt_console.text.words import LANGUAGES, Words
from gbdt_console.ui.actions import Rank
from gbdt_console.ui.key_card import card_html, card_text, shortened
from tests.support.papers.letters import needs_letters

DOCS = Path(__file__).parents[3] / "docs"
KEPT = {"vi": "bang-phim.txt", "en": "keys.txt"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kept_card_is_the_one_of_the_action_table(language: str) -> None:
    words = Words(language)
    kept = (DOCS / language / KEPT[language]).read_text("utf-8")
    assert kept == card_text(key_card(words)), f"gbdt-console keys --lang {language} makes it anew"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_acting_key_stands_on_card_and_page(language: str) -> None:
    words = Words(language)
    rows = [row for part in key_card(words).parts for row in part.rows]
    on_wall = [row for part in wall_card(words).parts for row in part.rows]
    page = unescape(card_html(wall_card(words), language)).replace("<b>", "").replace("</b>", "")
    acting = [action for action in all_actions() if action.keys and action.rank is not Rank.CURSOR]
    assert len(acting) > 30
    for action in acting:
        row = (action.key_name(words), words(f"{action.code}.help"))
        short = on_wall[rows.index(row)]
        assert row[1].startswith(short[1].split(" ")[0])
        assert f"<td>{row[0]}</td><td>{short[1]}</td>" in page


def test_the_card_begins_with_the_few_keys_of_the_first_day_and_names_them_once() -> None:
    first, *others = key_card(Words("vi")).parts
    assert [key for key, _ in first.rows] == ["F1", "Enter", "n", "Space", "z", "g", "h", "t", "c"]
    assert not [row for part in others for row in part.rows if row in first.rows]


def test_the_wall_has_the_first_clause_of_each_line_without_brackets() -> None:
    rows = (
        ("m", "Chặn tiếng điểm (số đã gõ, hoặc điểm đang chọn); kết nối lạ: cách ly"),
        ("F3", "Khung hình: hai hình, xem trước"),
        ("q", "Thoát (có hỏi lại)"),
        ("p", "Gọi preset: p rồi số 0-9"),
        ("z", "Trả lại hình, tới 20 lần. Không mở mic nào"),
        ("b", "Tất cả cảnh báo"),
    )
    short = shortened(KeyCard("t", "h", (CardPart("TOÀN MẠNG (F2)", rows),)))
    assert short.parts[0].title == "TOÀN MẠNG (F2)"
    assert [what for _, what in short.parts[0].rows] == [
        "Chặn tiếng điểm", "Khung hình", "Thoát", "Gọi preset", "Trả lại hình, tới 20 lần", "Tất cả cảnh báo",
    ]  # fmt: skip


def test_the_page_escapes_a_key_that_is_a_sign_of_markup() -> None:
    page = card_html(key_card(Words("vi")), "vi")
    assert "<td><b>&gt;</b></td>" in page
    assert "<td><b>></b></td>" not in page


@pytest.mark.parametrize(
    ("arguments", "begin"),
    [
        pytest.param(["--out", "a.pdf"], b"%PDF", marks=needs_letters),
        pytest.param(["--format", "pdf", "--out", "a.txt"], b"%PDF", marks=needs_letters),
        (["--out", "a.html"], b"<!DOCTYPE html>"),
        (["--out", "a.txt"], "PHÍM CỦA".encode()),
        (["--format", "text", "--out", "a.html"], "PHÍM CỦA".encode()),
    ],
)
def test_the_file_s_ending_decides_unless_a_format_is_named(
    arguments: list[str], begin: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(root, ["keys", *arguments])
    assert done.exit_code == 0, done.output
    assert Path(arguments[-1]).read_bytes().startswith(begin)


def test_a_pdf_is_not_printed_to_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(root, ["keys", "--format", "pdf"])
    assert done.exit_code == 2
    assert "--output bang-phim.pdf" in done.output
