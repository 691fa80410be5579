"""A shell that speaks JSON, and what cameras tell of themselves: what a driver needs stays, names go."""

from gbdt_console.devices.recording.tape import Piece
from gbdt_console.devices.recording.tape_redaction import TapeRedaction

WELCOME = "\nWelcome to Phong hop Bac Ha\n*r Login successful\n\nOK\n"
ASKED = 'xStatus Call | resultId="gbdt-1"\n'
SAID = """{
  "Status": {
    "Call": [
      {
        "id": "32",
        "RemoteNumber": {
          "Value": "02143881234"
        },
        "Status": {
          "Value": "Connected"
        }
      }
    ]
  },
  "ResultId": "gbdt-1"
}
"""


def redacted(*said: tuple[str, bool]) -> list[str]:
    pieces = [Piece(1, 0.0, is_to_device, text.encode()) for text, is_to_device in said]
    done = TapeRedaction(("Bắc Hà", "admin"), b"0" * 32).pieces(pieces)
    assert [len(piece.data) for piece in done] == [len(piece.data) for piece in pieces]
    return [piece.data.decode("latin-1") for piece in done]


def test_documents_between_lines_keep_their_fields_and_states_and_no_number() -> None:
    welcome, asked, said = redacted((WELCOME, False), (ASKED, True), (SAID * 2, False))
    assert "Phong" not in welcome
    assert welcome.endswith("\n\nOK\n")
    for kept in ('"RemoteNumber"', '"Connected"', '"ResultId"', '"id": "32"'):
        assert said.count(kept) == 2
    assert "02143881234" not in said
    name = asked.partition('resultId="')[2].partition('"')[0]
    assert f'"ResultId": "{name}"' in said, "an answer still names its question"


def test_a_document_that_the_end_of_the_recording_cuts_is_redacted_too() -> None:
    for kept in range(1, len(SAID)):
        (said,) = redacted((SAID[:kept], False))
        assert "02143" not in said


def test_lines_after_a_document_are_no_part_of_it() -> None:
    (said,) = redacted((SAID + "Welcome to Phong hop\n{\n}\nLogin: Nguyen\n", False))
    assert "Phong" not in said
    assert "Nguyen" not in said


ACCOUNT = """{
  "Configuration": {
    "Password": {"Value": "admin"},
    "UserName": {"id": "1", "Value": "room"},
    "Conference": {"Name": {"Value": "room"}},
    "Pin": [{"id": "1", "Value": "123"}, {"id": "2", "Value": "456"}]
  }
}
"""


def test_a_secret_in_an_object_of_its_own_goes_though_it_is_a_common_word() -> None:
    (said,) = redacted((ACCOUNT, False))
    for gone in ("admin", '"UserName": {"id": "1", "Value": "room"', "123", "456"):
        assert gone not in said
    assert '"Name": {"Value": "room"}' in said, "the field before is over"


CAMERA = (
    "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: {}\r\n\r\n"
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><a>http://10.22.8.10:48731/ptz</a>'
    '<PanTilt x="0.04000" y="-0.21000" space="http://www.onvif.org/ver10/tptz/PanTiltSpaces/PositionGenericSpace"/>'
    "<Scope>onvif://www.onvif.org/name/Camera-Lan-Anh</Scope>"
    "<Scope>http://www.onvif.org/LanAnh/ver10</Scope></e:Envelope>"
)


def test_a_camera_keeps_where_it_looks_and_in_which_space_and_no_address_or_name() -> None:
    (said,) = redacted((CAMERA.format(len(CAMERA)), False))
    assert "http://www.w3.org/2003/05/soap-envelope" in said
    assert 'x="0.04000" y="-0.21000"' in said
    assert "http://www.onvif.org/ver10/tptz/PanTiltSpaces/PositionGenericSpace" in said
    assert ":48731/" in said, "another number may be no port"
    for gone in ("10.22.8.10", "Lan-Anh", "LanAnh"):
        assert gone not in said
