"""Which sources have no picture, and which scenes tell it by as few questions as needed."""

import pytest

from gbdt_console.devices.obs.blanks import covering, stays_blank, without_size
from tests.support.mixer.obs_scenes import item, scene, transform


@pytest.mark.parametrize(
    ("answer", "stays"),
    [
        ({"inputKind": "ffmpeg_source", "inputSettings": {"restart_on_activate": False}}, True),
        ({"inputKind": "ffmpeg_source", "inputSettings": {}}, False),
        (
            {
                "inputKind": "ffmpeg_source",
                "inputSettings": {"restart_on_activate": False, "close_when_inactive": True},
            },
            True,
        ),
        ({"inputKind": "ffmpeg_source", "inputSettings": {"close_when_inactive": True}}, False),
        ({"inputKind": "v4l2_input", "inputSettings": {"restart_on_activate": False}}, False),
        ({"inputKind": "ffmpeg_source", "inputSettings": None}, False),
        (None, False),
    ],
)
def test_off_the_air_only_a_source_that_never_starts_by_itself_is_known_to_be_blank(
    answer: dict[str, object] | None, stays: bool
) -> None:
    assert stays_blank(answer) is stays


def test_each_source_is_asked_for_in_one_scene() -> None:
    one, two = scene(item("A"), item("B", 2), name="AB"), scene(item("B"), name="B")
    other = scene(item("C"), name="C")
    assert covering([one, two, other], ()) == ["AB", "C"]
    assert covering([one, two, other], ["C"]) == ["AB"]
    assert covering([two, one], ()) == ["B", "AB"]


def test_a_source_without_size_is_found() -> None:
    nothing = transform(sourceWidth=0.0, sourceHeight=0.0)
    assert without_size([scene(item("A", where=nothing), item("B", 2))]) == {"A"}
