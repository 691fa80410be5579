"""Layouts as wireframes: every pane has its place, every line its exact width."""

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from gbdt_console.core.pictures import Box
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.widgets.frame.wireframe import PaneText, wireframe
from tests.support.frame.snapshots import CORNER, FIVE, QUAD

APPEARANCE = appearance_of("vi", "dark", {}, ascii_only=False)
INK = Style(bold=True)
FRACTION = st.floats(0.0, 1.0)


def drawn(width: int, height: int, boxes: tuple[Box, ...], *names: str) -> list[str]:
    panes = [PaneText(str(n), name, INK, (("ghi chú", INK),)) for n, name in enumerate(names, start=1)]
    lines = wireframe(APPEARANCE, (width, height), boxes, panes)
    assert len(lines) == height
    assert all(line.cell_length == width for line in lines)
    return [line.text for line in lines]


def test_four_panes_are_divided_by_a_cross_and_each_has_its_name() -> None:
    lines = drawn(27, 5, QUAD.boxes, "Bắc Hà", "Sa Pa", "Bát Xát", "Văn Bàn")
    assert lines[2] == "─────────────┼─────────────"
    assert [(lines[0].index("1 Bắc Hà") < 13), lines[0].index("2 Sa Pa") > 13] == [True, True]
    assert "3 Bát Xát" in lines[3]
    assert "ghi chú" in lines[4]


def test_a_picture_in_a_picture_covers_the_one_below() -> None:
    lines = drawn(40, 9, CORNER.boxes, "Bắc Hà", "Sa Pa")
    assert "1 Bắc Hà" in lines[3] + lines[4]
    corner = next(line for line in lines if "┌" in line)
    assert corner.index("┌") >= 26
    assert any("2 Sa Pa" in line[27:] for line in lines)


def test_a_narrow_pane_shows_the_number_alone() -> None:
    lines = drawn(17, 8, FIVE.boxes, "Bắc Hà", *["Mường Khương"] * 5)
    assert "2" in lines[0] + lines[1]
    assert "Mườ" not in "".join(lines)


def test_panes_without_room_for_edges_become_a_list_with_every_number() -> None:
    boxes = tuple(Box(x / 5, y / 4, 1 / 5, 1 / 4) for y in range(4) for x in range(5))
    text = "".join(drawn(28, 4, boxes, *["Mường Khương"] * 20))
    assert all(f"{n}" in text for n in range(1, 21))


def test_panes_whose_places_are_unknown_are_listed() -> None:
    lines = drawn(30, 4, (), "Bắc Hà", "Sa Pa", "Bát Xát")
    assert [line.split()[0] for line in lines[:3]] == ["1", "2", "3"]


@given(
    st.lists(st.builds(Box, FRACTION, FRACTION, FRACTION, FRACTION), min_size=1, max_size=9),
    st.integers(1, 60),
    st.integers(1, 14),
)
def test_any_boxes_on_any_size_keep_the_exact_size(boxes: list[Box], width: int, height: int) -> None:
    drawn(width, height, tuple(boxes), *["Xã 行政 e\u0301"] * len(boxes))
