"""The key card for the wall says what the action table says."""

from html import unescape
from pathlib import Path

import pytest

from gbdt_console.cli.keys import key_card
from gbdt_console.screens.screen_table import all_actions
from gbdt_console.text.words import LANGUAGES, Words
from gbdt_console.ui.actions import Rank
from gbdt_console.ui.key_card import card_html, card_text

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kept_card_is_the_one_of_the_action_table(language: str) -> None:
    words = Words(language)
    kept = (DOCS / language / "bang-phim.txt").read_text("utf-8")
    assert kept == card_text(key_card(words), words), f"gbdt-console keys --lang {language} makes it anew"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_acting_key_stands_on_card_and_page(language: str) -> None:
    words = Words(language)
    card = key_card(words)
    rows = [row for part in card for row in part.rows]
    page = unescape(card_html(card, words))
    acting = [action for action in all_actions() if action.keys and action.rank is not Rank.CURSOR]
    assert len(acting) > 30
    for action in acting:
        row = (action.key_name(words), words(f"{action.code}.help"))
        assert row in rows
        assert f"<td>{row[0]}</td><td>{row[1]}</td>" in page


def test_the_page_escapes_a_key_that_is_a_sign_of_markup() -> None:
    words = Words("vi")
    page = card_html(key_card(words), words)
    assert "<td>&gt;</td>" in page
    assert "<td>></td>" not in page
