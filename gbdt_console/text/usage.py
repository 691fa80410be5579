"""Speak the texts of the command line, which are written in English, in the chosen language."""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from gbdt_console.text.words import LOCALE_DIR

DOMAIN = "usage"
"""Catalogue of click's own sentences and of the verbs' help, by their English text."""
_VARIABLE = "LANGUAGE"


@contextmanager
def usage_in(language: str) -> Iterator[None]:
    """Let gettext, and with it click, answer in `language` while the block runs.

    Gettext takes its language from the environment only, so LANGUAGE is set inside of the block.
    """
    before, domain = os.environ.get(_VARIABLE), gettext.textdomain()
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    os.environ[_VARIABLE] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        os.environ.pop(_VARIABLE)
        if before is not None:
            os.environ[_VARIABLE] = before


def usage_text(text: str) -> str:
    """Return a help text or placeholder in the language of the block; an unknown one as it is.

    Line breaks count as spaces.
    """
    told = " ".join(text.split())
    return _catalogue(os.environ.get(_VARIABLE, "")).gettext(told) if told else text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language: gettext itself looks for its file at each text anew."""
    return gettext.translation(DOMAIN, LOCALE_DIR, [language], fallback=True)
