"""Reads the routers after a yes, and asks once a model which port carries the line."""

from collections.abc import Callable, Sequence

from textual.strip import Strip

from gbdt_console.core.setup.points import RouterModel
from gbdt_console.screens.setup.page import Page, Scene, Step, moved_choice, yes_key
from gbdt_console.widgets.setup.page_lines import Hint, PageLines

MakePage = Callable[[Scene], Page]


class _PortPage(Page):
    """Base of the pages about ports; `before` makes the page of Esc, `after` the one that follows."""

    STEP = "setup.step.points"

    def __init__(self, scene: Scene, before: MakePage, after: MakePage) -> None:
        super().__init__(scene)
        self._before, self._after = before, after

    def back(self) -> Step:
        return self._before(self.scene)


class ConfirmPortsPage(_PortPage):
    """Says what would be asked; nothing is sent before a yes, and Enter leaves the ports unnamed."""

    def upper(self, lines: PageLines) -> list[Strip]:
        heading = lines.heading(self.words("setup.ports-begin", n=self.port.routers()))
        return [*heading, *lines.paragraph(self.words("setup.ports-why"))]

    def hints(self) -> Sequence[Hint]:
        skip: Hint = ("enter", "setup.key.no-ports")
        return ((yes_key(self.words), "setup.key.ports"), skip, ("escape", "setup.key.back"))

    def enter(self, typed: str) -> Step:
        return self._after(self.scene)

    def key(self, key: str) -> Step:
        is_yes = key.casefold() == yes_key(self.words)
        return ReadPortsPage(self.scene, self._before, self._after) if is_yes else self


class ReadPortsPage(_PortPage):
    """Asks the routers; Esc stops it."""

    has_work = True

    def upper(self, lines: PageLines) -> list[Strip]:
        return lines.heading(self.words("setup.ports-reading", n=self.port.routers()))

    def hints(self) -> Sequence[Hint]:
        return (("escape", "setup.key.back"),)

    async def work(self, redraw: Callable[[], None]) -> Step:
        models = [model for model in await self.port.router_models() if model.ports]
        if models:
            return ChoosePortPage(self.scene, models, self._before, self._after)
        page = self._before(self.scene)
        page.message = self.words("setup.ports-none")
        return page


class ChoosePortPage(_PortPage):
    """Offers the ports of one model, the likeliest first."""

    def __init__(
        self, scene: Scene, models: Sequence[RouterModel], before: MakePage, after: MakePage
    ) -> None:
        super().__init__(scene, before, after)
        self._models = models
        self._chosen = 0

    def upper(self, lines: PageLines) -> list[Strip]:
        model = self._models[0]
        heading = self.words("setup.ask.port", model=model.name, n=len(model.addresses))
        return [
            *lines.heading(heading),
            *lines.paragraph(self.words("setup.why.port")),
            lines.blank(),
            *lines.choices(model.ports, self._chosen),
        ]

    def hints(self) -> Sequence[Hint]:
        return (("enter", "setup.key.next"), ("↑↓", "setup.key.choose"), ("escape", "setup.key.back"))

    def enter(self, typed: str) -> Step:
        model, *rest = self._models
        self.port.take_port(model, model.ports[self._chosen])
        return (
            ChoosePortPage(self.scene, rest, self._before, self._after) if rest else self._after(self.scene)
        )

    def key(self, key: str) -> Step:
        self._chosen = moved_choice(key, self._chosen, len(self._models[0].ports))
        return self
