"""Reads the language of a sites.yaml that may be wrong elsewhere."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import yaml

from gbdt_console.settings.problems import Unreadable
from gbdt_console.settings.source import read_text
from gbdt_console.text.words import LANGUAGES

_SECTION, _FIELD = "network", "language"
_Loader: type[yaml.CBaseLoader] | type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def configured_language(path: Path | None) -> str:
    """Return `network.language`; empty where the file names none or cannot be read so far.

    The file is read up to that field only: what is wrong behind it does not matter.
    """
    with suppress(Unreadable, OSError, yaml.YAMLError):
        if path is not None:
            values = _top_values(yaml.parse(read_text(path), Loader=_Loader))
            return next((value for value in values if value in LANGUAGES), "")
    return ""


def _top_values(events: Iterator[yaml.Event]) -> Iterator[str]:
    """Yield the scalar under network.language, as often as the file has it."""
    keys: list[str | None] = []
    lists = 0
    for event in events:
        if isinstance(event, yaml.SequenceStartEvent | yaml.SequenceEndEvent):
            lists += 1 if isinstance(event, yaml.SequenceStartEvent) else -1
            _value_ended(keys)
        elif lists:
            continue
        elif isinstance(event, yaml.MappingStartEvent):
            keys.append(None)
        elif isinstance(event, yaml.MappingEndEvent):
            keys.pop()
            _value_ended(keys)
        elif isinstance(event, yaml.ScalarEvent) and keys:
            if keys == [_SECTION, _FIELD]:
                yield event.value
            if keys[-1] is None:
                keys[-1] = event.value
            else:
                _value_ended(keys)


def _value_ended(keys: list[str | None]) -> None:
    if keys:
        keys[-1] = None
