"""Replaces words, octets and addresses by others of the same form, the same one always by the same other."""

import hmac
import re
from itertools import count

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
IPV4 = re.compile(rf"(?<![\d.]){_OCTET}(?:\.{_OCTET}){{3}}(?![\d.])")
MAC = re.compile(
    r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}"
    r"|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})(?![0-9A-Fa-f])"
)
_WORD = re.compile(r"[A-Za-z0-9]+")
_NOBODY = frozenset({"0.0.0.0", "127.0.0.1", "255.255.255.255"})  # noqa: S104 - no machine's own address
_LOCAL = b"\x02"
"""Begins a MAC address that no maker gave (locally administered)."""


def is_ipv4(text: str) -> bool:
    """Whether a text is one address of a machine."""
    return IPV4.fullmatch(text) is not None and text not in _NOBODY


class Pseudonyms:
    """One set of disguises. Without the key, which is kept nowhere, nobody can tell what stood there."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def octets(self, value: bytes) -> bytes:
        """Of the same length. Control characters and marks stay, for they are what makes a string hostile;
        what is mostly no text is replaced whole, six such octets as a MAC address."""
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
        """Of the same length: letters for letters, digits for digits; addresses stay addresses."""
        found = next((pattern for pattern in (IPV4, MAC) if pattern.search(text)), None)
        if found is None:
            return _WORD.sub(lambda match: self._word(match.group()), text)
        match = found.search(text)
        assert match is not None
        inner = self.address(match.group()) if found is IPV4 else self._mac_text(match.group())
        return self.text(text[: match.start()]) + inner + self.text(text[match.end() :])

    def addresses(self, text: str) -> str:
        """The same text with other addresses in it."""
        text = IPV4.sub(lambda match: self.address(match.group()), text)
        return MAC.sub(lambda match: self._mac_text(match.group()), text)

    def address(self, text: str) -> str:
        """Another IPv4 address whose numbers have as many digits. Those of no machine stay."""
        if not is_ipv4(text):
            return text
        for salt in count():
            stream = self._stream(b"ipv4%d" % salt + text.encode(), 4)
            other = ".".join(map(_octet_of, text.split("."), stream))
            if other != text:
                return other
        raise AssertionError("unreachable")

    def mac(self, value: bytes) -> bytes:
        """Another MAC address, of nobody; all zeros and all ones stay."""
        return value if value in (bytes(6), b"\xff" * 6) else _LOCAL + self._stream(b"mac" + value, 5)

    def _mac_text(self, text: str) -> str:
        bare = re.sub(r"[^0-9A-Fa-f]", "", text)
        other = iter(self.mac(bytes.fromhex(bare)).hex())
        digits = "".join(next(other) if c.isalnum() else c for c in text)
        return digits.upper() if text.upper() == text else digits

    def _word(self, word: str) -> str:
        for salt in count():
            stream = self._stream(b"word%d" % salt + word.encode(), len(word))
            other = "".join(map(_letter_of, word, stream))
            if other != word:
                return other
        raise AssertionError("unreachable")

    def _stream(self, seed: bytes, size: int) -> bytes:
        blocks = (hmac.digest(self._key, b"%d " % n + seed, "sha256") for n in range(size // 32 + 1))
        return b"".join(blocks)[:size]


def _plain(char: str) -> str:
    """The octets of a character as Latin-1; letters beyond ASCII as many x as they have octets."""
    if char.isascii():
        return char
    octets = char.encode()
    return "x" * len(octets) if char.isalnum() else octets.decode("latin-1")


def _letter_of(char: str, by: int) -> str:
    if char.isdigit():
        return str(by % 10)
    return chr((ord("A") if char.isupper() else ord("a")) + by % 26)


def _octet_of(octet: str, by: int) -> str:
    least, most = {1: (1, 9), 2: (10, 99), 3: (100, 254)}[len(octet)]
    return str(least + by % (most - least + 1))
