"""Replaces in the texts of a control interface all that may name somebody; every text keeps its length.

Names of fields, amounts and the words of such interfaces (vocabulary.py) stay. All texts here hold one octet
a character (Latin-1), so that lengths count octets.
"""

import html
import re
from collections.abc import Iterable

from gbdt_console.devices.recording import units
from gbdt_console.devices.recording.pseudonyms import IPV4, MAC, Pseudonyms
from gbdt_console.devices.recording.units import WORD
from gbdt_console.devices.recording.vocabulary import (
    is_field,
    is_known,
    is_measure,
    is_of_syllables,
    is_secret,
    stays_anywhere,
)

_DATE = r"\d{4}-?\d\d-?\d\dT\d\d:?\d\d:?\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_MAC = MAC.pattern.replace("([:-])", "(?P<gap>[:-])").replace(r"\1", "(?P=gap)")
_PHONE = (
    r"(?<![\w.+])(?=\D{0,2}(?:\d\D{0,2}){9,13}(?!\d))(?:\+\d{1,3}|\(?\+?0\d{1,3}\)?)"
    r"(?:[ .-]{1,2}\d{2,4}){2,5}(?!\w)"
)
"""A telephone number in groups, each too short to be replaced by itself."""
_STANDARD = (
    r"http://www\.(?:onvif\.org/ver\d\d(?:/[A-Za-z0-9]{1,40}){1,4}|w3\.org/\d{4}(?:/[a-z0-9-]{1,20}){1,3})"
)
"""A name that a standard gives: of XML, and of the space in which a camera counts. Scopes, which a camera's
owner writes, begin by onvif://."""
_TOKEN = re.compile(
    rf"(?P<date>{_DATE})|(?P<standard>{_STANDARD})(?![\w.:/-])|(?P<ipv4>{IPV4.pattern}(?::\d{{1,5}}(?!\w))?)|(?P<mac>{_MAC})|(?P<phone>{_PHONE})|(?P<telnet>\xff[\xfb-\xfe].)|(?P<word>{WORD})"
    r"|(?P<escape>\\.)|(?P<percent>%[0-7][0-9A-Fa-f])|(?P<entity>&#?[A-Za-z0-9]{2,7};)",
    re.DOTALL,
)
_LOGIN = re.compile(r"(?P<begin>:(?:\\?/){2})(?P<login>[^\s/\\\"'<>]+)(?=@)")
"""The account in an address, up to its last @."""
_IPV6 = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f:]{0,40}::|(?:[0-9A-Fa-f]{1,4}:){7})[0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){1,7}(?![\w:])"
)
_GROUP = re.compile("[0-9A-Fa-f]+")
_SCHEME = re.compile(r" *(?:Basic|Digest|Bearer) ")
"""How a header of HTTP proves who asks; the proof follows."""
_HEX = re.compile(r"(?:0x)?(?=[A-Fa-f]*\d)[0-9A-Fa-f]{4,}")
_SHORT_NUMBER, _SHORT_AMOUNT = 3, 5
"""Numbers of at most so many digits stay: in any text, and where the form says that it is a number."""


class Wording:
    """Makes the replacements of one recording.

    hidden: texts that must not stay in any company: names, numbers, accounts
    """

    def __init__(self, pseudonyms: Pseudonyms, hidden: Iterable[str]) -> None:
        self._pseudonyms = pseudonyms
        self._hidden = frozenset(word for text in hidden for word in words_told(text) if not is_known(word))

    def name(self, text: str) -> str:
        """Keep the name of a field; replace what can be none, or is a name of somebody."""
        return text if is_field(text) and not self._is_hidden(text) else self.value(text)

    def value(self, text: str, field: str = "", *, is_number: bool = False) -> str:
        """Replace in a value what may name somebody; short words stay only where all its words are known.

        field: the name of its field; empty where it has none
        is_number: the form says that it is one
        """
        if is_secret(field):
            scheme = _SCHEME.match(text)
            begin = scheme[0] if scheme else ""
            return begin + self.secret(text[len(begin) :])
        digits = _SHORT_AMOUNT if is_number else _SHORT_NUMBER
        if is_measure(field) or (is_number and "." in text):
            digits = len(text)
        words = [found["word"] for found in _TOKEN.finditer(text) if found["word"]]
        is_plain = all(word.isdigit() or (is_known(word) and not self._is_hidden(word)) for word in words)
        is_plain = is_plain and not is_of_syllables(words)
        kept = _TOKEN.sub(lambda found: self._replaced(found, digits, is_plain=is_plain), text)
        return re.sub(r"^(-?)0(?=\d)", r"\g<1>1", kept) if is_number else kept

    def without_addresses(self, text: str) -> str:
        """Replace what lines would part at colons: the account of rtsp://user:password@host, MAC, IPv6."""
        text = _LOGIN.sub(lambda found: found["begin"] + self.secret(found["login"]), text)
        text = MAC.sub(lambda found: self._pseudonyms.text(found[0]), text)
        return _IPV6.sub(lambda found: _GROUP.sub(self._other_group, found[0]), text)

    def _other_group(self, found: re.Match[str]) -> str:
        return self._pseudonyms.hexadecimal(found[0])

    def secret(self, text: str) -> str:
        """Replace every word."""
        return _TOKEN.sub(lambda found: self._replaced(found, 0, keeps_marks=False), text)

    def _is_hidden(self, word: str) -> bool:
        parts = {word.casefold(), *(part.casefold() for part in re.findall(r"[A-Za-z]+|\d+", word))}
        return not parts.isdisjoint(self._hidden)

    def _replaced(
        self, found: re.Match[str], digits: int, *, is_plain: bool = False, keeps_marks: bool = True
    ) -> str:
        """Replace a part of a value.

        digits: longer numbers are replaced
        is_plain: all words of the value are known
        keeps_marks: known words may stay in any company
        """
        text = found[0]
        match found.lastgroup:
            case "date" | "escape" | "telnet":
                return text
            case "entity":
                return "x" * len(text) if html.unescape(text).isalnum() else text
            case "standard" if not any(map(self._is_hidden, re.findall(r"\w+", text))):
                return text
            case "percent":
                return "xxx" if chr(int(text[1:], 16)).isalnum() else text
            case "ipv4":
                address, colon, port = text.partition(":")
                return self._pseudonyms.address(address) + colon + port
            case "mac" | "gap":
                return self._pseudonyms.text(text)
            case "phone":
                return units.other(text, self._pseudonyms.octets_for(text))
        is_wordly = is_plain or (keeps_marks and stays_anywhere(text))
        stays = len(text) <= digits if text.isdigit() else is_wordly
        if stays and not self._is_hidden(text):
            return text
        if _HEX.fullmatch(text) and not text.isdigit():
            return self._pseudonyms.hexadecimal(text)
        return units.other(text, self._pseudonyms.octets_for(units.characters(text)))


def words_told(text: str) -> list[str]:
    """Return the words that tell a hidden text; short numbers and parts of an address tell none."""
    if IPV4.fullmatch(text):
        return []
    return [word.casefold() for word in re.findall(r"[A-Za-z]{2,}|[0-9]{3,}", text)]
