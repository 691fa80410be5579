"""Scenes of OBS as layouts: which items are panes, where they stand, and what a take changes."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import Box
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.obs.identities import SceneIds
from gbdt_console.devices.obs.scenes import Scene, group, read_canvas
from tests.support.mixer.obs_scenes import NO_BOUNDS, item, scene, transform


def box_of(where: dict[str, Any]) -> tuple[float, ...] | None:
    panes = scene(item("Sa Pa", where=where)).panes
    if not panes:
        return None
    box = panes[0].box
    return tuple(round(number, 4) for number in (box.x, box.y, box.width, box.height))


PLACES = [
    (transform(960, 540), (0.5, 0.5, 0.5, 0.5)),
    (transform(960, 540, alignment=0), (0.25, 0.25, 0.5, 0.5)),
    (transform(1920, 1080, alignment=10), (0.5, 0.5, 0.5, 0.5)),
    (transform(-480, 0), (0.0, 0.0, 0.25, 0.5)),
    (transform(1440, 0), (0.75, 0.0, 0.25, 0.5)),
    (transform(540, 0, rotation=90.0), (0.0, 0.0, 0.2813, 0.8889)),
    (transform(960, 540, rotation=180.0), (0.0, 0.0, 0.5, 0.5)),
    (transform(0, 0, scaleX=15.0, scaleY=15.0, **NO_BOUNDS), (0.0, 0.0, 0.5, 0.5)),
    (transform(960, 0, scaleX=-15.0, scaleY=15.0, **NO_BOUNDS), (0.0, 0.0, 0.5, 0.5)),
    (transform(0, 0, scaleX=30.0, scaleY=30.0, cropLeft=32, **NO_BOUNDS), (0.0, 0.0, 0.5, 1.0)),
    (transform(2000, 0), None),
    (transform(0, 0, sourceWidth=0.0, sourceHeight=0.0, **NO_BOUNDS), None),
]  # fmt: skip


@pytest.mark.parametrize(("where", "box"), PLACES)
def test_an_item_s_place_is_its_box_cut_at_the_picture(where: Any, box: tuple[float, ...] | None) -> None:
    assert box_of(where) == box


FAR = st.floats(-5_000, 5_000)
SIZE = st.floats(0, 5_000)


@given(
    x=FAR, y=FAR, width=SIZE, height=SIZE,
    rotation=st.floats(-720, 720), alignment=st.integers(0, 15),
)  # fmt: skip
def test_every_place_lies_within_the_picture(
    x: float, y: float, width: float, height: float, rotation: float, alignment: int
) -> None:
    where = transform(x, y, width, height, rotation=rotation, alignment=alignment)
    for pane in scene(item("Sa Pa", where=where)).panes:
        box = pane.box
        assert min(box.x, box.y) >= 0
        assert min(box.width, box.height) > 0
        assert box.x + box.width <= 1 + 1e-9
        assert box.y + box.height <= 1 + 1e-9


def test_items_in_one_place_are_one_seat_that_shows_the_topmost() -> None:
    near = transform(4, 3)
    found = scene(item("A", 1), item("B", 2, where=near), item("C", 3, is_on=False))
    (pane,) = found.panes
    assert [i.source for i in pane.items] == ["C", "B", "A"]
    assert pane.seen is not None
    assert pane.seen.source == "B"


def test_seats_stand_from_the_upper_left_to_the_lower_right() -> None:
    places = [transform(960, 540), transform(0, 540), transform(960, 4), transform(0, 0)]
    found = scene(*(item(f"{n}", n, where=where) for n, where in enumerate(places)))
    assert [pane.items[0].source for pane in found.panes] == ["3", "2", "1", "0"]


@pytest.mark.parametrize(
    "more",
    [
        {"inputKind": kind}
        for kind in (
            "text_ft2_source_v2",
            "text_gdiplus_v3",
            "image_source",
            "color_source_v3",
            "slideshow_v2",
        )
    ]
    + [{"sceneItemLocked": True}],
    ids=lambda more: str(next(iter(more.values()))),
)
def test_decoration_is_no_seat(more: dict[str, object]) -> None:
    assert scene(item("Nền", **more)).panes == ()


def test_scenes_with_the_same_places_are_one_layout() -> None:
    left, right = item("A", 1), item("B", 2, where=transform(960, 0))
    one, other = scene(left, right, name="1"), scene(right | {"sourceName": "C"}, left, name="2")
    lone, still, still_too = scene(left, name="3"), scene(name="4"), scene(name="5")
    assert [[s.id for s in g] for g in group([one, still, lone, other, still_too])] == [
        ["1", "2"], ["4"], ["3"], ["5"],
    ]  # fmt: skip


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=4), st.data())
def test_after_the_changes_the_seats_show_what_was_asked(
    switched: list[list[bool]], data: st.DataObject
) -> None:
    def rows(states: dict[int, bool]) -> Scene:
        return scene(
            *(
                item(
                    f"S{source}",
                    pane * 3 + source,
                    states[pane * 3 + source],
                    transform(0, 200 * pane, 960, 100),
                )
                for pane in range(len(switched))
                for source in range(3)
            )
        )

    states = {pane * 3 + n: is_on for pane, ons in enumerate(switched) for n, is_on in enumerate(ons)}
    before = rows(states)
    names = st.sampled_from(["", "S0", "S1", "S2"])
    sources = data.draw(st.lists(names, max_size=len(switched)))
    changes = before.changes_for(sources)
    assert all(states[number] is not is_on for number, is_on in changes.items())
    after = rows(states | changes)
    assert after.shows(sources)
    for pane, source in zip(after.panes, sources, strict=False):
        if source:
            assert [i.source for i in pane.items if i.is_on] == [source]
    for number, pane in enumerate(after.panes):
        if number >= len(sources) or not sources[number]:
            assert pane == before.panes[number]


@pytest.mark.parametrize("wrong", [math.nan, math.inf, "1", None, True, 10**400], ids=str)
def test_a_number_that_is_none_spoils_the_answer(wrong: object) -> None:
    with pytest.raises(ControlError) as refusal:
        scene(item("A", where=transform() | {"positionX": wrong}))
    assert refusal.value.fault is ControlFault.MALFORMED
    with pytest.raises(ControlError):
        read_canvas({"baseWidth": wrong, "baseHeight": 1080})


def test_names_are_cleaned_and_asked_for_as_obs_spells_them() -> None:
    raw = "Sa\x1b[31m Pa"
    (pane,) = scene(item(raw), name="Lưới\u202e").panes
    assert (pane.items[0].name, "\x1b" in pane.items[0].source) == (raw, False)
    ids = SceneIds().of({"scenes": [{"sceneName": "Lưới\u202e"}]})
    assert list(ids.values()) == ["Lưới\N{REPLACEMENT CHARACTER}"]
    assert pane.box == Box(0, 0, 0.5, 0.5)
