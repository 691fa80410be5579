"""Packets as bytes: ours are valid ICMP by another's reckoning, and no bytes break the reader."""

import random
import struct

import ping3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.devices.transports.icmp.packet import (
    OTHER_ERROR,
    RequestWriter,
    read_error,
    read_reply,
)

words = st.integers(0, 0xFFFF)
cookies = st.integers(0, (1 << 64) - 1)


def ip_packet(payload: bytes, options: bytes = b"", protocol: int = 1, version: int = 4) -> bytes:
    head_words = 5 + len(options) // 4
    return bytes([version << 4 | head_words]) + bytes(8) + bytes([protocol]) + bytes(10) + options + payload


@given(words, words, cookies)
def test_a_request_has_a_valid_checksum(identifier: int, sequence: int, cookie: int) -> None:
    packet = RequestWriter(identifier).write(sequence, cookie)
    assert struct.unpack("!BBxxHHQ", packet) == (8, 0, identifier, sequence, cookie)
    assert ping3.checksum(packet) == 0


@given(words, words, cookies, st.integers(0, 10))
def test_a_reply_is_read_behind_an_ip_header_of_any_length(
    identifier: int, sequence: int, cookie: int, option_words: int
) -> None:
    reply = struct.pack("!BBHHHQ", 0, 0, 0, identifier, sequence, cookie)
    assert read_reply(reply, False) == (identifier, sequence, cookie)
    assert read_reply(ip_packet(reply, bytes(4 * option_words)), True) == (identifier, sequence, cookie)


def test_an_answer_of_another_length_has_no_cookie() -> None:
    head = struct.pack("!BBHHH", 0, 0, 0, 7, 9)
    assert read_reply(head + bytes(56), False) == (7, 9, None)
    assert read_reply(head, False) == (7, 9, None)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        ip_packet(b""),
        ip_packet(bytes(7)),
        ip_packet(bytes(16), protocol=17),
        ip_packet(bytes(16), version=6),
        b"\x44" + bytes(8) + b"\x01" + bytes(26),
        b"\x4f" + bytes(8) + b"\x01" + bytes(26),
    ],
    ids=[
        "empty",
        "no icmp",
        "short icmp",
        "udp",
        "version 6",
        "header under 20 bytes",
        "header past the end",
    ],
)
def test_what_is_no_icmp_behind_an_ip_header_is_refused(packet: bytes) -> None:
    assert read_reply(packet, True) is None


def test_mutated_replies_are_refused_or_read_as_what_they_say() -> None:
    """20 000 seeded mutations: a reading is never anything but the bytes at their places."""
    rng = random.Random(4)
    whole = ip_packet(struct.pack("!BBHHHQ", 0, 0, 0, 7, 9, 11))
    for _ in range(20_000):
        packet = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            packet[rng.randrange(len(packet))] = rng.randrange(256)
        packet = packet[: rng.randint(0, len(packet))] + rng.randbytes(rng.choice((0, 0, 1, 40)))
        read = read_reply(bytes(packet), True)
        if read is not None:
            body = packet[(packet[0] & 15) * 4 :]
            assert body[:2] == b"\0\0"
            assert read[:2] == struct.unpack_from("!HH", body, 4)
            assert (read[2] is not None) == (len(body) == 16)


@given(st.binary(max_size=100), st.booleans())
def test_any_bytes_at_all_are_read_without_an_error(packet: bytes, has_ip_header: bool) -> None:
    read_reply(packet, has_ip_header)
    read_error(packet, packet[::-1])
    read_error(packet[:16], packet)


def test_an_error_is_named_and_says_whose_request_it_is_about() -> None:
    quoted = RequestWriter(7).write(9, 11)[:8]

    def extended(origin: int, kind: int, code: int) -> bytes:
        return struct.pack("=IBBBBII", 113, origin, kind, code, 0, 0, 0)

    assert read_error(extended(2, 3, 1), quoted) == ("destination-host-unreachable", 7, 9)
    assert read_error(extended(2, 3, 200), quoted) == (OTHER_ERROR, 7, 9)
    assert read_error(extended(1, 3, 1), quoted) is None
    assert read_error(extended(2, 3, 1), b"\0" + quoted[1:]) is None
    assert read_error(extended(2, 3, 1)[:15], quoted) is None
