"""A page of the guide as lines: nothing is cut off, keys stay whole."""

import os
import re

import pytest

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.text.guide import GuidePage, guide_pages, page_of
from gbdt_console.text.words import LANGUAGES
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.widgets.guide.text import GuideText


def written(page: GuidePage, width: int, language: str = "vi", marked: int | None = None) -> list[str]:
    look = appearance_of(language, "dark", os.environ, ascii_only=False)
    return [line.text for line in GuideText(look, page, width, marked).lines]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 79, 99])
def test_no_word_of_any_page_is_cut_off(language: str, width: int) -> None:
    for page in guide_pages(language):
        lines = written(page, width, language)
        shown = sorted(re.findall(r"\w+", " ".join(lines)))
        cells = [cell for block in page.blocks for row in (*block.rows, (block.text,)) for cell in row]
        wanted = re.findall(r"\w+", " ".join(cells))
        figures = sum(block.kind.value == "figure" for block in page.blocks)
        label = ["hình" if language == "vi" else "picture"] * figures
        numbers = [block.marker.rstrip(".") for block in page.blocks if block.marker not in ("", "-")]
        assert shown == sorted([*wanted, *label, *numbers]), page.name
        assert {len(line) for line in lines} <= {width}


def test_a_key_with_its_number_stays_on_one_line() -> None:
    page = page_of(GuideTopic.DURING, "# T\n\n" + "chữ `5 m` " * 40)
    for width in range(20, 60):
        text = "\n".join(line.rstrip() for line in written(page, width))
        assert text.count("5 m") == 40


def test_a_command_that_goes_on_below_can_be_copied() -> None:
    command = "gbdt-console --config /etc/gbdt/sites.yaml --state-dir /var/lib/gbdt-console status"
    lines = written(page_of(GuideTopic.CONSOLE_DOWN, f"# T\n\n    {command}\n"), 60)
    assert len(lines) == 2
    assert lines[0].rstrip().endswith(" \\")
    assert " ".join(" ".join(lines).replace("\\", "").split()) == command


def test_the_found_block_carries_the_mark() -> None:
    page = page_of(GuideTopic.DURING, "# T\n\nmột\n\n- hai\n- ba\n")
    assert [line[0] for line in written(page, 40, marked=1)] == [" ", " ", "▸", " "]
