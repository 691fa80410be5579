"""The cursor of the frame screen: always on a bus and a pane that are there."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.frame.view import FrameView
from gbdt_console.core.pictures import Bus
from gbdt_console.ui.frame.frame_cursor import FrameCursor, panes_of
from tests.support.frame.snapshots import LAYOUTS, QUAD, SINGLE, bus, shot
from tests.support.screens.scripted_port import make_snapshot

SNAPSHOT = make_snapshot(11)
SINGLE_BUS = bus(SNAPSHOT, Bus.BRANCHES, SINGLE, (6,), preview=shot(SINGLE, 8))
QUAD_BUS = bus(SNAPSHOT, Bus.CHAIR, QUAD, (6, 8, 3, 10), preview=shot(QUAD, 6, 8, 3, 10))
BOTH = FrameView((SINGLE_BUS, QUAD_BUS))
FRAMES = [
    BOTH,
    FrameView((QUAD_BUS,)),
    FrameView((SINGLE_BUS,)),
    FrameView((replace(QUAD_BUS, preview=None),)),
    FrameView(),
]


@given(
    st.lists(
        st.tuples(st.sampled_from(FRAMES), st.sampled_from(["bus", "left", "right", "see"])), max_size=30
    )
)
def test_the_cursor_never_leaves_what_is_there(steps: list[tuple[FrameView, str]]) -> None:
    cursor = FrameCursor()
    for frame, step in steps:
        cursor.see(frame)
        if step == "bus":
            cursor.other_bus(frame)
        elif step in ("left", "right"):
            cursor.move(-1 if step == "left" else 1, frame)
        shown = frame.bus(cursor.bus)
        assert (shown is not None) is bool(frame.buses)
        assert 0 <= cursor.pane < max(1, panes_of(shown) if shown is not None else 1)


def test_the_cursor_goes_from_pane_to_pane_and_from_bus_to_bus() -> None:
    cursor = FrameCursor()
    cursor.move(1, BOTH)
    assert (cursor.bus, cursor.pane) == (Bus.BRANCHES, 0)
    cursor.other_bus(BOTH)
    cursor.move(1, BOTH)
    cursor.move(1, BOTH)
    assert (cursor.bus, cursor.pane) == (Bus.CHAIR, 2)
    cursor.other_bus(BOTH)
    assert (cursor.bus, cursor.pane) == (Bus.BRANCHES, 0)


def test_layouts_go_round_and_one_alone_has_no_other() -> None:
    cursor, frame, seen = FrameCursor(), BOTH, []
    for _ in LAYOUTS:
        layout = cursor.layout(1, frame)
        assert layout is not None
        seen.append(layout.id)
        frame = FrameView((replace(SINGLE_BUS, preview=shot(layout)), QUAD_BUS))
    assert seen == [layout.id for layout in (*LAYOUTS[1:], LAYOUTS[0])]
    assert cursor.layout(1, FrameView((replace(SINGLE_BUS, layouts=(SINGLE,)),))) is None
