"""Look up the words of a code in a catalogue."""

import gettext
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")


class _Count(int):
    def __format__(self, spec: str) -> str:
        one, is_choice, more = spec.partition("|")
        return format(int(self), spec) if not is_choice else one if self == 1 else more


class Words:
    """Translates codes into one language. A code without words is told as such, never an error."""

    def __init__(self, language: str) -> None:
        """Raise ValueError unless `language` is one of LANGUAGES."""
        if language not in LANGUAGES:
            raise ValueError(language)
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, code: str, /, **params: object) -> str:
        """Return the words of `code`, with `params` in their places; '{n:guest|guests}' agrees with n."""
        text = self._catalogue.get(code)
        if text is None:
            return self.missing(code)
        if "|" in text:
            params = {name: _Count(one) if type(one) is int else one for name, one in params.items()}
        return text.format_map(params) if params else text

    def missing(self, code: str) -> str:
        """Return what stands on a screen for a code without words: a fault of ours, for whoever mends it."""
        return self("words.missing", code=code)

    def has(self, code: str) -> bool:
        return code in self._catalogue

    def named(self, code: str, otherwise: str) -> str:
        """Return the words of `code`, else a text: a code may be another version's or a third party's."""
        return self(code) if self.has(code) else otherwise


@cache
def _catalogue(language: str) -> dict[str, str]:
    """Merge the areas of one language: gettext asks each of them for each code."""
    merged: dict[str, str] = {}
    for path in sorted((LOCALE_DIR / language / "LC_MESSAGES").glob("*.mo"), reverse=True):
        merged |= vars(gettext.translation(path.stem, LOCALE_DIR, [language]))["_catalog"]
    return merged | {"": ""}  # gettext keeps the head of its file there
