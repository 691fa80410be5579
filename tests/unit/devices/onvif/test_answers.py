"""What a camera answers is read as far as it can be believed."""

from base64 import b64decode
from datetime import UTC, datetime

import pytest

from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.core.secret import Secret
from gbdt_console.devices.onvif.answers import (
    Profile,
    WebPlace,
    clock_of,
    place_of,
    presets_of,
    profiles_of,
    status_of,
)
from gbdt_console.devices.onvif.soap import password_digest
from gbdt_console.devices.safe_xml import tree_of

SPACES = "http://www.onvif.org/ver10/tptz/PanTiltSpaces"


def presets(*rows: tuple[str, str]) -> dict[int, str]:
    form = '<tptz:Preset token="{}"><tt:Name>{}</tt:Name></tptz:Preset>'
    body = "".join(form.format(token, name) for token, name in rows)
    return presets_of(tree_of(f"<r>{body}</r>".encode()))


def position(pan_tilt: str, zoom: str = 'x="0.5"') -> CameraPosition | None:
    inside = f"<Position><PanTilt {pan_tilt}/><Zoom {zoom}/></Position>"
    return status_of(tree_of(f"<r><PTZStatus>{inside}</PTZStatus></r>".encode())).position


def test_the_proof_of_the_password_is_that_of_the_programmers_guide() -> None:
    """ONVIF Application Programmer's Guide 1.0, 6.1.1.3."""
    nonce = b64decode("LKqI6G/AikKCQrN0zqZFlg==")
    digest = password_digest(nonce, "2010-09-16T07:50:45Z", Secret("userpassword"))
    assert digest == "tuOSpGlFlIXsozq4HFNeeGeFLEI="


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ((("1", "a"), ("02", "b"), ("12", "c")), {1: "1", 2: "02", 12: "12"}),
        ((("preset_3", ""), ("Preset004", "")), {3: "preset_3", 4: "Preset004"}),
        ((("Home", "1 toàn phòng"), ("x", "2")), {1: "Home", 2: "x"}),
        ((("1", ""), ("01", "")), {}),
        ((("5", "7 bục"), ("tok", "7 bục")), {5: "5"}),
        ((("550e8400-e29b-41d4-a716-446655440000", "Preset"),), {}),
        ((("", "1"), ("9" * 65, "2")), {}),
    ],
)
def test_a_number_is_that_of_the_token_else_of_the_name_and_never_of_two(
    rows: tuple[tuple[str, str], ...], known: dict[int, str]
) -> None:
    assert presets(*rows) == known


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('x="0.1" y="-0.2"', CameraPosition(250, -500, 0x2000)),
        (f'x="-1" y="1.0" space="{SPACES}/PositionGenericSpace"', CameraPosition(-2_500, 2_500, 0x2000)),
        (
            f'x="-90" y="10" space="{SPACES}/SphericalPositionSpaceDegrees"',
            CameraPosition(-1_296, 144, 0x2000),
        ),
        (f'x="0.1" y="0.1" space="{SPACES}/DigitalPositionSpace"', None),
        ('x="1.2" y="0"', None),
        ('x="nan" y="0"', None),
        ('x="1e999" y="0"', None),
        ('x="" y="0"', None),
        ("", None),
    ],
)
def test_a_position_of_an_unknown_space_or_beyond_its_limits_is_not_known(
    said: str, found: CameraPosition | None
) -> None:
    assert position(said) == found
    assert position('x="0" y="0"', 'x="7"') is None


def test_a_camera_that_turns_moves_whatever_its_lens_says() -> None:
    def is_moving(pan_tilt: str, zoom: str) -> bool | None:
        inside = f"<MoveStatus><PanTilt>{pan_tilt}</PanTilt><Zoom>{zoom}</Zoom></MoveStatus>"
        return status_of(tree_of(f"<r><PTZStatus>{inside}</PTZStatus></r>".encode())).is_moving

    assert is_moving("MOVING", "IDLE") is True
    assert is_moving("IDLE", "UNKNOWN") is False
    assert is_moving("UNKNOWN", "") is None
    assert status_of(tree_of(b"<r/>")).is_moving is None


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://10.9.9.9/onvif/ptz?a=1&b=2", WebPlace("http", None, "/onvif/ptz?a=1&b=2")),
        ("https://camera:8443", WebPlace("https", 8443, "/")),
        ("rtsp://10.9.9.9/live", None),
        ("http://x/a b", None),
        ("http://x/a\r\nX: 1", None),
        ("http://x:99999/a", None),
        ("/relative", None),
        ("http://x/" + "a" * 2_000, None),
        ("", None),
    ],
)
def test_of_an_address_path_and_port_count(url: str, place: WebPlace | None) -> None:
    assert place_of(url) == place


def test_the_clock_is_utc_else_local_else_not_known() -> None:
    def told(kind: str, year: str) -> datetime | None:
        date = f"<Date><Year>{year}</Year><Month>2</Month><Day>29</Day></Date>"
        time = "<Time><Hour>7</Hour><Minute>8</Minute><Second>60</Second></Time>"
        inside = f"<SystemDateAndTime><{kind}>{time}{date}</{kind}></SystemDateAndTime>"
        return clock_of(tree_of(f"<r>{inside}</r>".encode()))

    assert told("UTCDateTime", "2024") == datetime(2024, 2, 29, 7, 8, 59, tzinfo=UTC)
    assert told("LocalDateTime", "2024") is not None
    for year in ("2023", "0", "x", "99999"):
        assert told("UTCDateTime", year) is None


def test_of_a_profile_size_and_motors_are_read() -> None:
    size = "<VideoEncoderConfiguration><Resolution><Width>640</Width><Height>360</Height></Resolution>"
    found = profiles_of(
        tree_of(
            f'<r><Profiles token="a"><PTZConfiguration/>{size}</VideoEncoderConfiguration></Profiles>'
            f'<Profiles token="b"/><Profiles/></r>'.encode()
        )
    )
    assert found == (Profile("a", True, 640 * 360), Profile("b", False, None))
