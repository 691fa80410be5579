"""Corrects Textual 8.2.8, which keeps the painted lines of a thousand closed widgets.

`StylesCache.get_inner_outer` is cached with `self` in the key, so the cache holds the widget's lines for as
long as it holds the colours: Textualize/textual#6665.
"""

from functools import lru_cache, partial

from textual._styles_cache import StylesCache

_COLOURS_KEPT = 1024
"""Pairs of colours in the cache, as many as Textual keeps."""


def mend() -> None:
    """Cache by the two colours alone, on which alone the result depends.

    A second call does nothing.
    """
    cached = vars(StylesCache)["get_inner_outer"]
    if hasattr(cached, "cache_info"):
        colours_only = lru_cache(_COLOURS_KEPT)(partial(cached.__wrapped__, None))
        setattr(StylesCache, "get_inner_outer", staticmethod(colours_only))  # noqa: B010
