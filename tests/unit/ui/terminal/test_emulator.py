"""The quick emulator that the tests of terminals look at shows what pyte itself shows."""

from collections.abc import Mapping

import pyte
from hypothesis import given
from hypothesis import strategies as st

from tests.support.terminal import emulator

COLUMNS, LINES = 12, 5
numbers = st.lists(st.sampled_from(["", "0", "1", "2", "5", "7", "13", "38", "48", "31", "90"]), max_size=6)
styles = st.builds(lambda p: f"\x1b[{';'.join(p)}m", numbers)
colours = st.sampled_from(["\x1b[38;2;1;2;3m", "\x1b[0;1;48;5;9m", "\x1b[0m", "\x1b[7m"])
places = st.builds(lambda y, x: f"\x1b[{y};{x}H", st.integers(0, 7), st.integers(0, 15))
texts = st.text("aZ Điểm│█·\u0302\u200b視訊🎥\u00ad", min_size=1, max_size=9)
others = st.sampled_from(
    ["\r\n", "\b", "\t", "\x1b[K", "\x1b[2J", "\x1b[1J", "\x1b[2@", "\x1b[P", "\x1b[L", "\x1b[M",
     "\x1b[4h", "\x1b[4l", "\x1b[?7l", "\x1b[?7h", "\x1bM", "\x1bD", "\x1b7", "\x1b8", "\x1b[2;4r",
     "\x1b[r", "\x1b[H", "\x1b]0;name\x07", "\x1b(0", "\x1b(B", "\x0e", "\x0f", "\x1b#8", "\x1b[3C",
     "\x1b[>1u", "\x1b[?2026h"]
)  # fmt: skip
pieces = st.lists(texts | styles | colours | places | others, max_size=30)


def shown(screen: pyte.Screen) -> list[str] | None:
    """Return the lines; None where half of a wide character is left, which pyte itself cannot show."""
    try:
        return screen.display
    except IndexError:
        return None


def written(buffer: Mapping[int, Mapping[int, object]]) -> dict[int, Mapping[int, object]]:
    """Return the lines with a cell in them: looking at an empty one makes it."""
    return {y: line for y, line in buffer.items() if line}


@given(pieces, st.lists(st.integers(1, 20), max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
def test_it_ends_as_pyte_does(parts: list[str], cuts: list[int], looks: list[bool]) -> None:
    theirs = pyte.Screen(COLUMNS, LINES)
    their_stream = pyte.ByteStream(theirs)
    ours = emulator.Screen(COLUMNS, LINES)
    our_stream = emulator.Stream(ours)
    left = "".join(parts).encode()
    for cut, is_looked_at in zip([*cuts, len(left)], [*looks[: len(cuts)], True], strict=True):
        now, left = left[:cut], left[cut:]
        their_stream.feed(now)
        our_stream.feed(now)
        if is_looked_at and (wanted := shown(theirs)) is not None:
            assert ours.display == wanted
    assert written(ours.buffer) == written(theirs.buffer)
    assert (ours.cursor.x, ours.cursor.y, ours.cursor.attrs) == (
        theirs.cursor.x, theirs.cursor.y, theirs.cursor.attrs,
    )  # fmt: skip
