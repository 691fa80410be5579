import dataclasses

import pytest
from rich.console import Console
from rich.style import Style

from gbdt_console.ui.drawing.glyphs import ASCII, UNICODE, Glyphs
from gbdt_console.ui.drawing.themes import (
    CONTRAST,
    DARK,
    NONE,
    PALETTES,
    SIXTEEN,
    Inks,
    Palette,
    choose,
    inks,
)

LEAST_CONTRAST = 4.5
LEAST_FOR_LINES = 3.0
COLOURED = [palette for palette in PALETTES.values() if not palette.is_ansi]


def luminance(rgb: tuple[int, int, int]) -> float:
    """Relative luminance, WCAG 2.1."""
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    pair = sorted((luminance(style.color.get_truecolor()), luminance(style.bgcolor.get_truecolor())))
    return (pair[1] + 0.05) / (pair[0] + 0.05)


def styles(palette: Palette) -> dict[str, Style]:
    made = inks(palette)
    return {field.name: getattr(made, field.name) for field in dataclasses.fields(Inks)}


@pytest.mark.parametrize("palette", COLOURED, ids=lambda p: p.name)
def test_contrast_is_enough_to_read(palette: Palette) -> None:
    found = {name: contrast(style) for name, style in styles(palette).items()}
    assert found.pop("edge") >= LEAST_FOR_LINES
    assert {name: value for name, value in found.items() if value < LEAST_CONTRAST} == {}


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda p: p.name)
def test_the_worst_state_is_in_reverse_video_or_on_its_own_ground(palette: Palette) -> None:
    made = inks(palette)
    assert made.down_mark.reverse or made.down_mark.bgcolor != made.plain.bgcolor


@pytest.mark.parametrize("palette", [p for p in PALETTES.values() if p is not NONE], ids=lambda p: p.name)
def test_states_have_different_colours(palette: Palette) -> None:
    colours = [palette.down, palette.poor, palette.suspect, palette.unknown]
    assert len(set(colours)) == len(colours)


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_states_differ_without_any_colour(glyphs: Glyphs) -> None:
    shapes = [*glyphs.states.values(), glyphs.device, glyphs.work]
    assert len(set(shapes)) == len(shapes)
    of_alarms = [*glyphs.of_alarms.values(), glyphs.bell]
    assert len(set(of_alarms)) == len(of_alarms)
    drawn = (*shapes, *of_alarms, glyphs.levels, glyphs.cursor)
    assert glyphs is UNICODE or all(shape.isascii() for shape in drawn)


@pytest.mark.parametrize("term", ["xterm", "xterm-16color", "rxvt", "putty", "tmux", "screen.linux"])
def test_a_terminal_to_which_sixteen_colours_are_written_has_their_palette(term: str) -> None:
    """Else black on a state's colour comes out as bold black, which xterm shows as grey."""
    environ = {"TERM": term}
    console = Console(force_terminal=True, _environ=environ)
    assert console.color_system == "standard"
    assert choose(None, environ) is SIXTEEN


def test_the_terminal_decides_unless_asked_otherwise() -> None:
    assert choose(None, {"TERM": "xterm-256color"}) is DARK
    assert choose(None, {"TERM": "linux"}) is SIXTEEN
    assert choose(None, {"TERM": "linux", "COLORTERM": "truecolor"}) is DARK
    assert choose(None, {"TERM": "dumb"}) is NONE
    assert choose("contrast", {"TERM": "linux"}) is CONTRAST
    assert choose("contrast", {"NO_COLOR": "1"}) is NONE
    with pytest.raises(KeyError):
        choose("pink", {})
