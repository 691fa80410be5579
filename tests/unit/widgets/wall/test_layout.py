import pytest

from gbdt_console.widgets.wall.layout import LayoutKind, divide, layout_for

SIZES = [(80, 20), (80, 14), (120, 37), (120, 27), (200, 57), (200, 43), (300, 77)]


@pytest.mark.parametrize(
    ("count", "size", "kind"),
    [(11, (80, 17), LayoutKind.TILE), (24, (120, 27), LayoutKind.TILE), (25, (120, 27), LayoutKind.LINE),
     (60, (200, 47), LayoutKind.TILE), (34, (80, 17), LayoutKind.LINE), (35, (80, 17), LayoutKind.CELL),
     (220, (200, 47), LayoutKind.LINE), (130, (120, 27), LayoutKind.CELL),
     (220, (80, 15), LayoutKind.DOT), (3_400, (120, 27), LayoutKind.DOT)],
)  # fmt: skip
def test_the_layout_follows_the_number_of_sites(count: int, size: tuple[int, int], kind: LayoutKind) -> None:
    assert layout_for(count, *size).kind is kind


def test_eleven_sites_fit_the_smallest_screen() -> None:
    assert layout_for(11, 80, 20).lines <= 20


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 11, 24, 25, 60, 200, 201, 220, 1_000, 3_400])
def test_every_site_has_a_slot_of_its_own_that_the_mouse_finds(count: int, size: tuple[int, int]) -> None:
    chosen = layout_for(count, *size)
    taken = set()
    for index in range(count):
        region = chosen.region(index)
        assert region.x >= 0
        assert region.right <= size[0]
        assert region.bottom <= chosen.lines
        assert chosen.index_at(region.x, region.y) == index
        assert chosen.index_at(region.right - 1, region.bottom - 1) == index
        taken.add((region.x, region.y))
    assert len(taken) == count


def test_the_mouse_finds_nothing_between_groups_of_dots() -> None:
    chosen = layout_for(3_400, 120, 27)
    first, last = chosen.region(0), chosen.region(9)
    assert chosen.index_at(last.right, first.y) is None
    assert chosen.index_at(0, 0) is None


@pytest.mark.parametrize(("most", "size"), [(11, (80, 19)), (130, (120, 36)), (220, (200, 56))])
def test_every_site_is_in_sight_beside_pictures_and_alarms(most: int, size: tuple[int, int]) -> None:
    for count in range(1, most + 1):
        heights = divide(count, *size)
        chosen = layout_for(count, size[0], heights.board)
        assert chosen.kind is not LayoutKind.DOT
        assert chosen.lines <= heights.board
        assert sum((heights.pictures, heights.board, heights.troubles, heights.alarms)) == size[1]
        assert heights.alarms >= 3
        assert heights.pictures >= 6 or size[0] == 80
