"""Clean strings of devices, files and people before they are kept.

Characters that steer a terminal or mislead a reader (control characters, bidirectional marks, variation
selectors, surrogates, unassigned and private code points) each become SYMBOL; the rest is NFC.
"""

import unicodedata

SYMBOL = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "…"
DEFAULT_LIMIT = 200
"""Most characters of a cleaned text where the caller names no limit."""
_MARKS_IN_A_ROW = 3
"""Combining marks on one letter; Vietnamese needs two, more climb into the lines above."""
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


def clean(text: str, limit: int = DEFAULT_LIMIT) -> str:
    """Return one safe line of at most `limit` characters, in NFC.

    Longer text ends in an ellipsis. Printable ASCII, by far the most frequent, is returned at once.
    """
    if text.isascii() and text.isprintable():
        return text if len(text) <= limit else text[: limit - 1] + ELLIPSIS
    cropped = text[: limit * 4 + 1]
    shown = _without_floods("".join(map(_visible, unicodedata.normalize("NFC", cropped))))
    if len(shown) <= limit and len(cropped) == len(text):
        return shown
    return shown[: limit - 1] + ELLIPSIS


def clean_bytes(raw: bytes, limit: int = DEFAULT_LIMIT) -> str:
    """Decode UTF-8, else Latin-1, without trailing NULs (padding), and clean the text."""
    raw = raw.rstrip(b"\0")[: limit * 8]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return clean(text, limit)


def fold(text: str) -> str:
    """Return the search key of `text`: 'da nang' for 'Đà Nẵng'. It has no marks, d for đ and no capitals."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "d").casefold()


def _visible(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    if unicodedata.category(char) in _UNSAFE or _is_variation_selector(char):
        return SYMBOL
    if char.isspace():
        return " "
    return char


def _is_variation_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _without_floods(text: str) -> str:
    """Drop combining marks beyond _MARKS_IN_A_ROW."""
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


def spoken(name: str) -> str:
    """Return a name that a device or a caller gives, cleaned; empty where it has no letter.

    A bare number names nothing to who reads it: a leg, a scene or an input may all be '38'.
    """
    cleaned = clean(name)
    return cleaned if any(map(str.isalpha, cleaned)) else ""
