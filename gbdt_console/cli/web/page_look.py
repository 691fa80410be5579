"""Says how one page looks, by its address: `?fontsize=28&theme=light`."""

from collections.abc import Mapping
from urllib.parse import urlencode

from gbdt_console.core.quick_dataclass import dataclass

THEMES = ("dark", "light", "contrast", "colour-safe")
"""Palettes of ui.drawing.themes with colours of their own; wall.css has the same for the page's words."""
_LEAST_PX, _MOST_PX = 8, 120


@dataclass(frozen=True, slots=True)
class PageLook:
    """How a page is drawn.

    theme: one of THEMES
    font_px: height of its letters in CSS pixels; 0 lets the page choose by the size of its window
    query: what says so in an address, with its question mark; empty where nothing was said
    """

    theme: str
    font_px: int = 0
    query: str = ""


def look_of(query: Mapping[str, str], usual_theme: str) -> PageLook:
    """Return the look that a query names; what it does not say in right words is the usual."""
    theme = query.get("theme", "")
    size = query.get("fontsize", "")
    said = {"theme": theme} if theme in THEMES else {}
    is_size = size.isascii() and size.isdigit() and len(size) <= len(str(_MOST_PX))
    font_px = min(max(int(size), _LEAST_PX), _MOST_PX) if is_size else 0
    said |= {"fontsize": str(font_px)} if font_px else {}
    return PageLook(said.get("theme", usual_theme), font_px, f"?{urlencode(said)}" if said else "")
