"""Words for codes: every sentence the program shows comes from a catalogue by its code."""

import gettext
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")


class Words:
    """The words of one language. An unknown code is shown as itself, never as an error."""

    def __init__(self, language: str) -> None:
        """`language` is one of LANGUAGES; ValueError otherwise."""
        if language not in LANGUAGES:
            raise ValueError(language)
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, code: str, /, **params: object) -> str:
        text = self._catalogue.gettext(code)
        return text.format_map(params) if params else text

    def has(self, code: str) -> bool:
        """Whether the catalogue knows the code."""
        return self._catalogue.gettext(code) != code


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """All areas of one language in one catalogue."""
    merged: gettext.NullTranslations | None = None
    for path in sorted((LOCALE_DIR / language / "LC_MESSAGES").glob("*.mo")):
        area = gettext.translation(path.stem, LOCALE_DIR, [language])
        if merged is None:
            merged = area
        else:
            merged.add_fallback(area)
    return merged or gettext.NullTranslations()
