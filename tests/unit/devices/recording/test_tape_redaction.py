"""What stays of a conversation with a device, and what must not."""

import json
import re

import pytest

from gbdt_console.devices.recording.tape import Piece, Tape, read, written
from gbdt_console.devices.recording.tape_redaction import TapeRedaction

KEY = b"k" * 32
HIDDEN = ("Bảo Thắng", "giaoban", "Cau-giay-7301", "02143820001", "sapa")


def kept(*said: str | bytes) -> list[str]:
    """What stays of a conversation that the client begins, in turns."""
    pieces = [
        Piece(1, 0.0, turn % 2 == 0, one if isinstance(one, bytes) else one.encode())
        for turn, one in enumerate(said)
    ]
    done = TapeRedaction(HIDDEN, KEY).pieces(pieces)
    assert [len(one.data) for one in done] == [len(one.data) for one in pieces]
    return [one.data.decode("utf-8", "replace") for one in done]


def post(path: str, kind: str, body: str, more: str = "") -> str:
    length = len(body.encode())
    return (
        f"POST {path} HTTP/1.1\r\nHost: 10.22.0.9\r\n{more}Content-Type: {kind}\r\n"
        f"Content-Length: {length}\r\n\r\n{body}"
    )


def answered(kind: str, body: str, more: str = "") -> str:
    return (
        f"HTTP/1.1 200 OK\r\n{more}Content-Type: {kind}\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}"
    )


def test_an_unknown_family_keeps_its_orders_and_words_and_loses_people_and_sessions() -> None:
    inner = json.dumps({"acSessionId": "9f3a77bc", "szTermType": "Huawei TE10", "siteName": "Bảo Thắng"})
    asked, said = kept(
        post(
            "/action.cgi?ActionID=WEB_CloseMicAPI",
            "application/json",
            '{"acCSRFToken":"a81bc","user":"nguyen.a","callstate":2}',
            "Cookie: SessionID=77aa9911\r\n",
        ),
        answered(
            "application/json",
            json.dumps({"success": 1, "data": inner, "szNumber": "02143820001"}),
            "Set-Cookie: SessionID=77aa9911; path=/\r\n",
        ),
    )
    assert "ActionID=WEB_CloseMicAPI" in asked
    assert '"callstate":2' in asked
    for name in ("nguyen", "a81bc", "77aa9911", "10.22.0.9"):
        assert name not in asked
    assert '"success": 1' in said
    assert '\\"szTermType\\": \\"Huawei' in said
    for name in ("B\\u1ea3o", "Th\\u1eafng", "9f3a77bc", "02143820001", "77aa9911"):
        assert name not in said
    cookie = asked.split("SessionID=")[1][:8]
    assert cookie in said
    assert json.loads(said.partition("\r\n\r\n")[2])


def test_a_name_is_the_same_other_name_however_it_is_written() -> None:
    asked, said = kept(
        post("/x", "application/json", json.dumps({"name": "Bảo Thắng"})),
        answered("application/json", json.dumps({"name": "Bảo Thắng"}, ensure_ascii=False)),
    )
    names = [json.loads(text.partition("\r\n\r\n")[2])["name"] for text in (asked, said)]
    assert names[0] == names[1] != "Bảo Thắng"


def test_xml_keeps_tags_and_states_and_loses_names() -> None:
    body = (
        "<methodResponse><params><param><value><struct><member><name>displayName</name><value><string>"
        "B&#7843;o Th&#7855;ng</string></value></member><member><name>callState</name><value><string>"
        "connected</string></value></member><member><name>address</name><value><string>h323:02143820001</string></value>"
        "</member><member><name>videoTxBandwidth</name><value><int>1920000</int></value></member></struct>"
        "</value></param></params></methodResponse>"
    )
    _, said = kept(post("/RPC2", "text/xml", "<methodCall/>"), answered("text/xml", body))
    assert "<string>connected</string>" in said
    assert "<int>1920000</int>" in said
    assert "<name>displayName</name>" in said
    assert "h323:" in said
    assert "7843" not in said
    assert "02143820001" not in said


def test_lines_lose_the_password_that_was_asked_for_and_keep_the_dialogue() -> None:
    said = kept(b"\r", "Password:", "admin\r", "Hi\r\n-> ", "mute near get\r", "mute near on\r\n")
    assert "admin" not in said[2]
    assert said[4:] == ["mute near get\r", "mute near on\r\n"]


def test_a_login_by_one_line_loses_its_password() -> None:
    (said,) = kept("auth ClueCon\n\n")
    assert said.startswith("auth ")
    assert "ClueCon" not in said


def test_in_a_line_of_several_fields_only_the_names_go() -> None:
    said = kept("conference list\n", "3;camera;sapa;Do Van;hear|speak|talking\n")
    assert said[0] == "conference list\n"
    assert said[1].startswith("3;camera;")
    assert said[1].endswith(";hear|speak|talking\n")
    assert not {"sapa", "Do", "Van"} & set(re.findall(r"\w+", said[1]))


def test_a_picture_and_other_octets_are_no_longer_there() -> None:
    jpeg = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 3
    head = f"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n".encode()
    _, said = kept("GET /preview.jpg HTTP/1.1\r\nHost: a\r\n\r\n", head + jpeg)
    assert said.partition("\r\n\r\n")[2].strip(" ") == ""


def test_chunks_are_read_as_one_text_and_keep_their_sizes() -> None:
    parts = ['{"site": "B\u1ea3o Th'.encode(), 'ắng", "muted": true}'.encode()]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    _, said = kept("GET /a HTTP/1.1\r\n\r\n", head + chunks)
    assert '"muted": true' in said
    assert "Th" not in said.partition("\r\n\r\n")[2]


def test_a_camera_s_messages_stay_as_they_are() -> None:
    asked = bytes.fromhex("0110000500000001") + bytes.fromhex("81090612ff")
    said = bytes.fromhex("011100090000000190500102030401ff")[:8] + bytes.fromhex("905001020304ff")
    pieces = [Piece(1, 0.0, True, asked), Piece(1, 0.1, False, said)]
    assert TapeRedaction(HIDDEN, KEY).pieces(pieces) == pieces


@pytest.mark.parametrize(
    "data", [b"plain\r\n", "chữ\n".encode(), bytes(range(256)), b" " * 500 + b"x", b"\r\r\n"]
)
def test_what_is_written_is_read_again(data: bytes) -> None:
    tape = Tape()
    tape.add(Piece(1, 0.5, True, data))
    tape.add(Piece(1, 0.6, True, b"more"))
    head, pieces = read(written(tape.pieces, {"driver": "x"}))
    assert head["driver"] == "x"
    assert pieces == [Piece(1, 0.5, True, data + b"more")]


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="gbdt-control-1"):
        read('{"format": "other"}\n')


def test_a_login_in_the_subprotocol_of_a_websocket_goes() -> None:
    """Cisco's own client logs in there: `auth-` and user and password in base64."""
    ask = (
        "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: auth-YWRtaW46U2VjcmV0MTIz\r\n\r\n"
    )
    asked = kept(ask)[0]
    assert asked.startswith("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: ")
    assert "YWRtaW46U2VjcmV0MTIz" not in asked


@pytest.mark.parametrize("number", ["+84 912 345 678", "091.234.567", "0912-345-678", "(024) 382 21 234"])
def test_a_telephone_number_goes_however_it_is_grouped(number: str) -> None:
    said = kept("xStatus\r\n", f"Contact {number} Version 9.15.3; 10:15:20\r\n")[1]
    assert not any(group in said for group in re.findall(r"\d{3,}", number))
    assert "Version 9.15.3; 10:15:20" in said


def test_a_secret_goes_although_it_is_made_of_known_words() -> None:
    asked, said = kept(
        'xCommand User Set NewPassphrase: "Camera12"\r\n',
        'rtsp://Monitor1:Camera12@10.22.0.9/x\r\n{"url":"http:\\/\\/Monitor1:p@Camera12@host"}\r\n',
    )
    assert "Camera12" not in asked + said
    assert "Monitor1" not in said
    answer = '{"access_code":"48213355","accessCode":4821,"passwords":["Camera12"],"errorCode":-319}'
    done = kept("GET / HTTP/1.1\r\n\r\n", answered("application/json", answer))[1]
    assert not any(one in done for one in ("48213355", "4821", "Camera12"))
    assert '"errorCode":-319' in done


def test_names_of_fields_that_are_addresses_go() -> None:
    answer = '{"a4:5e:60:11:22:33":{"van.a@lc.vn":1},"xsi:type":2,"name":"Do Long"}'
    said = kept("GET / HTTP/1.1\r\n\r\n", answered("application/json", answer))[1]
    assert '"xsi:type":2,"name":' in said
    assert not any(one in said for one in ("a4:5e:60", "van.a", "lc.vn", "Long"))


def test_what_no_head_announced_is_read_as_text() -> None:
    """A body without a length, or more than its length: what follows it is read as messages again."""
    said = "POST /x HTTP/1.0\r\n\r\nLành Thị Ngoan\r\nTrần: 0912345678\r\n" + post(
        "/login", "text/plain", "Ngoan"
    )
    asked = kept(said)[0]
    assert not any(one in asked for one in ("Lành", "Ngoan", "Trần", "0912345678"))
    assert "POST /login HTTP/1.1" in asked


@pytest.mark.parametrize(
    "body",
    [
        "<name><![CDATA[Ngoan > Tin]]></name>", "<!-- Ngoan --><name/>", "<name site=Ngoan />",
        "<sip:0912345678@10.22.0.9> Ngoan", "<name>1 < Ngoan</name>",
    ],
)  # fmt: skip
def test_nothing_stays_in_what_xml_holds_beside_texts_and_attributes(body: str) -> None:
    said = kept("GET / HTTP/1.1\r\n\r\n", answered("text/xml", body))[1]
    assert not any(one in said for one in ("Ngoan", "Tin", "0912345678", "10.22.0.9"))


@pytest.mark.parametrize(
    ("address", "groups"),
    [("00:50:60:12:34:56", ("60:12", "34:56")), ("2405:4802:12:7::15", ("2405", ":12:7:", "::15"))],
)
def test_an_address_of_digits_goes_from_a_line_too(address: str, groups: tuple[str, ...]) -> None:
    said = kept("xStatus\r\n", f'*s Network 1 Address: "{address}"\r\nTime 10:15:20\r\n')[1]
    assert not any(group in said for group in groups)
    assert "Time 10:15:20" in said


PASSWORD = "Mua-4711"
SPELLINGS = {
    "decimal": "&#{:d};",
    "decimal with zeros": "&#{:05d};",
    "hexadecimal": "&#x{:X};",
    "percent": "%{:02X}",
    "json": "\\u{:04x}",
    "c": "\\x{:02x}",
    "entity in an entity": "&amp;#{:d};",
    "percent in percent": "%25{:02x}",
    "json in json": "\\\\u{:04x}",
}


@pytest.mark.parametrize("form", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("which", [range(8), range(4, 8), (5,), (0, 6)], ids=str)
@pytest.mark.parametrize("password", [PASSWORD, "1a-2b-3c", "12-34-56"])
def test_a_password_stays_in_no_spelling(password: str, which: range, form: str) -> None:
    spelled = "".join(form.format(ord(c)) if at in which else c for at, c in enumerate(password))
    for said in (
        answered("text/xml", f"<Status><Echo>{spelled} x</Echo><Login by='{spelled}'/></Status>"),
        answered("application/json", f'{{"echo": "you said {spelled}", "state": "connected"}}'),
        answered("text/plain", f"standby {spelled} connected\r\n"),
        f"login {spelled} connected\r\n",
    ):
        pieces = [Piece(1, 0.0, False, said.encode())]
        done = TapeRedaction([password], KEY).pieces(pieces)[0].data
        assert len(done) == len(said)
        digits = [form.format(ord(c)).encode() for c in password if c.isalnum()]
        assert spelled.encode() not in done
        assert not [one for one in digits if one in done]


@pytest.mark.parametrize("text", ["12-34-56", "1a-2b-3c"])
def test_a_secret_of_short_parts_goes_whole_though_each_part_could_stay(text: str) -> None:
    pieces = [Piece(1, 0.0, False, f"standby {text} connected\r\n".encode())]
    done = TapeRedaction([text], KEY).pieces(pieces)[0].data
    assert done.startswith(b"standby ")
    assert not set(re.split("-", text)) & set(re.split("[- ]", done.decode()))
