"""Scans a range after a yes, and asks for number and name of each device that answers."""

from collections.abc import Callable, Sequence

from textual.strip import Strip

from gbdt_console.core.setup.points import Found
from gbdt_console.core.setup.setup_port import SetupFailed
from gbdt_console.screens.setup.page import Field, Page, Scene, Step, yes_key
from gbdt_console.text.setup.setup_text import fault_text
from gbdt_console.widgets.setup.page_lines import Hint, PageLines

MakePoints = Callable[[Scene, str], Page]
"""Makes the page of points, with a message."""


class _ScanPage(Page):
    """Base of the pages of a scan; Esc goes to the points."""

    def __init__(self, scene: Scene, range_: str, hosts: Sequence[str], points: MakePoints) -> None:
        super().__init__(scene)
        self._range, self._hosts, self._points = range_, hosts, points

    STEP = "setup.step.points"

    def back(self) -> Step:
        return self._points(self.scene, "")


class ConfirmScanPage(_ScanPage):
    """Says what would be sent; nothing is sent before a yes, which Enter is not."""

    def upper(self, lines: PageLines) -> list[Strip]:
        return lines.heading(self.words("setup.scan-begin", range=self._range, n=len(self._hosts)))

    def hints(self) -> Sequence[Hint]:
        return ((yes_key(self.words), "setup.key.scan"), ("escape", "setup.key.no-scan"))

    def key(self, key: str) -> Step:
        if key.casefold() != yes_key(self.words):
            return self
        return ScanPage(self.scene, self._range, self._hosts, self._points)


class ScanPage(_ScanPage):
    """Shows how far the scan is; Esc stops it."""

    has_work = True
    _share, _alive = 0.0, 0

    def upper(self, lines: PageLines) -> list[Strip]:
        percent = int(self._share * 100)
        text = self.words("setup.scanning", range=self._range, percent=percent, alive=self._alive)
        return lines.bar(self._share, text)

    def hints(self) -> Sequence[Hint]:
        return (("escape", "setup.key.stop-scan"),)

    async def work(self, redraw: Callable[[], None]) -> Step:
        def progress(share: float, alive: int) -> None:
            self._share, self._alive = share, alive
            redraw()

        try:
            found = await self.port.scan(self._hosts, progress)
        except SetupFailed as failed:
            return self._points(self.scene, fault_text(self.words, failed.faults[0]))
        if not found:
            return self._points(self.scene, self.words("setup.scan-none", range=self._range))
        return FoundPage(self.scene, found, 0, self._points)


class FoundPage(Page):
    """Asks for number and name of one device; an empty line leaves it out."""

    def __init__(self, scene: Scene, found: Sequence[Found], at: int, points: MakePoints) -> None:
        super().__init__(scene)
        self._found, self._at, self._points = found, at, points
        self._typed = ""

    def step(self) -> str:
        return self.words("setup.found-place", n=self._at + 1, total=len(self._found))

    def field(self) -> Field:
        return Field(typed=self._typed, placeholder="8; Sa Pa")

    def upper(self, lines: PageLines) -> list[Strip]:
        one, words = self._found[self._at], self.words
        kind = words(f"kind.{one.kind}")
        known = (
            words("setup.found-driver", kind=kind, driver=one.driver)
            if one.driver
            else words("setup.found-ping")
        )
        if one.control:
            known += " " + words("setup.found-control", control=one.control)
        heading = lines.heading(words("setup.found-heading", address=one.address))
        return [*heading, *lines.paragraph(known), *lines.quiet(words("setup.found-how"))]

    def lower(self, lines: PageLines) -> list[Strip]:
        return lines.points(self.port.points())

    def hints(self) -> Sequence[Hint]:
        return (("enter", "setup.key.next-or-skip"), ("escape", "setup.key.end-found"))

    def enter(self, typed: str) -> Step:
        if typed.strip():
            fault = self.port.add_found(self._found[self._at], typed)
            if fault is not None:
                self.message, self._typed = fault_text(self.words, fault), typed
                return self
        if self._at + 1 < len(self._found):
            return FoundPage(self.scene, self._found, self._at + 1, self._points)
        return self._points(self.scene, "")

    def back(self) -> Step:
        return self._points(self.scene, "")
