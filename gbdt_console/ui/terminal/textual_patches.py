"""Corrects Textual 8.2.8 where it keeps painted lines too long, makes too much for each, or lays out twice.

`StylesCache.get_inner_outer` is cached with `self` in the key, so the cache holds the widget's lines for as
long as it holds the colours: Textualize/textual#6665.

A `Strip` is made with seven caches, most of which nothing ever asks: half of the time that it takes to make
one, and fourteen objects for the collector to walk.

A screen that opens was laid out five times: each layout asked for the next, because a widget's content got
a size in it and the screen was told the size that it was laid out for; so did all who waited for its widgets.
Its styles were found twice. The screen below one that closes was laid out again, and painted twice. Now a
screen is laid out when it is the uppermost, and again where a style, its size or the need of a scroll bar
changed.
"""

from collections.abc import Generator, Iterable
from functools import lru_cache, partial

from rich.segment import Segment
from textual import events
from textual._styles_cache import StylesCache
from textual.app import App
from textual.await_remove import AwaitRemove
from textual.cache import FIFOCache
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import AwaitMount, Widget

_COLOURS_KEPT = 1024
"""Pairs of colours in the cache, as many as Textual keeps."""

_KEPT_BY_CACHE = {
    "_divide_cache": 4, "_crop_cache": 16, "_style_cache": 16, "_filter_cache": 4,
    "_line_length_cache": 4, "_crop_extend_cache": 4, "_offsets_cache": 4,
}  # fmt: skip
"""Entries of each cache of a line, as many as Textual keeps."""

_size_updated, _screen_resized = Widget._size_updated, Screen._screen_resized
_refresh_layout, _on_screen_resume = Screen._refresh_layout, Screen._on_screen_resume
_await_mount, _prune = AwaitMount.__await__, App._prune


def mend() -> None:
    """Cache by the two colours alone, on which alone the result depends, make lines light, and lay out once.

    A second call changes nothing.
    """
    setattr(Widget, "_size_updated", _take_size)  # noqa: B010
    setattr(Screen, "_screen_resized", _lay_out_resized)  # noqa: B010
    setattr(Screen, "_refresh_layout", _lay_out)  # noqa: B010
    setattr(Screen, "_on_screen_resume", _resume)  # noqa: B010
    setattr(AwaitMount, "__await__", _await_mounted)  # noqa: B010
    setattr(App, "_prune", _prune_alone)  # noqa: B010
    setattr(Strip, "__init__", _make_light)  # noqa: B010
    setattr(Strip, "__getattr__", _add_cache)  # noqa: B010
    cached = vars(StylesCache)["get_inner_outer"]
    if hasattr(cached, "cache_info"):
        colours_only = lru_cache(_COLOURS_KEPT)(partial(cached.__wrapped__, None))
        setattr(StylesCache, "get_inner_outer", staticmethod(colours_only))  # noqa: B010


def _take_size(
    widget: Widget, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
) -> bool:
    """Take what a layout gave, and ask for no other."""
    del layout
    return _size_updated(widget, size, virtual_size, container_size, layout=False)


def _lay_out_resized(screen: Screen[object], size: Size) -> None:
    """Lay the screen out, unless it has this size; twice where a dialog was placed for another one."""
    before = screen.outer_size
    if size != before:
        _screen_resized(screen, size)
        if before:
            screen.refresh(layout=True)


def _lay_out(screen: Screen[object], size: Size | None = None, scroll: bool = False) -> None:
    """Lay the screen out, which is all that was asked for until now."""
    if not scroll:
        screen._layout_required = False
    _refresh_layout(screen, size, scroll)


def _resume(screen: Screen[object], event: events.ScreenResume) -> None:
    """Let the screen be the uppermost with the styles that it has."""
    event.refresh_styles = False
    _on_screen_resume(screen, event)


def _await_mounted(mount: AwaitMount) -> Generator[None, None, None]:
    """Wait for widgets; lay their parent out only for the first who waits."""
    yield from _await_mount(mount)
    mount._widgets = ()


def _prune_alone(app: App[object], *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
    """Remove widgets; the screen below a removed screen stays as it is."""
    return _prune(app, *nodes, parent=None if parent is app else parent)


def _make_light(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    """Make a line without its caches."""
    strip._segments = list(segments)
    strip._cell_length = cell_length
    strip._render_cache = None
    strip._link_ids = None
    strip._cell_count = None


def _add_cache(strip: Strip, name: str) -> FIFOCache[object, object]:
    """Make a cache of a line when it is asked for the first time."""
    if name not in _KEPT_BY_CACHE:
        raise AttributeError(name)
    cache: FIFOCache[object, object] = FIFOCache(_KEPT_BY_CACHE[name])
    setattr(strip, name, cache)
    return cache
