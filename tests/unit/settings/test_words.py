"""Every code that settings can give has its words, in both languages and with the same placeholders."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import gbdt_console.settings
from gbdt_console.text.words import LANGUAGES, LOCALE_DIR, Words
from tests.support.settings.configs import edited, problems_of
from tests.support.settings.mistakes import NETWORK, SHAPE, TEXTS

PLACEHOLDER = re.compile(r"\{\w+\}")


def catalogue(language: str) -> dict[str, str]:
    with (LOCALE_DIR / language / "LC_MESSAGES" / "settings.po").open("rb") as file:
        return {message.id: str(message.string) for message in read_po(file) if message.id}


def codes_in_source() -> set[str]:
    folder = Path(gbdt_console.settings.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return set(re.findall(r'"(settings\.[a-z0-9-]+)"', source))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words_and_no_words_are_left_over(language: str) -> None:
    assert set(catalogue(language)) == codes_in_source()


def test_both_languages_have_the_same_placeholders() -> None:
    english = catalogue("en")
    for code, words in catalogue("vi").items():
        assert sorted(PLACEHOLDER.findall(words)) == sorted(PLACEHOLDER.findall(english[code])), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_loader_gives_every_placeholder_its_value(language: str, tmp_path: Path) -> None:
    words = Words(language)
    contents = [edited((old, new)).replace("§", "") for _code, old, new in SHAPE + NETWORK]
    for content in contents + [row[1] for row in TEXTS]:
        for problem in problems_of(tmp_path, content) + problems_of(tmp_path, content, {}):
            sentence = words(problem.code, **problem.params)
            assert sentence != problem.code
            assert not PLACEHOLDER.search(sentence), sentence
