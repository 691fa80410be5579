"""No words without a user, and no user without words: what the sources speak is what the catalogues have."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import gbdt_console
from gbdt_console.core.alarms.definitions import DEFINITIONS
from tests.support.catalogues import entries
from tests.support.places import ROOT

PACKAGE = Path(gbdt_console.__file__).parent
SPEAKERS = (
    *(path for path in PACKAGE.rglob("*.py") if path.name != "outcome_words.py"),
    *(ROOT / "deb").glob("*.py"),
    *(ROOT / "tests" / "support").rglob("*_page.py"),
)
"""The program, its manual page and the makers of pages; the table of words of outcome says none itself."""
ANY = "[a-z0-9_.+-]+"
CODES = {code: text for _, code, text in entries("vi")}
BARE = ("evidence.", "checklist.value.")
"""What the engine names without this prefix, which alone would let any code pass."""


SAYING = ("words", "_words", "w", "say", "_fact")
"""Names of what is called with a code to say it."""


class Spoken:
    """What the sources can say: whole codes, codes with parts made at run time, and ends of codes.

    asked: the literal codes that are handed to something that says them
    """

    def __init__(self, trees: Iterator[ast.AST], pages: Iterator[str]) -> None:
        self.whole = {word for page in pages for word in re.findall(r'"([a-z0-9_.+-]+)"', page)}
        patterns, self.ends, self.asked = {r"a^"}, set[str](), set[str]()
        for node in (node for tree in trees for node in ast.walk(tree)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.whole.add(node.value)
                if re.match(r"[a-z-]+\.[a-z.-]*\{\}", node.value):
                    patterns.add(re.escape(node.value).replace(r"\{\}", ANY))
            elif isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else "" for part in node.values]
                if "." in str(parts[0]):
                    patterns.add("".join(re.escape(str(part)) or ANY for part in parts))
                elif not parts[0] and str(parts[1:2]).startswith("['."):
                    self.ends.add("".join(map(str, parts)))
            elif isinstance(node, ast.Call) and _says(node):
                self.asked |= {str(arg.value) for arg in node.args[:1] if isinstance(arg, ast.Constant)}
        self._made = re.compile("|".join(pattern for pattern in patterns if "." in pattern))

    def has(self, code: str) -> bool:
        head, _, end = code.rpartition(".")
        is_ended = f".{end}" in self.ends or ("." in self.ends and end in self.whole)
        return code in self.whole or bool(self._made.fullmatch(code)) or (is_ended and self.has(head))


def _says(call: ast.Call) -> bool:
    return getattr(call.func, "attr", getattr(call.func, "id", "")) in SAYING


@cache
def spoken() -> Spoken:
    pages = (path.read_text("utf-8") for path in PACKAGE.rglob("*.html"))
    return Spoken((ast.parse(path.read_text("utf-8")) for path in SPEAKERS), pages)


def test_every_code_with_words_is_spoken_somewhere() -> None:
    said = spoken()
    assert [code for code in CODES if not said.has(code)] == []
    bare = [code.removeprefix(head) for head in BARE for code in CODES if code.startswith(head)]
    assert [code for code in bare if not (said.has(code) or said.has(f"evidence.{code}"))] == []


def test_every_code_spoken_in_the_program_has_words() -> None:
    asked = {code for code in spoken().asked if re.fullmatch(r"[a-z][a-z0-9_-]*(\.[a-z0-9_+-]+)+", code)}
    assert len(asked) > 40
    assert asked - CODES.keys() == set()


def test_words_that_nobody_speaks_are_named() -> None:
    tree = ast.parse('words("a.b"), words(f"c.{d}"), words(f"{e}.short"), {"f": "g.{}"}')
    said = Spoken(iter([tree]), iter([]))
    known = ("a.b", "c.x", "a.b.short", "g.x", "a.c", "d.x", "a.c.short")
    assert [code for code in known if not said.has(code)] == ["a.c", "d.x", "a.c.short"]


def test_the_details_of_an_alarm_belong_to_a_type() -> None:
    details = {code.removesuffix(".detail") for code in CODES if re.fullmatch(r"alarm\..*\.detail", code)}
    assert details - {f"alarm.{type_}" for type_ in DEFINITIONS} == set()
