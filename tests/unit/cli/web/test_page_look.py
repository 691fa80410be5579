"""An address may choose letters and colours, and nothing else."""

import re
from pathlib import Path

import pytest

import gbdt_console.cli.web
from gbdt_console.cli.web.page_look import THEMES, PageLook, look_of
from gbdt_console.ui.drawing.themes import PALETTES

CSS = Path(gbdt_console.cli.web.__file__).parent / "page" / "wall.css"


@pytest.mark.parametrize(
    ("query", "look"),
    [
        ({}, PageLook("dark")),
        ({"theme": "light"}, PageLook("light", 0, "?theme=light")),
        ({"fontsize": "28"}, PageLook("dark", 28, "?fontsize=28")),
        ({"fontsize": "9999"}, PageLook("dark")),
        ({"fontsize": "1"}, PageLook("dark", 8, "?fontsize=8")),
        ({"fontsize": "\u0663\u0663"}, PageLook("dark")),
        ({"theme": '"><script>', "pin": "12345678"}, PageLook("dark")),
        ({"theme": "contrast", "fontsize": "20"}, PageLook("contrast", 20, "?theme=contrast&fontsize=20")),
    ],
)
def test_an_address_says_how_a_page_looks(query: dict[str, str], look: PageLook) -> None:
    assert look_of(query, "dark") == look


def test_the_page_has_the_colours_of_the_wall_below_it() -> None:
    given = dict(re.findall(r"^\.theme-([a-z-]+) \{(.*?)\}", CSS.read_text(), re.MULTILINE | re.DOTALL))
    assert tuple(given) == THEMES
    for theme, colours in given.items():
        palette = PALETTES[theme]
        names = {"ground": "background"}
        for name, colour in re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", colours):
            assert getattr(palette, names.get(name, name.replace("-", "_"))) == colour, (theme, name)
