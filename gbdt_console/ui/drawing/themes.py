"""The themes: few colours with fixed meanings, from which painters' inks and Textual's theme are made."""

from collections.abc import Mapping
from dataclasses import replace

from rich.style import Style
from textual.theme import BUILTIN_THEMES, Theme

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by meaning, as in Inks.

    A state's colour is that of its text on `background`, and the ground under `on_alarm` for the worst.

    name: as in `--theme`
    background: empty for the terminal's own
    accent: cursor and keys
    on_alarm: text on a state's colour
    """

    name: str
    is_dark: bool
    background: str
    plain: str
    quiet: str
    edge: str
    down: str
    poor: str
    suspect: str
    unknown: str
    accent: str
    on_alarm: str

    @property
    def is_ansi(self) -> bool:
        """Whether the palette uses the terminal's own sixteen colours."""
        return not self.background


DARK = Palette(
    name="dark", is_dark=True, background="#101214", plain="#e4e6e8", quiet="#9aa2a9", edge="#6a737b",
    down="#ff8b7e", poor="#ffb454", suspect="#f2dd6e", unknown="#8fb8ff", accent="#7fd1e8",
    on_alarm="#101214",
)  # fmt: skip
LIGHT = Palette(
    name="light", is_dark=False, background="#fbfbf8", plain="#16191c", quiet="#565e66", edge="#868e96",
    down="#b3150a", poor="#8a4b00", suspect="#6b5a00", unknown="#1a4fb0", accent="#00606f",
    on_alarm="#ffffff",
)  # fmt: skip
CONTRAST = Palette(
    name="contrast", is_dark=True, background="#000000", plain="#ffffff", quiet="#d0d0d0", edge="#b0b0b0",
    down="#ff9d94", poor="#ffc14d", suspect="#ffff5f", unknown="#9fc5ff", accent="#5fffff",
    on_alarm="#000000",
)  # fmt: skip
# Blue against orange, told apart by red-blind and green-blind eyes.
COLOUR_SAFE = Palette(
    name="colour-safe", is_dark=True, background="#101214", plain="#e4e6e8", quiet="#9aa2a9", edge="#6a737b",
    down="#ff9f1c", poor="#ffd08a", suspect="#fff3c4", unknown="#5cb3ff", accent="#5cb3ff",
    on_alarm="#101214",
)  # fmt: skip
SIXTEEN = Palette(
    name="sixteen", is_dark=True, background="", plain="default", quiet="default", edge="default",
    down="bright_red", poor="bright_magenta", suspect="bright_yellow", unknown="bright_cyan",
    accent="bright_cyan", on_alarm="black",
)  # fmt: skip
# For NO_COLOR and one-colour terminals: letters, shapes, bold and reverse carry everything.
NONE = Palette(
    name="none", is_dark=True, background="", plain="default", quiet="default", edge="default",
    down="default", poor="default", suspect="default", unknown="default", accent="default",
    on_alarm="default",
)  # fmt: skip

PALETTES: Mapping[str, Palette] = {
    palette.name: palette for palette in (DARK, LIGHT, CONTRAST, COLOUR_SAFE, SIXTEEN, NONE)
}
_MANY_COLOURS = frozenset({"256color", "kitty"})
"""Ends of TERM to which rich writes more than sixteen colours; it maps a colour to one of these elsewhere."""


def choose(wanted: str | None, environ: Mapping[str, str]) -> Palette:
    """Choose the palette for a terminal. Raises KeyError for an unknown name.

    wanted: a palette's name, which only NO_COLOR overrides; None to choose by the terminal
    """
    if environ.get("NO_COLOR"):
        return NONE
    if wanted is not None:
        return PALETTES[wanted]
    term = environ.get("TERM", "")
    if not term or environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return DARK
    if term in ("dumb", "vt100"):
        return NONE
    return DARK if term.rpartition("-")[2] in _MANY_COLOURS else SIXTEEN


@dataclass(frozen=True, slots=True)
class Inks:
    """The styles that painters write with.

    plain: values
    quiet: labels and all that is normal
    edge: frames and rules
    strong: names and titles
    accent: keys
    cursor: the row under the cursor
    down_mark: the state DOWN while nobody acknowledged it
    poor: degraded values and faults
    """

    plain: Style
    quiet: Style
    edge: Style
    strong: Style
    accent: Style
    cursor: Style
    field: Style
    down: Style
    down_mark: Style
    poor: Style
    suspect: Style
    unknown: Style
    tag: Style
    banner: Style


def inks(palette: Palette) -> Inks:
    """Return a palette's inks; without a background, reverse video replaces the second colour."""
    ground = palette.background or None

    def ink(color: str, *, bold: bool = False, reverse: bool = False) -> Style:
        if reverse and ground:
            return Style(color=palette.on_alarm, bgcolor=color, bold=bold)
        return Style(color=color, bgcolor=ground, bold=bold, reverse=reverse)

    return Inks(
        plain=ink(palette.plain),
        quiet=ink(palette.quiet),
        edge=ink(palette.edge),
        strong=ink(palette.plain, bold=True),
        accent=ink(palette.accent, bold=True),
        cursor=ink(palette.accent, bold=True, reverse=True),
        field=ink(palette.plain, bold=True, reverse=True),
        down=ink(palette.down, bold=True),
        down_mark=ink(palette.down, bold=True, reverse=True),
        poor=ink(palette.poor, bold=True),
        suspect=ink(palette.suspect, bold=True),
        unknown=ink(palette.unknown),
        tag=ink(palette.unknown, bold=True, reverse=True),
        banner=ink(palette.down, bold=True, reverse=True),
    )


def textual_theme(palette: Palette) -> Theme:
    """Return the same colours for Textual's own widgets: inputs, buttons, scroll bars."""
    if palette.is_ansi:
        return replace(BUILTIN_THEMES["ansi-dark"], name=f"gbdt-{palette.name}")
    return Theme(
        name=f"gbdt-{palette.name}", primary=palette.accent, secondary=palette.accent, accent=palette.accent,
        warning=palette.poor, error=palette.down, success=palette.plain, foreground=palette.plain,
        background=palette.background, surface=palette.background, panel=palette.background,
        boost=palette.background, dark=palette.is_dark,
    )  # fmt: skip
