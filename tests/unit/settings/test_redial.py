"""`redial`: who calls a site again, and a word that is none at its place with the words that are."""

from pathlib import Path

import pytest

from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.settings.configs import edited, load, problems_of, unmarked


def with_redial(word: str) -> str:
    return edited(("    body: so\n", f"    body: so\n    redial: {word}\n"))


@pytest.mark.parametrize("owner", list(RedialOwner))
def test_each_site_has_one_and_by_default_calls_itself(owner: RedialOwner, tmp_path: Path) -> None:
    network = load(tmp_path, with_redial(owner.value))
    assert [site.redial for site in network.sites] == [owner, RedialOwner.SITE]


def test_a_word_that_is_none_is_told_at_its_place_with_the_words_that_are(tmp_path: Path) -> None:
    plain, places = unmarked(with_redial("§everybody"))
    (problem,) = problems_of(tmp_path, plain)
    assert [(problem.line, problem.column)] == places
    for language in LANGUAGES:
        assert "console" in Words(language)(problem.code, **problem.params)
