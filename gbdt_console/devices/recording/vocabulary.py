"""The words of control interfaces that name nobody; all others are replaced in a recording.

Made from the interfaces of Asterisk, Codian, Meeting Server, Poly, RMX, Cisco, Huawei TE, Pexip, FreeSWITCH,
OBS and SIP. No syllable of a Vietnamese name has five letters and stands here.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_LISTS = {
    name: frozenset(words.split())
    for name, words in re.findall(
        r"\[(\w+)\]\n([^\[]*)", Path(__file__).with_name("vocabulary.txt").read_text("ascii")
    )
}
_WORDS = _LISTS["words"]
_MARKS = _LISTS["marks"]
"""Words that stay in any company; the shorter ones of the others only where all around them are known."""

_LONG = 5
"""From this many letters on a word stays in any company."""

_SECRETS = _LISTS["secrets"]
_MEASURES = _LISTS["measures"]
_SYLLABLES = _LISTS["syllables"]
"""Words that may as well be a syllable of a Vietnamese name."""
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_IDENTIFIER = re.compile(r"(?=.{1,48}\Z)[A-Za-z_@][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?")


@cache
def is_known(word: str) -> bool:
    """Tell a word of an interface, which may be of several ('CallerIDNum'), from a name."""
    if "_" in word:
        return all(is_known(part) for part in word.split("_") if part)
    low = word.lower()
    if low in _WORDS or low in _MARKS:
        return True
    parts = _PARTS.findall(word)
    letters = [part.lower() for part in parts if not part.isdigit()]
    digits = sum(len(part) for part in parts if part.isdigit())
    is_all = bool(letters) and all(part in _WORDS or part in _MARKS for part in letters)
    return is_all and digits <= 2 and sum(map(len, parts)) == len(word)


def stays_anywhere(word: str) -> bool:
    """Tell whether a known word stays also beside a name."""
    return word.lower() in _MARKS or (len(word) >= _LONG and is_known(word))


def is_of_syllables(words: Sequence[str]) -> bool:
    """Tell several words that may well be somebody's name, although each is known."""
    return len(words) > 1 and all(word.lower() in _SYLLABLES for word in words)


def is_field(name: str) -> bool:
    """Tell a text that can be the name of a field, in a form that has such names."""
    return _IDENTIFIER.fullmatch(name) is not None


def is_secret(name: str) -> bool:
    """Tell a field whose value is nobody's business."""
    return not _SECRETS.isdisjoint(_words(name)) and not name.lower().endswith("type")


def is_measure(name: str) -> bool:
    """Tell a field whose numbers are amounts and name nobody."""
    return not _MEASURES.isdisjoint(_words(name))


@cache
def _words(name: str) -> frozenset[str]:
    parts = [part.lower() for part in _PARTS.findall(name)]
    return frozenset(parts) | {name.lower(), "".join(parts)}
