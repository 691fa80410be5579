"""A code that is made at run time has words in both languages, whatever its parts can be.

mypy holds those whose parts have types (tests/support/words/mypy_plugin.py); what is open has a table.
"""

import ast
from pathlib import Path

import pytest

import gbdt_console
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.words.open_codes import OPEN, UNASKED

PACKAGE = Path(gbdt_console.__file__).parent


def composed(pattern: str, parts: str | tuple[str, ...]) -> str:
    """The code of a pattern with its parts; what is not given is empty."""
    given = (parts,) if isinstance(parts, str) else parts
    return pattern.format(*given, *[""] * (pattern.count("{}") - len(given)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", OPEN)
def test_whatever_the_text_is_its_code_has_words(pattern: str, language: str) -> None:
    words = Words(language)
    assert [code for code in (composed(pattern, one) for one in OPEN[pattern]) if not words.has(code)] == []


def test_each_open_pattern_is_composed_somewhere() -> None:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.add("".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values))
    assert OPEN.keys() - found == set()


def test_what_is_never_asked_for_has_no_words() -> None:
    words = Words("vi")
    demo = {f"demo.remedy.{cause}" for cause in ("line", "carrier-equipment", "codec")}
    assert [code for code in UNASKED if words.has(code) and code not in demo] == []
