"""Define a page of the guided start: what it shows, and where its keys lead."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import ClassVar, Union

from textual.strip import Strip

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.setup.setup_port import SetupPort
from gbdt_console.text.setup.setup_text import question_words
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.widgets.setup.page_lines import Hint, PageLines


class SetupEnd(StrEnum):
    """Names how the guided start ended."""

    LEFT = "left"
    """Before the files were written; the answers are kept."""
    WRITTEN = "written"
    OPEN = "open"
    """The files are written, and the wall is to be opened."""


@dataclass(frozen=True, slots=True)
class Field:
    """Describes the field of a page.

    value: what stands in it at first; a key replaces it
    typed: what was typed and refused, instead; a key goes on behind it
    placeholder: shown while it is empty
    """

    value: str = ""
    typed: str = ""
    placeholder: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """Holds what every page works with."""

    port: SetupPort
    look: Appearance


_NONE = "none"
"""The choice of nothing (settings/setup/questions.py: NONE)."""

Step = Union["Page", SetupEnd]
"""Where a key leads: a page, which may be the same one, or the end."""


def shown_choice(words: Words, choice: str) -> str:
    """Return the words of a choice, itself where it has none."""
    code = "setup.none" if choice == _NONE else f"setup.choice.{choice}"
    return words(code) if words.has(code) else choice


def yes_key(words: Words) -> str:
    """Return the key that says yes, a letter of the language."""
    return words("setup.yes").split()[0]


def moved_choice(key: str, chosen: int, count: int) -> int:
    """Return the place of the choice after a key: arrows move it, a digit names it."""
    if key in ("up", "down") and count:
        return (chosen + (1 if key == "down" else -1)) % count
    return int(key) - 1 if key.isdecimal() and 1 <= int(key) <= count else chosen


class Page:
    """Base of all pages; a key that it does not know leads nowhere.

    STEP: code of the words of the step, for the head
    message: a sentence under the field, for what was wrong or what was done
    has_work: whether the page does something by itself
    """

    STEP: ClassVar[str] = ""
    is_wrong = True
    has_work = False

    def __init__(self, scene: Scene, message: str = "") -> None:
        self.scene, self.port, self.words = scene, scene.port, scene.look.words
        self.message = message

    def step(self) -> str:
        return self.words(self.STEP)

    def field(self) -> Field | None:
        """Return the field as it is when the page opens; None for a page without one."""
        return None

    def upper(self, lines: PageLines) -> list[Strip]:
        """Write what stands above the field."""
        raise NotImplementedError

    def lower(self, lines: PageLines) -> list[Strip]:
        """Write what stands below the field."""
        return []

    def answered(self, lines: PageLines) -> list[Strip]:
        """Write what was answered, the newest first; of a secret only that it was typed."""
        answered, words = self.port.answered(), self.words
        if not answered:
            return []
        written = [lines.part(words("setup.answered"))]
        for code, text in reversed(answered):
            shown = shown_choice(words, text) or words("setup.secret-kept")
            written += lines.pair(question_words(words, "short", code), shown)
        return written

    def hints(self) -> Sequence[Hint]:
        raise NotImplementedError

    async def work(self, redraw: Callable[[], None]) -> Step:
        """Do what the page is for, where it needs no key; `redraw` shows how far it is."""
        return self

    def enter(self, typed: str) -> Step:
        """Take the text of the field, or Enter where there is none."""
        return self

    def key(self, key: str) -> Step:
        """Take another key, by Textual's name."""
        return self

    def back(self) -> Step:
        """Take Esc."""
        return SetupEnd.LEFT
