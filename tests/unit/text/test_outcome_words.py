"""The table of words of outcome: its codes have words, its proofs have tests, and its page is of both."""

import pytest

from gbdt_console.text.outcome_words import OUTCOME_WORDS, OutcomeWord
from gbdt_console.text.words import LANGUAGES, Words
from tests.support import outcomes_page
from tests.support.catalogues import entries
from tests.support.marked_tests import marked_tests

PHRASES = {
    "intact": "nguyên vẹn",
    "in time": "đúng hạn",
    "told by the carrier": "nhà mạng báo",
}
"""What no sentence says that is not of that row."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", OUTCOME_WORDS, ids=lambda row: row.name)
def test_each_word_and_its_weaker_one_have_words_that_differ(row: OutcomeWord, language: str) -> None:
    words = Words(language)
    assert [code for code in (*row.codes, *row.weaker) if not words.has(code)] == []
    assert {words(code) for code in row.codes}.isdisjoint(words(code) for code in row.weaker)


def test_no_message_says_a_word_and_its_weaker_one() -> None:
    names = [row.name for row in OUTCOME_WORDS]
    assert len(names) == len(set(names)) == 13
    assert [row.name for row in OUTCOME_WORDS if set(row.codes) & set(row.weaker)] == []
    codes = [code for row in OUTCOME_WORDS for code in row.codes]
    assert len(codes) == len(set(codes)), "a word needs one proof"


@pytest.mark.parametrize(("name", "phrase"), PHRASES.items())
def test_a_sentence_that_says_the_word_stands_in_the_table(name: str, phrase: str) -> None:
    (row,) = [row for row in OUTCOME_WORDS if row.name == name]
    saying = {code for area, code, text in entries("vi") if phrase in text.lower() and area != "demo"}
    assert saying - set(row.codes) == set()


def test_each_word_has_a_test_that_withholds_its_proof() -> None:
    found = marked_tests("outcome")
    assert [row.name for row in OUTCOME_WORDS if not found.get(row.name)] == []
    assert sorted(set(found) - {row.name for row in OUTCOME_WORDS}) == [], "a mark names no row"


def test_the_page_of_outcomes_is_up_to_date() -> None:
    text = outcomes_page.PAGE.read_text("utf-8")
    assert text == outcomes_page.page(), "make it anew: python -m tests.support.outcomes_page"
