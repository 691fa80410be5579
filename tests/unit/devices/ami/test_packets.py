"""AMI packets out of whatever bytes come, in whatever pieces."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.clean_text import clean
from gbdt_console.devices.ami.packet import MOST_BYTES, Packet, PacketReader, PacketTooLong, action_bytes

KEYS = st.from_regex(r"[A-Za-z][A-Za-z-]{0,19}", fullmatch=True)
VALUES = st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=40)
PLAIN = st.from_regex(r"[A-Za-z0-9:;/ ]{0,30}", fullmatch=True).map(str.strip)
PACKETS = st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=8), min_size=1, max_size=5)
ENDS = st.sampled_from([b"\r\n", b"\n"])


def wire(packets: list[dict[str, str]], end: bytes) -> bytes:
    lines = [[f"{key}: {value}".encode() for key, value in packet.items()] for packet in packets]
    return b"".join(end.join([*packet, b"", b""]) for packet in lines)


def read(pieces: list[bytes]) -> list[Packet]:
    reader = PacketReader()
    return [packet for piece in pieces for packet in reader.feed(piece)]


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({cut % (len(data) + 1) for cut in cuts})
    return [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]


@given(PACKETS, ENDS, st.lists(st.integers(0, 2**16), max_size=12))
def test_the_pieces_in_which_packets_come_do_not_matter(
    packets: list[dict[str, str]], end: bytes, cuts: list[int]
) -> None:
    data = wire(packets, end)
    assert read(pieces_of(data, cuts)) == read([data])


@given(st.lists(st.dictionaries(KEYS.map(str.lower), PLAIN, min_size=1, max_size=8), max_size=5), ENDS)
def test_every_byte_may_come_alone(packets: list[dict[str, str]], end: bytes) -> None:
    got = read([bytes([byte]) for byte in wire(packets, end)])
    assert [dict(packet.fields) for packet in got] == packets


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_any_bytes_give_clean_packets_or_none(pieces: list[bytes]) -> None:
    for packet in read(pieces):
        for key, value in packet.fields.items():
            assert (clean(key), clean(value, 400)) == (key, value)


@pytest.mark.parametrize("piece", [b"x" * 1_000, b"Key: value\r\n" * 80, b"\r" * 1_000])
def test_what_never_ends_is_given_up_before_it_fills_the_memory(piece: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(PacketTooLong):
            read([piece] * 1_000)
        assert tracemalloc.get_traced_memory()[1] < 10 * MOST_BYTES
    finally:
        tracemalloc.stop()


def test_a_packet_of_too_many_lines_or_too_long_a_value_is_cropped() -> None:
    lines = b"".join(b"k%d: v\r\n" % number for number in range(900))
    (packet,) = read([b"Name: " + b"y" * 5_000 + b"\r\n" + lines + b"\r\n"])
    assert len(packet.get("Name")) == 400
    assert len(packet.fields) <= 200


def test_of_a_line_that_comes_twice_the_first_counts_whatever_its_case() -> None:
    (packet,) = read([b"Muted: No\r\nCallerIDName: x\r\nMUTED: Yes\r\n\r\n"])
    assert packet.get("muted") == "No"


@given(st.dictionaries(KEYS, st.text(max_size=30), max_size=4))
def test_an_action_goes_out_as_one_packet_with_its_own_lines_or_not_at_all(fields: dict[str, str]) -> None:
    try:
        data = action_bytes("ConfbridgeMute", "1", fields)
    except ValueError:
        return
    assert data.count(b"\r\n") == 2 + len(fields) + 1
    assert data.endswith(b"\r\n\r\n")
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")


@pytest.mark.parametrize("value", ["a\r\nAction: Logoff", "a\nb", "a\rb", "\ud800", "y" * 2_000])
def test_a_value_that_cannot_be_one_line_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"one line|surrogates"):
        action_bytes("ConfbridgeMute", "1", {"Channel": value})
