"""A still becomes cells of two pixels, in its own shape; a broken one becomes nothing."""

from dataclasses import replace

import pytest
from rich.color import Color

from gbdt_console.core.frame.still import Still
from gbdt_console.widgets.frame.still_cells import still_cells

RED, BLUE = (200, 0, 0), (0, 0, 200)
WIDE = Still.of_rows("s1", 1.0, 16, bytes(RED) * 16 * 4 + bytes(BLUE) * 16 * 4)
"""16 x 8 pixels, red above, blue below."""


def colours(cells: tuple[tuple[tuple[str, object], ...], ...]) -> list[set[tuple[Color, Color]]]:
    return [{(style.color, style.bgcolor) for _, style in line} for line in cells]  # type: ignore[attr-defined]


def test_the_upper_half_is_red_and_the_lower_blue() -> None:
    cells = still_cells(WIDE, 16, 4, is_old=False)
    red, blue = Color.from_rgb(*RED), Color.from_rgb(*BLUE)
    assert {char for line in cells for char, _ in line} == {"▀"}
    assert colours(cells) == [{(red, red)}, {(red, red)}, {(blue, blue)}, {(blue, blue)}]


def test_one_cell_has_both_pixels_where_they_differ() -> None:
    still = Still.of_rows("s1", 1.0, 8, (bytes(RED) * 8 + bytes(BLUE) * 8) * 3)
    assert (
        colours(still_cells(still, 8, 3, is_old=False))
        == [{(Color.from_rgb(*RED), Color.from_rgb(*BLUE))}] * 3
    )


@pytest.mark.parametrize(
    ("width", "height", "across", "down"), [(60, 4, 16, 4), (16, 30, 16, 4), (8, 9, 8, 2)]
)
def test_its_shape_is_kept(width: int, height: int, across: int, down: int) -> None:
    cells = still_cells(WIDE, width, height, is_old=False)
    assert (len(cells), {len(line) for line in cells}) == (down, {across})


def test_an_old_one_is_grey_and_darker() -> None:
    for line in colours(still_cells(WIDE, 16, 4, is_old=True)):
        for colour in {colour for pair in line for colour in pair}:
            red, green, blue = colour.get_truecolor()
            assert red == green == blue < 200


def test_a_pixel_is_the_mean_of_what_it_stands_for() -> None:
    rows = (bytes((8, 0, 0)) + bytes((24, 0, 80))) * 8 + (bytes((40, 0, 0)) + bytes((56, 0, 80))) * 8
    ((cell, *_), *_) = still_cells(Still.of_rows("s1", 1.0, 16, rows * 6), 8, 3, is_old=False)
    assert cell[1].color == Color.from_rgb((8 + 24 + 40 + 56) // 4, 0, 40)


def test_a_picture_at_rest_is_not_made_again() -> None:
    later = replace(WIDE, taken_s=3.0)
    assert still_cells(later, 16, 4, is_old=False) is still_cells(WIDE, 16, 4, is_old=False)


@pytest.mark.parametrize("size", [(7, 10), (20, 2), (0, 0)])
def test_a_small_place_has_words_alone(size: tuple[int, int]) -> None:
    assert still_cells(WIDE, *size, is_old=False) == ()


@pytest.mark.parametrize(
    "broken",
    [Still("s1", 1.0), Still("s1", 1.0, 16, "AAAA"), Still("s1", 1.0, 0, "AAAA"), Still("s1", 1.0, 1, "?")],
)
def test_what_is_no_picture_is_not_painted(broken: Still) -> None:
    assert still_cells(broken, 20, 10, is_old=False) == ()
