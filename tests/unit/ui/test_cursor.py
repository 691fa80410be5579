"""The highlight of a list stays on its row, whatever comes and goes around it."""

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.ui.cursor import Cursor

ROWS = st.lists(st.integers(0, 9), unique=True)


def named(rows: str, name: object = None) -> Cursor[str]:
    cursor = Cursor[str](lambda row: row[0], name)
    cursor.take(rows.split())
    return cursor


def test_the_first_row_is_highlighted_or_the_one_that_was_asked_for() -> None:
    assert (named("a b c").row, named("a b c", "c").row, named("a b c", "x").row) == ("a", "c", "a")
    assert named("").row is None


def test_the_highlight_follows_its_row_and_shows_its_newest_state() -> None:
    cursor = named("a1 b1 c1")
    cursor.move(1)
    cursor.take(("z1", "a1", "c1", "b2"))
    assert (cursor.row, cursor.at) == ("b2", 3)


def test_where_the_row_is_gone_the_first_or_the_one_in_its_place_is_highlighted() -> None:
    cursor = named("a b c d")
    cursor.move(2)
    cursor.take(("a", "b", "d"), cursor.at)
    assert cursor.row == "d"
    cursor.take(("a", "b"), cursor.at)
    assert cursor.row == "b"
    cursor.take(("x", "y"))
    assert cursor.row == "x"


def test_a_list_that_was_empty_for_a_while_finds_its_row_again() -> None:
    cursor = named("a b c")
    cursor.move(9)
    cursor.take(())
    assert (cursor.row, cursor.at) == (None, 0)
    cursor.move(1)
    cursor.take(("a", "b", "c"))
    assert cursor.row == "c"


def test_a_row_that_is_not_there_is_not_gone_to() -> None:
    cursor = named("a b c", "b")
    cursor.go_to("x")
    assert cursor.row == "b"
    cursor.go_to("c")
    assert cursor.row == "c"


@given(ROWS, st.lists(ROWS | st.integers(-99, 99)))
def test_the_highlight_never_leaves_the_list(first: list[int], events: list[list[int] | int]) -> None:
    cursor = Cursor[int](lambda row: row)
    cursor.take(first)
    for event in events:
        if isinstance(event, int):
            expected = max(0, min(len(cursor.rows) - 1, cursor.at + event))
            cursor.move(event)
            assert cursor.at == expected
        else:
            kept = cursor.row
            cursor.take(event, cursor.at)
            assert kept not in event or cursor.row == kept
        assert cursor.row == (cursor.rows[cursor.at] if cursor.rows else None)
