"""Shows what would be written and where, writes it, and offers the wall."""

from collections.abc import Callable, Sequence

from textual.strip import Strip

from gbdt_console.core.setup.setup_port import Plan, SetupFailed
from gbdt_console.screens.setup.page import Page, Scene, SetupEnd, Step, yes_key
from gbdt_console.text.setup.setup_text import SERVICE_STEPS, fault_text
from gbdt_console.widgets.setup.page_lines import Hint, PageLines

_COMMAND = 37
"""Cells of the longest command of SERVICE_STEPS, and a gap."""


class ReviewPage(Page):
    """Names each file; Enter writes new ones, and only a yes changes what is there."""

    def __init__(self, scene: Scene, before: Callable[[Scene], Page], message: str = "") -> None:
        """`before` makes the page that Esc goes back to."""
        super().__init__(scene, message)
        self._before = before
        self._plan = self.port.plan()

    @property
    def _changes(self) -> bool:
        return self._plan.replaces_target or bool(self._plan.replaces_secrets)

    STEP = "setup.step.review"

    def upper(self, lines: PageLines) -> list[Strip]:
        words, plan = self.words, self._plan
        written = lines.heading(words("setup.review-heading"))
        written += lines.pair(words("setup.review.sites"), str(plan.points))
        written += lines.pair(words("setup.review.login"), self._operators())
        written += lines.pair(words("setup.review.target"), plan.target)
        written += self._fate("target", lines, exists=plan.replaces_target)
        if plan.secrets_file:
            written += lines.pair(words("setup.review.secrets"), plan.secrets_file)
            written += self._fate("secrets", lines, exists=bool(plan.replaces_secrets))
        return written

    def _operators(self) -> str:
        answers, plan = dict(self.port.answered()), self._plan
        if plan.operators:
            return self.words("setup.review.pins", n=plan.operators, role=answers.get("shared_role", ""))
        return self.words("setup.review.account", login=plan.login, role=answers.get("role", ""))

    def lower(self, lines: PageLines) -> list[Strip]:
        return self.answered(lines)

    def hints(self) -> Sequence[Hint]:
        does = "setup.key.replace" if self._plan.replaces_target else "setup.key.merge"
        write = (yes_key(self.words), does) if self._changes else ("enter", "setup.key.write")
        return (write, ("escape", "setup.key.back"), ("ctrl+q", "setup.key.leave"))

    def enter(self, typed: str) -> Step:
        return self if self._changes else self._write()

    def key(self, key: str) -> Step:
        return self._write() if self._changes and key.casefold() == yes_key(self.words) else self

    def back(self) -> Step:
        return self._before(self.scene)

    def _write(self) -> Step:
        return WritePage(self.scene, self._plan, self._before)

    def _fate(self, what: str, lines: PageLines, *, exists: bool) -> list[Strip]:
        """Write whether a file is new, or what happens to the one that is there."""
        names = ", ".join(self._plan.replaces_secrets)
        text = self.words(
            f"setup.review.{what}-{'exists' if exists else 'new'}", names=names, key=yes_key(self.words)
        )
        return [lines.beside(text, is_warning=exists)]


class WritePage(Page):
    """Writes the files, and goes on to the offer of the wall; a fault goes back to the review."""

    has_work = True

    def __init__(self, scene: Scene, plan: Plan, before: Callable[[Scene], Page]) -> None:
        super().__init__(scene)
        self._plan, self._before = plan, before

    STEP = "setup.step.review"

    def upper(self, lines: PageLines) -> list[Strip]:
        return lines.heading(self.words("setup.writing"))

    def hints(self) -> Sequence[Hint]:
        return ()

    async def work(self, redraw: Callable[[], None]) -> Step:
        try:
            lacking = await self.port.write(self._plan)
        except SetupFailed as failed:
            said = " ".join(fault_text(self.words, fault) for fault in failed.faults)
            return ReviewPage(self.scene, self._before, said)
        return WrittenPage(self.scene, self._plan, lacking)

    def back(self) -> Step:
        return self


class WrittenPage(Page):
    """Says what was written; Enter opens the wall, or leaves where the service is to be started."""

    def __init__(self, scene: Scene, plan: Plan, lacking: Sequence[str]) -> None:
        """`lacking` has a line for each thing that is still missing."""
        super().__init__(scene)
        self._plan, self._lacking = plan, lacking

    STEP = "setup.step.done"

    def lower(self, lines: PageLines) -> list[Strip]:
        return [strip for line in self._lacking for strip in lines.quiet(line)]

    def upper(self, lines: PageLines) -> list[Strip]:
        plan = self._plan
        written = lines.heading(self.words("setup.done", file=plan.target, sites=plan.points))
        if plan.secrets_file:
            owner = "-service" if plan.operators else ""
            text = self.words(f"setup.done-secrets{owner}", file=plan.secrets_file, login=plan.login)
            written += lines.paragraph(text)
        if plan.operators:
            written += [lines.blank(), *lines.paragraph(self.words("setup.service.next"))]
            for command, does in SERVICE_STEPS:
                written += lines.way(command, self.words(does), _COMMAND)
        return written

    def hints(self) -> Sequence[Hint]:
        if self._plan.operators:
            return (("enter", "setup.key.exit"),)
        return (("enter", "setup.key.open"), ("escape", "setup.key.exit"))

    def enter(self, typed: str) -> Step:
        return SetupEnd.WRITTEN if self._plan.operators else SetupEnd.OPEN

    def back(self) -> Step:
        return SetupEnd.WRITTEN
