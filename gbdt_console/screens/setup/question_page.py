"""Asks one question: what, why, an example, and what was answered before."""

from collections.abc import Callable, Sequence

from textual.strip import Strip

from gbdt_console.core.setup.setup_port import Asked
from gbdt_console.screens.setup.page import Field, Page, Scene, SetupEnd, Step, moved_choice, shown_choice
from gbdt_console.text.setup.setup_text import fault_text, question_words
from gbdt_console.widgets.setup.page_lines import Hint, PageLines

AfterQuestions = Callable[[Scene], Page]
"""Makes the page that follows the last question."""


class QuestionPage(Page):
    """Asks by a field, or by choices with a cursor."""

    def __init__(self, scene: Scene, asked: Asked, after: AfterQuestions) -> None:
        super().__init__(scene)
        self._asked = asked
        self._after = after
        self._typed = ""
        choices = asked.choices
        self._chosen = choices.index(asked.default) if asked.default in choices else 0

    @classmethod
    def next(cls, scene: Scene, after: AfterQuestions, told: str = "") -> Page:
        """Return the page of the question to ask, or the page after the last; `told` is no fault."""
        asked = scene.port.question()
        page = after(scene) if asked is None else cls(scene, asked, after)
        page.message, page.is_wrong = told, not told
        return page

    def step(self) -> str:
        return self.words("setup.step.question", n=self._asked.number, total=self._asked.total)

    def field(self) -> Field | None:
        if self._asked.choices:
            return None
        usual = shown_choice(self.words, self._asked.default)
        return Field(usual, self._typed, is_secret=self._asked.is_secret)

    def upper(self, lines: PageLines) -> list[Strip]:
        code = self._asked.code
        written = [
            *lines.heading(question_words(self.words, "ask", code)),
            *lines.paragraph(question_words(self.words, "why", code)),
        ]
        if example := self.words.named(f"setup.example.{code}", ""):
            written += lines.quiet(self.words("setup.example", example=example))
        if self._asked.choices:
            shown = [shown_choice(self.words, choice) for choice in self._asked.choices]
            written += [lines.blank(), *lines.choices(shown, self._chosen)]
        return written

    def lower(self, lines: PageLines) -> list[Strip]:
        return self.answered(lines)

    def hints(self) -> Sequence[Hint]:
        choose: Sequence[Hint] = (("↑↓", "setup.key.choose"),) if self._asked.choices else ()
        ways: Sequence[Hint] = (("escape", "setup.key.back"),) if self.port.answered() else ()
        return (("enter", "setup.key.next"), *choose, *ways, ("ctrl+q", "setup.key.leave"))

    def enter(self, typed: str) -> Step:
        choices = self._asked.choices
        fault = self.port.answer(choices[self._chosen] if choices else typed)
        if fault is not None:
            self._typed = typed
            page = QuestionPage.next(self.scene, self._after) if self._asked.is_secret else self
            page.message, page.is_wrong = fault_text(self.words, fault), True
            return page
        return QuestionPage.next(self.scene, self._after)

    def key(self, key: str) -> Step:
        self._chosen = moved_choice(key, self._chosen, len(self._asked.choices))
        return self

    def back(self) -> Step:
        return QuestionPage.next(self.scene, self._after) if self.port.go_back() else SetupEnd.LEFT
