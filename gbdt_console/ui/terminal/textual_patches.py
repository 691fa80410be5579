"""Corrects Textual 8.2.8 where it keeps painted lines too long, and makes too much for each of them.

`StylesCache.get_inner_outer` is cached with `self` in the key, so the cache holds the widget's lines for as
long as it holds the colours: Textualize/textual#6665.

A `Strip` is made with seven caches, most of which nothing ever asks: half of the time that it takes to make
one, and fourteen objects for the collector to walk.
"""

from collections.abc import Iterable
from functools import lru_cache, partial

from rich.segment import Segment
from textual._styles_cache import StylesCache
from textual.cache import FIFOCache
from textual.strip import Strip

_COLOURS_KEPT = 1024
"""Pairs of colours in the cache, as many as Textual keeps."""

_KEPT_BY_CACHE = {
    "_divide_cache": 4, "_crop_cache": 16, "_style_cache": 16, "_filter_cache": 4,
    "_line_length_cache": 4, "_crop_extend_cache": 4, "_offsets_cache": 4,
}  # fmt: skip
"""Entries of each cache of a line, as many as Textual keeps."""


def mend() -> None:
    """Cache by the two colours alone, on which alone the result depends, and make lines light.

    A second call changes nothing.
    """
    setattr(Strip, "__init__", _make_light)  # noqa: B010
    setattr(Strip, "__getattr__", _add_cache)  # noqa: B010
    cached = vars(StylesCache)["get_inner_outer"]
    if hasattr(cached, "cache_info"):
        colours_only = lru_cache(_COLOURS_KEPT)(partial(cached.__wrapped__, None))
        setattr(StylesCache, "get_inner_outer", staticmethod(colours_only))  # noqa: B010


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
