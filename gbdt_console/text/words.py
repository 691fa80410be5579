"""Look up the words of a code in a catalogue."""

import gettext
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")


class Words:
    """Translates codes into one language. An unknown code is shown as itself, never as an error."""

    def __init__(self, language: str) -> None:
        """Raise ValueError unless `language` is one of LANGUAGES."""
        if language not in LANGUAGES:
            raise ValueError(language)
        self.language = language
        self._catalogue = _catalogue(language)
        self._known: dict[str, str] = {}

    def __call__(self, code: str, /, **params: object) -> str:
        """Return the words of `code`, with `params` in their places."""
        text = self._known.get(code) or self._look_up(code)
        return text.format_map(params) if params else text

    def has(self, code: str) -> bool:
        return code in self._known or self._look_up(code) != code

    def named(self, code: str, otherwise: str) -> str:
        """Return the words of `code`, else a text: a code may be another version's or a third party's."""
        return self(code) if self.has(code) else otherwise

    def _look_up(self, code: str) -> str:
        """Ask one area after the other, and keep what one knows.

        Unknown codes are not kept: a device may send ever new ones.
        """
        text = self._catalogue.gettext(code)
        if text != code:
            self._known[code] = text
        return text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Merge the areas of one language into one catalogue."""
    merged: gettext.NullTranslations | None = None
    for path in sorted((LOCALE_DIR / language / "LC_MESSAGES").glob("*.mo")):
        area = gettext.translation(path.stem, LOCALE_DIR, [language])
        if merged is None:
            merged = area
        else:
            merged.add_fallback(area)
    return merged or gettext.NullTranslations()
