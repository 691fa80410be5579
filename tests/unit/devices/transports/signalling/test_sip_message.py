"""An answer to OPTIONS is paired with its request, and what is no whole answer is none."""

import pytest

from gbdt_console.devices.transports.signalling.sip_message import (
    LONGEST_HEAD,
    SipKey,
    new_key,
    options_request,
    read_answer,
)

KEY = SipKey("z9hG4bK1", "1@10.0.0.1")
WHOLE = (
    "SIP/2.0 200 OK",
    "Via: SIP/2.0/UDP 10.0.0.1:4000;branch=z9hG4bK1;rport=4000;received=10.0.0.1",
    "From: <sip:a@b>;tag=1",
    "To: <sip:b>;tag=2",
    "Call-ID: 1@10.0.0.1",
    "CSeq: 1 OPTIONS",
    "Server: baresip v1.1.0",
    "Content-Length: 0",
)


def head(*lines: str, end: str = "\r\n\r\n") -> bytes:
    return ("\r\n".join(lines) + end).encode("latin-1")


def changed(old: str, new: str) -> bytes:
    lines = tuple(line.replace(old, new) for line in WHOLE)
    assert lines != WHOLE
    return head(*lines)


def test_a_whole_answer_tells_status_software_and_its_request() -> None:
    answer = read_answer(head(*WHOLE))
    assert answer is not None
    assert (answer.key, answer.status, answer.software) == (KEY, 200, "baresip v1.1.0")


@pytest.mark.parametrize("status", ["100 Trying", "180 Ringing", "199 Gone"])
def test_below_200_another_answer_follows(status: str) -> None:
    answer = read_answer(changed("200 OK", status))
    assert answer is not None
    assert not answer.is_final


@pytest.mark.parametrize(
    "status", ["202 X", "401 ", "404 Not Found", "486 Busy Here", "503 X", "603 Decline"]
)
def test_every_other_status_is_life(status: str) -> None:
    answer = read_answer(changed("200 OK", status))
    assert answer is not None
    assert answer.is_final


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Via: ", "v : "),
        ("Via: ", "VIA:"),
        ("Call-ID", "i"),
        (";branch=", "; Branch = "),
        ("CSeq: 1 OPTIONS", "CSeq: 1\r\n  OPTIONS"),
        ("received=10.0.0.1", "received=10.0.0.1, SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKother"),
    ],
)
def test_other_ways_to_write_the_same(old: str, new: str) -> None:
    answer = read_answer(changed(old, new))
    assert answer is not None
    assert answer.key == KEY


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 40,
        head(*WHOLE, end="\r\n"),
        head(*WHOLE[:4]),
        head("OPTIONS sip:a SIP/2.0", *WHOLE[1:]),
        head("HTTP/1.1 200 OK", *WHOLE[1:]),
        changed("200 OK", "700 OK"),
        changed("1 OPTIONS", "2 OPTIONS"),
        changed("1 OPTIONS", "1 INVITE"),
        changed("branch=z9hG4bK1;", ""),
        changed("Content-Length: 0", "Content-Length: -1"),
        changed("Content-Length: 0", "Content-Length: 99999999999"),
        changed("Server: baresip v1.1.0", "Server: " + "x" * LONGEST_HEAD),
        head(*WHOLE, *(f"X-{n}: 1" for n in range(200))),
    ],
)
def test_what_is_cut_off_or_something_else_is_no_answer(data: bytes) -> None:
    assert read_answer(data) is None


def test_a_name_that_steers_the_terminal_is_cleaned() -> None:
    answer = read_answer(changed("baresip", "\x1b[2J" + "s" * 200))
    assert answer is not None
    assert answer.software.isprintable()
    assert len(answer.software) <= 60


def test_each_request_is_new_and_asks_for_an_answer_to_where_it_came_from() -> None:
    key = new_key("10.0.0.1")
    text = options_request(key, "udp", ("10.0.8.10", 5060), ("10.0.0.1", 4000)).decode()
    assert new_key("10.0.0.1") != key
    assert text.startswith("OPTIONS sip:10.0.8.10:5060 SIP/2.0\r\n")
    assert f"\r\nVia: SIP/2.0/UDP 10.0.0.1:4000;branch={key.branch};rport\r\n" in text
    assert text.endswith("\r\nContent-Length: 0\r\n\r\n")
