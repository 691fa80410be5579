"""Replaces words, octets and addresses with others of the same form.

The same one is always replaced with the same other.
"""

import hmac
import re
from collections.abc import Callable
from itertools import count

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
IPV4 = re.compile(rf"(?<![\d.]){_OCTET}(?:\.{_OCTET}){{3}}(?![\d.])")
MAC = re.compile(
    r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}"
    r"|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})(?![0-9A-Fa-f])"
)
_WORD = re.compile(r"[A-Za-z0-9]+")
_NO_MACHINE = frozenset({"0.0.0.0", "127.0.0.1", "255.255.255.255"})  # noqa: S104 - no machine's own address
_LONGEST_SEED = 1_024
"""Limits what stands in every block of a replacement, octets: the time would else grow by the square."""
_LOCAL = b"\x02"
"""Begins a locally administered MAC address, which no maker gave."""


def is_ipv4(text: str) -> bool:
    return IPV4.fullmatch(text) is not None and text not in _NO_MACHINE


class Pseudonyms:
    """Makes the replacements of one recording. They cannot be undone without the key, which nobody keeps."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def octets(self, value: bytes) -> bytes:
        """Replace octets with as many others.

        Control characters and punctuation stay: they make a string hostile, and drivers must bear it. Octets
        that are mostly no text are replaced whole, six of them as a MAC address.
        """
        is_text = sum(32 <= octet < 127 for octet in value) * 2 >= len(value)
        try:
            text = "".join(map(_plain, value.decode("utf-8")))
            is_text = is_text or value.decode("utf-8").isprintable()
        except UnicodeDecodeError:
            high = self._stream(b"high" + value, len(value))
            text = "".join(chr(o if o < 128 else 128 | h) for o, h in zip(value, high, strict=True))
        if len(value) == 6 and not text.isprintable():
            return self.mac(value)
        return self.text(text).encode("latin-1") if is_text else self._stream(b"all" + value, len(value))

    def text(self, text: str) -> str:
        """Replace a text with one of the same length.

        Letters become letters, digits digits, addresses addresses.
        """
        return _replaced(IPV4, self.address, text, self._text_without_ipv4)

    def _text_without_ipv4(self, text: str) -> str:
        return _replaced(MAC, self._mac_text, text, self._words)

    def _words(self, text: str) -> str:
        return _WORD.sub(lambda match: self._word(match.group()), text)

    def octets_for(self, word: str) -> bytes:
        """Return random octets for a word, one a character; always the same for the same word."""
        return self._stream(b"other" + word.encode("utf-8", "surrogatepass"), len(word))

    def hexadecimal(self, text: str) -> str:
        """Replace a number in hexadecimal digits with another one; `0x` stays."""
        prefix, digits = (text[:2], text[2:]) if text[:2] == "0x" else ("", text)
        return prefix + self._other(digits, b"hex", len(digits), lambda by: "".join(map(_hex_of, digits, by)))

    def addresses(self, text: str) -> str:
        """Replace the addresses in a text and nothing else."""
        text = IPV4.sub(lambda match: self.address(match.group()), text)
        return MAC.sub(lambda match: self._mac_text(match.group()), text)

    def address(self, text: str) -> str:
        """Replace an IPv4 address with one of as many digits. 0.0.0.0 and the like stay."""
        if not is_ipv4(text):
            return text
        return self._other(text, b"ipv4", 4, lambda by: ".".join(map(_octet_of, text.split("."), by)))

    def mac(self, value: bytes) -> bytes:
        """Replace a MAC address with a locally administered one. All zeros and all ones stay."""
        return value if value in (bytes(6), b"\xff" * 6) else _LOCAL + self._stream(b"mac" + value, 5)

    def _mac_text(self, text: str) -> str:
        bare = re.sub(r"[^0-9A-Fa-f]", "", text)
        other = iter(self.mac(bytes.fromhex(bare)).hex())
        digits = "".join(next(other) if c.isalnum() else c for c in text)
        return digits.upper() if text.upper() == text else digits

    def _word(self, word: str) -> str:
        return self._other(word, b"word", len(word), lambda by: "".join(map(_letter_of, word, by)))

    def _other(self, text: str, kind: bytes, size: int, make: Callable[[bytes], str]) -> str:
        """Make another text of as many random octets as are wanted."""
        others = (make(self._stream(kind + b"%d" % salt + text.encode(), size)) for salt in count())
        return next(other for other in others if other != text)

    def _stream(self, seed: bytes, size: int) -> bytes:
        """Return octets that the seed alone decides. A long seed stands in each block by its digest."""
        if len(seed) > _LONGEST_SEED:
            seed = b"long" + hmac.digest(self._key, seed, "sha256")
        blocks = (hmac.digest(self._key, b"%d " % n + seed, "sha256") for n in range(size // 32 + 1))
        return b"".join(blocks)[:size]


def _replaced(
    found: re.Pattern[str], other: Callable[[str], str], text: str, rest: Callable[[str], str]
) -> str:
    """Replace what is found in a text, and all between."""
    parts, end = [], 0
    for match in found.finditer(text):
        parts += [rest(text[end : match.start()]), other(match.group())]
        end = match.end()
    return "".join([*parts, rest(text[end:])])


def _plain(char: str) -> str:
    """Write a character's octets as Latin-1. A letter beyond ASCII becomes one x an octet."""
    if char.isascii():
        return char
    octets = char.encode()
    return "x" * len(octets) if char.isalnum() else octets.decode("latin-1")


def _hex_of(char: str, by: int) -> str:
    if char.isdigit():
        return str(by % 10)
    return chr((ord("A") if char.isupper() else ord("a")) + by % 6)


def _letter_of(char: str, by: int) -> str:
    if char.isdigit():
        return str(by % 10)
    return chr((ord("A") if char.isupper() else ord("a")) + by % 26)


def _octet_of(octet: str, by: int) -> str:
    least, most = {1: (1, 9), 2: (10, 99), 3: (100, 254)}[len(octet)]
    return str(least + by % (most - least + 1))
