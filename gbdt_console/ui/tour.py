"""Lists the keys of the demonstration's tour with their sentences."""

from dataclasses import dataclass

from textual import events


@dataclass(frozen=True, slots=True)
class Stop:
    """Describes one step of the tour.

    code: code of the sentence shown
    key: Textual's name of the key pressed; None: the viewer only looks
    shown: code of the key's name; empty: the key itself
    until_trouble: whether the step lasts until a site is in trouble
    """

    code: str
    key: str | None = None
    shown: str = ""
    until_trouble: bool = False


def _typed(text: str, code: str) -> tuple[Stop, ...]:
    return tuple(Stop(code, "space" if letter == " " else letter) for letter in text)


TOUR: tuple[Stop, ...] = (
    Stop("tour.wall"),
    Stop("tour.number", "8"),
    Stop("tour.open_number", "enter", "key.enter"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.search", "slash", "key.slash"),
    *_typed("si ma", "tour.without_accents"),
    Stop("tour.found", "enter", "key.enter"),
    Stop("tour.help", "question_mark", "key.question_mark"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.palette", "ctrl+p", "key.ctrl+p"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.soon", until_trouble=True),
    Stop("tour.trouble", "tab", "key.tab"),
    Stop("tour.phones", "g"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.acknowledge", "c"),
    Stop("tour.open", "enter", "key.enter"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.alarms", "b"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.roster", "j"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.next", "n"),
    Stop("tour.give", "space", "key.space"),
    Stop("tour.others", "minus", "key.minus"),
    Stop("tour.read_back"),
)

_CHARACTERS = {"slash": "/", "question_mark": "?", "space": " ", "minus": "-", "enter": "\r", "tab": "\t"}


def key_event(key: str) -> events.Key:
    """Return the event that a terminal makes of that key."""
    return events.Key(key, key if len(key) == 1 else _CHARACTERS.get(key))
