"""The words of every area as they stand in the catalogues, and the places in them."""

from functools import cache
from string import Formatter

from babel.messages.pofile import read_po

from gbdt_console.text.usage import DOMAIN
from gbdt_console.text.words import LOCALE_DIR


@cache
def entries(language: str) -> list[tuple[str, str, str]]:
    """Area, code and words of every message of one language.

    The texts of the command line have no codes: their English stands in the program (tests/unit/cli).
    """
    found = []
    for path in sorted((LOCALE_DIR / language / "LC_MESSAGES").glob("*.po")):
        if path.stem == DOMAIN:
            continue
        with path.open("rb") as source:
            found += [(path.stem, str(m.id), str(m.string)) for m in read_po(source) if m.id]
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
