"""Says the events of camera presets."""

from typing import get_args

from gbdt_console.core.rooms.preset_events import PresetDrifted, PresetEvent, PresetNamed, PresetReached
from gbdt_console.text.event_words import EventWords


def _variant(event: PresetEvent, actor: str) -> str:
    match event:
        case PresetNamed(name=name):
            return "" if name else ".removed"
        case PresetDrifted(is_on=is_on):
            return ".on" if is_on else ".off"
        case PresetReached() if actor:
            return ".learnt"
        case PresetReached(place=[]):
            return ".unknown"
        case PresetReached(is_proven=is_proven):
            return ".held" if is_proven else ".unproven"


PRESET_EVENTS = EventWords(get_args(PresetEvent), _variant)
