"""Long texts are replaced in a time that grows as they do, and short ones as ever."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.devices.recording.pseudonyms import IPV4, MAC, Pseudonyms

KEY = b"key of a test"
WORDS = st.text("aZ09é -.:f", max_size=60)
ADDRESSES = st.sampled_from(["10.1.22.3", "0.0.0.0", "00:1b:54:AA:0f:01", "aabb.ccdd.eeff", "1.2.3.4.5"])
TEXTS = st.lists(WORDS | ADDRESSES, max_size=8).map("".join)


class Plainly(Pseudonyms):
    """As the replacements are defined: block by block, and address by address."""

    def text(self, text: str) -> str:
        for pattern, other in ((IPV4, self.address), (MAC, self._mac_text)):
            if match := pattern.search(text):
                before, after = text[: match.start()], text[match.end() :]
                return self.text(before) + other(match.group()) + self.text(after)
        return self._words(text)

    def _stream(self, seed: bytes, size: int) -> bytes:
        blocks = (hmac.digest(KEY, b"%d " % n + seed, "sha256") for n in range(size // 32 + 1))
        return b"".join(blocks)[:size]


@pytest.mark.search
@given(TEXTS, st.binary(max_size=255))
def test_short_texts_are_replaced_as_they_are_defined(text: str, octets: bytes) -> None:
    quick, plain = Pseudonyms(KEY), Plainly(KEY)
    assert quick.text(text) == plain.text(text)
    assert quick.octets(octets) == plain.octets(octets)
    assert quick.octets_for(text) == plain.octets_for(text)


def test_a_long_word_is_always_the_same_other_word_of_its_length() -> None:
    word = "a" * 5_000
    other = Pseudonyms(KEY).text(word)
    assert len(other) == len(word)
    assert other == Pseudonyms(KEY).text(word) != Pseudonyms(b"another").text(word)
    assert other[:100] != Pseudonyms(KEY).text(word + "b")[:100]


def test_thousands_of_addresses_in_one_text_are_each_replaced() -> None:
    found = Pseudonyms(KEY).text("10.0.0.1 " * 3_000).split()
    assert len(found) == 3_000
    assert set(found).isdisjoint({"10.0.0.1"})
    assert len(set(found)) == 1
