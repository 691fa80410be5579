"""Nothing stays where a conversation is cut short, or is not of the form that it begins with."""

import pytest

from gbdt_console.devices.recording.tape import MOST_BYTES, Piece, Tape
from gbdt_console.devices.recording.tape_redaction import TapeRedaction

SESSION, PERSON, LOGIN = "ZqvmhjKsToken", "TranVanBinh", "dXNlcjpodW50ZXIyMjI="
ASKS = b"GET /status HTTP/1.1\r\n\r\n"
JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
CHUNKS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
SOCKET = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"


def answered(said: str) -> str:
    pieces = [Piece(1, 0.0, True, ASKS), Piece(1, 0.1, False, said.encode("latin-1"))]
    return TapeRedaction((), b"k" * 32).pieces(pieces)[1].data.decode("latin-1")


def frame(first: int, text: str) -> str:
    return chr(first) + chr(len(text)) + text


@pytest.mark.parametrize(
    "said",
    [
        f'{JSON}{{"callId": 1, "token": "{SESSION}',
        f'{JSON}{{"data": "{{\\"name\\": \\"{PERSON}',
        f"{JSON}[INFO] session {SESSION} of {PERSON}",
        f"{JSON}{{user: {PERSON}, token: '{SESSION}'}}",
        f'{JSON}{{"a": 1, HTTP/1.1 200 OK\r\nAuthorization: Basic {LOGIN}\r\n',
        f"HTTP/1.1 200 OK\nContent-Type: text/xml\nSet-Cookie: SID={SESSION}\n\n<name>{PERSON}</name>",
        f"HTTP/1.1 403 {PERSON} {SESSION}\r\n\r\n",
        f"HTTP/1.1 200 OK\r\nConnection: close\rAuthorization: Basic {LOGIN}\r\n\r\n",
        f"{CHUNKS}4;by={PERSON}\r\n<a/>\r\n0\r\n\r\n",
        f"{CHUNKS}4\r\n<a/>\r\n0\r\nX-Session: {SESSION}\r\n\r\n",
        SOCKET + frame(1, f'{{"token": "{SESSION[:8]}') + frame(0x80, f'{SESSION[8:]}", "by": "{PERSON}"}}'),
    ],
    ids=[
        "text-cut", "inner-text-cut", "no-json", "bare-names", "head-in-a-body", "line-feeds", "reason",
        "carriage-return", "chunk-extension", "trailer", "fragments",
    ],
)  # fmt: skip
def test_no_name_or_session_stays(said: str) -> None:
    kept = answered(said)
    assert len(kept) == len(said)
    assert not any(one in kept for one in (SESSION, SESSION[:8], PERSON, LOGIN))


def test_what_is_whole_stays_readable() -> None:
    whole = '{"muted": true, "name": null, "callState": "connected", "errors": [1, -2.5], "data": {}}'
    assert answered(JSON + whole) == JSON + whole


def test_what_a_registrar_is_asked_and_that_it_is_one_stay() -> None:
    told = '{"jsonrpc": "2.0", "method": "ul.dump", "result": "kamailio 6.0.1"}'
    assert answered(JSON + told) == JSON + told


def test_a_packed_frame_of_a_websocket_becomes_blank() -> None:
    assert answered(SOCKET + frame(0xC1, "muted\x02state")).endswith(frame(0xC1, " " * 11))


def test_a_password_goes_whose_prompt_names_the_account() -> None:
    pieces = [Piece(1, 0.0, False, b"Password for admin: "), Piece(1, 0.1, True, b"camera12\r\n")]
    assert b"camera12" not in TapeRedaction((), b"k" * 32).pieces(pieces)[1].data


def test_the_first_piece_without_room_ends_the_tape() -> None:
    """A head whose body is left out would take the next head, with its login, for that body."""
    tape = Tape()
    tape.add(Piece(1, 0.0, True, b"x" * (MOST_BYTES - 10)))
    tape.add(Piece(1, 0.1, False, b"y" * 11))
    tape.add(Piece(1, 0.2, True, b"z"))
    assert (len(tape.pieces), tape.size, tape.is_whole) == (1, MOST_BYTES - 10, False)
