"""Takes the points: from a table, typed one a line, or from a scan."""

import re
from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.core.setup.points import RowFault
from gbdt_console.core.setup.setup_port import SetupFailed, Table
from gbdt_console.screens.setup.page import Field, Page, Scene, Step
from gbdt_console.screens.setup.port_pages import ConfirmPortsPage
from gbdt_console.screens.setup.question_page import QuestionPage
from gbdt_console.screens.setup.review_page import ReviewPage
from gbdt_console.screens.setup.scan_pages import ConfirmScanPage
from gbdt_console.text.setup.setup_text import fault_text
from gbdt_console.widgets.setup.page_lines import Hint, PageLines

_RANGE = re.compile(r"[0-9.]+/[0-9]+")
_TABLE = re.compile(r"[^;]+\.(csv|xlsx|xlsm|xls|ods|txt)", re.IGNORECASE)
_DROP = re.compile(r"-\s*([0-9]{1,4})")
_WAYS = (
    ("diem.csv, diem.xlsx", "setup.way-table"),
    ("8; Sa Pa; 10.22.8.0/24", "setup.way-point"),
    ("10.22.8.0/24", "setup.way-scan"),
)


class PointsPage(Page):
    """Lists the points; mistakes come first, each with its file, line and cure."""

    def __init__(self, scene: Scene, message: str = "") -> None:
        super().__init__(scene, message)
        self._wrong: Table | None = None
        self._typed = ""

    STEP = "setup.step.points"

    def field(self) -> Field:
        count = len(self.port.points())
        if self._wrong is not None:
            return Field(self._wrong.file)
        if self._typed or not count:
            return Field(self.port.suggestion(), self._typed)
        return Field(placeholder=self.words("setup.enter-done", n=count))

    def upper(self, lines: PageLines) -> list[Strip]:
        written = lines.heading(self.words("setup.points-heading"))
        if self._wrong is not None:
            return written[:-1]
        written += lines.paragraph(self.words("setup.points-ways"))
        for typed, does in _WAYS:
            written += lines.way(typed, self.words(does))
        if self.port.points():
            written += lines.way("-8", self.words("setup.way-drop"))
        return written

    def lower(self, lines: PageLines) -> list[Strip]:
        points, faults = self.port.points(), self._faults()
        written: list[Strip] = []
        if faults:
            written.append(lines.part(self.words("setup.points-faults", n=len(faults)), is_wrong=True))
            for fault in faults:
                written += lines.fault(fault)
        shown = points if self._wrong is None else self._wrong.points
        return [*written, *lines.points(shown, frozenset(fault.place for fault in faults))]

    def hints(self) -> Sequence[Hint]:
        scroll: Sequence[Hint] = (("↑↓", "setup.key.scroll"),)
        ways = (("escape", "setup.key.back"), ("ctrl+q", "setup.key.leave"))
        enter = "setup.key.next" if self._wrong is None else "setup.key.reread"
        return (("enter", enter), *(scroll if self.port.points() or self._wrong else ()), *ways)

    def enter(self, typed: str) -> Step:
        typed = typed.strip().strip("'\"")  # a file dragged into the terminal comes in quotes
        self.message, self._typed, self._wrong, self.is_wrong = "", "", None, True
        if not typed:
            return self._go_on()
        if drop := _DROP.fullmatch(typed):
            if self.port.drop_point(int(drop[1])):
                self._tell("setup.points-dropped", number=drop[1])
            else:
                self.message = self.words("setup.points-no-such", number=drop[1])
        elif _RANGE.fullmatch(typed):
            return self._scan(typed)
        elif _TABLE.fullmatch(typed):
            self._read(typed)
        elif (fault := self.port.add_point(typed)) is not None:
            self._refuse(typed, fault)
        else:
            self._tell("setup.points-added", name=self.port.points()[-1].name)
        return self

    def back(self) -> Step:
        self.port.go_back()
        return QuestionPage.next(self.scene, PointsPage)

    def _go_on(self) -> Step:
        if not self.port.points():
            self.message = self.words("setup.points-need-one")
        elif self.port.misfits():
            self.message = self.words("setup.points-misfit")
        elif self.port.routers():
            return ConfirmPortsPage(self.scene, PointsPage, lambda scene: ReviewPage(scene, PointsPage))
        else:
            return ReviewPage(self.scene, PointsPage)
        return self

    def _read(self, path: str) -> None:
        """Take the points of a table, or show its rows that are wrong."""
        table = self.port.read_table(path)
        if [fault.place for fault in table.faults] == [table.file]:
            self._refuse(path, table.faults[0])
        elif table.faults:
            self._wrong = table
            self.message = self.words("setup.points-cure", file=table.file)
        else:
            code = "setup.points-read-some" if table.passed_over else "setup.points-read"
            self._tell(code, file=table.file, n=len(table.points), over=len(table.passed_over))

    def _scan(self, range_: str) -> Step:
        fault: RowFault | None = None
        try:
            hosts = self.port.hosts(range_)
        except SetupFailed as failed:
            fault = failed.faults[0]
        if fault is not None:
            self._refuse(range_, fault)
            return self
        if not hosts:
            self.message = self.words("setup.scan-all-taken", range=range_)
            return self
        return ConfirmScanPage(self.scene, range_, hosts, PointsPage)

    def _tell(self, code: str, **params: object) -> None:
        self.is_wrong = False
        self.message = self.words(code, **params)

    def _refuse(self, typed: str, fault: RowFault) -> None:
        """Keep what was typed in the field, and say why it cannot be taken."""
        self._typed = typed
        said = fault_text(self.words, fault)
        self.message = f"{fault.place}: {said}" if fault.place else said

    def _faults(self) -> Sequence[RowFault]:
        return self.port.misfits() if self._wrong is None else self._wrong.faults
