"""The pictures as plain lines: who presents, and what this console cannot change."""

from dataclasses import replace

import pytest

from gbdt_console.cli.frame.lines import FrameLines
from gbdt_console.core.frame.content import Presentation
from gbdt_console.text.words import Words
from tests.support.conference.scenes import SCENES
from tests.support.frame.snapshots import two_buses
from tests.support.screens.meeting_console import network

SHOT = two_buses(SCENES["quiet"](network()))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "content: unknown"),
        (Presentation(""), "nobody presents"),
        (Presentation("site8", "c", SHOT.at_s - 3.0), "presenting: 8 Sa Pa (codec said so 00:03 ago)"),
        (Presentation("site8", "", SHOT.at_s - 1.0), "presenting: 8 Sa Pa (MCU said so 00:01 ago)"),
        (Presentation("site8", "site8.codec", None, is_lost=True), "presenter lost: 8 Sa Pa"),
    ],
)  # fmt: skip
def test_the_lines_say_who_presents_and_which_device_says_so(content: Presentation | None, said: str) -> None:
    assert SHOT.frame is not None
    frame = replace(SHOT.frame, content=content)
    lines = list(FrameLines(SHOT, frame, Words("en")).all())
    assert said in lines
    assert not any("cannot grant" in line for line in lines)
    fixed = FrameLines(SHOT, replace(frame, fixed_content="cisco-codian"), Words("en"))
    assert "cisco-codian cannot grant or end content" in fixed.all()


@pytest.mark.parametrize("is_protected", [False, True, None])
def test_the_lines_say_that_others_can_change_what_goes_to_the_mixer(is_protected: bool | None) -> None:
    assert SHOT.frame is not None
    frame = replace(SHOT.frame, is_mixer_protected=is_protected)
    said = [line for line in FrameLines(SHOT, frame, Words("en")).all() if "not protected" in line]
    assert bool(said) is (is_protected is False)
