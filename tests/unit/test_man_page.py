"""The man page has every verb and option, and nothing that groff reads as a request of its own."""

import re

import pytest

from deb.man_page import man_page
from gbdt_console.cli.completion.table import completion_table
from gbdt_console.cli.main import root


@pytest.mark.parametrize("language", ["vi", "en"])
def test_man_page_names_every_verb_and_option(language: str) -> None:
    page = man_page(language, "0.1.0", "2026-11-26").replace("\\-", "-")
    table = completion_table(root)
    verbs = [key[1:].replace("/", " ").removesuffix(" -") for key in table if re.fullmatch("/.*[^ ] -", key)]
    assert len(verbs) > 100
    assert [verb for verb in verbs if not re.search(rf'(\\fB|SS "){verb}["\\]', page)] == []
    options = {word for key, place in table.items() if key.endswith(" -") for word, _ in place.words}
    assert [name for name in options if name not in page] == []
    assert re.findall(r"\bman\.[a-z-]+", page) == [], "every code has words"
    requests = {line.split()[0] for line in page.splitlines() if line.startswith((".", "'"))}
    assert requests == {".TH", ".SH", ".SS", ".TP", ".B", ".I", ".RS", ".RE"}
