"""Counts the sites of a sites.yaml that may be wrong elsewhere, before it is loaded."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import yaml

from gbdt_console.settings.problems import Unreadable
from gbdt_console.settings.source import read_text

_SECTION = "sites"
_MOST_BYTES = 64 * 1024
"""Limits the file that is counted, in bytes: 280 sites, which take 30 ms. Loading a larger one counts it."""
_Loader: type[yaml.CBaseLoader] | type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def quick_site_count(path: Path | None) -> int | None:
    """Return the number of sites; None where the file is large or cannot be read so far."""
    with suppress(Unreadable, OSError, yaml.YAMLError):
        if path is not None and path.stat().st_size <= _MOST_BYTES:
            return site_count(read_text(path))
    return None


def site_count(text: str) -> int | None:
    """Return the number of elements of the list `sites`; None where the text has none."""
    with suppress(yaml.YAMLError):
        return _length(yaml.parse(text, Loader=_Loader))
    return None


def _length(events: Iterator[yaml.Event]) -> int | None:
    depth, count = 0, 0
    key: str | None = None
    is_inside = False
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            if is_inside and depth == 1:
                return count
        elif depth == 1 and key is None:
            key = str(getattr(event, "value", ""))
        elif depth == 1:
            is_inside = key == _SECTION and isinstance(event, yaml.SequenceStartEvent)
            key = None
        elif depth == 2 and is_inside:
            count += 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
    return None
