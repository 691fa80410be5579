"""A BMP of a device is read as far as it is one, and as small as a pane shows it."""

import struct

import pytest

from gbdt_console.devices.stills.bitmap import read_bmp
from gbdt_console.simulator.onvif.picture import picture_of
from tests.support.mixer.movies import bitmap

COLOUR = (200, 40, 80)


@pytest.mark.parametrize(
    ("sides", "small"), [((48, 27), (48, 27)), ((96, 54), (48, 27)), ((320, 240), (46, 35))]
)
@pytest.mark.parametrize("bits", [24, 32])
def test_a_picture_is_made_no_wider_than_asked(
    sides: tuple[int, int], small: tuple[int, int], bits: int
) -> None:
    read = read_bmp(bitmap(*sides, COLOUR, sides[0] - 1, bits), 48)
    assert read is not None
    assert read.size == small
    assert tuple(read.rows[:3]) == COLOUR


def test_rows_from_the_bottom_up_are_turned() -> None:
    read = read_bmp(picture_of((0, 0, 0), 0.0), 48)
    assert read is not None
    width, height = read.size
    table = read.rows[3 * (width * (height - 1)) :][:3]
    assert table[0] > table[2], "the table is brown, and below"


def spoilt(at: int, value: bytes) -> bytes:
    picture = bitmap(48, 27, COLOUR, 0)
    return picture[:at] + value + picture[at + len(value) :]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"BM", bitmap(48, 27, COLOUR, 0)[:-1], spoilt(0, b"PK"),
        spoilt(18, struct.pack("<i", 0)), spoilt(18, struct.pack("<i", -48)),
        spoilt(22, struct.pack("<i", 0)),
        spoilt(18, struct.pack("<i", 2**31 - 1)), spoilt(22, struct.pack("<i", -(2**31))),
        spoilt(28, struct.pack("<H", 8)), spoilt(30, struct.pack("<I", 1)),
        spoilt(10, struct.pack("<I", 0)), spoilt(10, struct.pack("<I", 2**32 - 1)),
    ],
)  # fmt: skip
def test_anything_else_is_no_picture(data: bytes) -> None:
    assert read_bmp(data, 48) is None


def test_a_tall_picture_is_made_no_higher_than_asked() -> None:
    """It goes to every screen; 4 096 rows are 600 kB."""
    read = read_bmp(bitmap(48, 4_096, COLOUR, 0), 48)
    assert read is not None
    assert read.size == (1, 48)
