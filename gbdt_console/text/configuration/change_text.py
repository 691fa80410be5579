"""Says what a running engine took over from sites.yaml, or why it did not."""

from typing import get_args

from gbdt_console.core.clean_text import clean
from gbdt_console.core.configuration.events import ConfigEvent, ConfigReloaded
from gbdt_console.text.event_words import EventWords, Saying, Values
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words

_SHOWN = 8
"""Limits the paths of each kind in one line."""


def change_text(words: Words, event: ConfigReloaded) -> str:
    """Write 'thêm pho-moi · bỏ tram-tau · đổi sapa.contacts', of each kind the first few."""
    kinds = {"added": event.added, "removed": event.removed, "changed": event.changed}
    said = [
        words(f"config.{kind}", paths=", ".join(map(clean, paths[:_SHOWN])))
        for kind, paths in kinds.items()
        if paths
    ]
    more = event.more + sum(max(0, len(paths) - _SHOWN) for paths in kinds.values())
    return " · ".join([*said, *([words("config.more", n=more)] if more else [])])


def _params(saying: Saying, event: ConfigEvent, _: Values) -> dict[str, object]:
    if isinstance(event, ConfigReloaded):
        return {"what": change_text(saying.words, event)}
    return {"why": reason_text(saying.words, event.code, event.said)}


CONFIG_EVENTS = EventWords(get_args(ConfigEvent), params=_params)
