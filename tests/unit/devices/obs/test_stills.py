"""Stills are asked for while somebody looks, forgotten when nobody does, and believed as small BMPs only."""

from base64 import b64encode

import pytest

from gbdt_console.core.frame.still import STILL_EVERY_S, Still
from gbdt_console.devices.obs.stills import LOOKED_AT_S, Stills, read_shot
from tests.support.mixer.movies import bitmap

COLOUR = (200, 40, 80)


def url(picture: bytes, kind: str = "bmp") -> str:
    return f"data:image/{kind};base64,{b64encode(picture).decode('ascii')}"


@pytest.mark.parametrize("bits", [24, 32])
def test_the_pixels_of_a_bitmap_are_read(bits: int) -> None:
    read = read_shot(url(bitmap(48, 27, COLOUR, 5, bits)))
    assert read is not None
    width, rows = read.width, read.rows
    row = rows[: 48 * 3]
    assert (width, len(rows)) == (48, 48 * 27 * 3)
    assert (tuple(row[:3]), tuple(row[15:18]), tuple(row[18:21])) == (COLOUR, (255, 255, 255), COLOUR)


def test_rows_from_the_bottom_up_are_turned() -> None:
    picture = bytearray(bitmap(48, 27, COLOUR, 0))
    picture[54:57] = 3, 2, 1  # the first pixel of the lowest row
    read = read_shot(url(bytes(picture)))
    assert read is not None
    assert tuple(read.rows[26 * 48 * 3 :][:3]) == (1, 2, 3)


@pytest.mark.parametrize(
    "shot",
    [
        "", "data:image/bmp;base64,", "data:image/bmp;base64,???", url(b"BM"),
        url(bitmap(48, 27, COLOUR, 0)[:-1]),
        url(bitmap(4_800, 27, COLOUR, 0)), url(b"PK" + bitmap(48, 27, COLOUR, 0)[2:]),
        url(bitmap(48, 27, COLOUR, 0), "png"),
    ],
)  # fmt: skip
def test_anything_else_is_no_still(shot: str) -> None:
    assert read_shot(shot) is None


def given(stills: Stills, now_s: float, colour: tuple[int, int, int] = COLOUR) -> None:
    """As OBS answers what is asked."""
    asked = stills.requests(["Sa Pa"], now_s)
    stills.take(["Sa Pa"], [{"imageData": url(bitmap(48, 27, colour, 0))} for _ in asked], now_s)


def test_nothing_is_asked_while_nobody_looks() -> None:
    stills = Stills()
    assert stills.requests(["Sa Pa"], 0.0) == []
    stills.look(-1.0, 0.0)
    assert [request.name for request in stills.requests(["Sa Pa"], 0.1)] == ["GetSourceScreenshot"]
    assert stills.requests(["Sa Pa"], 0.1 + STILL_EVERY_S / 2) == []


def test_all_is_forgotten_when_nobody_looks_any_more() -> None:
    stills = Stills()
    stills.look(-1.0, 0.0)
    given(stills, 0.0)
    assert [still.site_id for still in stills.look(-1.0, 1.0)] == ["Sa Pa"]
    given(stills, 1.0 + LOOKED_AT_S)
    assert stills.look(-1.0, 1.0 + LOOKED_AT_S) == ()


def test_an_unchanged_picture_has_no_pixels_and_one_that_fails_grows_old() -> None:
    stills = Stills()
    stills.look(-1.0, 0.0)
    given(stills, 0.0)
    given(stills, 2.0)
    assert stills.look(0.0, 2.0) == (Still("Sa Pa", 2.0),)
    given(stills, 4.0, (1, 2, 3))
    (changed,) = stills.look(2.0, 4.0)
    assert (changed.taken_s, changed.rows()[0][3:6]) == (4.0, bytes((1, 2, 3)))
    stills.requests(["Sa Pa"], 6.0)
    stills.take(["Sa Pa"], [None], 6.0)
    assert [still.taken_s for still in stills.look(4.0, 6.0)] == [4.0]


def test_a_source_off_the_air_is_forgotten() -> None:
    stills = Stills()
    stills.look(-1.0, 0.0)
    given(stills, 0.0)
    stills.keep(["Bắc Hà"])
    assert stills.look(-1.0, 1.0) == ()


def test_many_sources_have_small_stills() -> None:
    stills = Stills()
    stills.look(-1.0, 0.0)
    few = stills.requests(["1", "2"], 0.0)
    many = stills.requests([str(n) for n in range(9)], 2.0)
    assert [few[0].data["imageWidth"], many[0].data["imageWidth"]] == [48, 24]
