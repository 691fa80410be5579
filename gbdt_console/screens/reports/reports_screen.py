"""Lists what can be reported (F8), shows a report as it will be on paper, and writes it to a file."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.reports.archive import (
    PaperFormat,
    ReportArchive,
    ReportFailed,
    ReportKind,
    ReportRef,
    ReportTask,
)
from gbdt_console.core.reports.paper import Paper
from gbdt_console.screens.actions.register.register_actions import RegisterActions
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.reports.report_list import ReportList
from gbdt_console.ui.view import View
from gbdt_console.widgets.reports.list import ReportListView, when_of

_PREVIEW = "preview"
_WORK = "report"
"""Names the one piece of work at a time among the screen's workers."""
_CHOICES = (_PREVIEW, *(format_.value for format_ in PaperFormat))


class ReportScreen(ListScreen[ReportRef]):
    """Makes one report at a time, on a thread, so that the screen stays live."""

    ACTIONS = (
        Action("report.menu", ("enter",), "screen.choose", Rank.TARGET, is_hinted=True),
        Action("reports.move", ("up", "down", "home", "end"), "screen.move", Rank.CURSOR, "rows",
               takes_key=True, in_palette=False),
        Action("reports.kind", ("left", "right"), "screen.leap", Rank.CURSOR, "sideways", takes_key=True,
               in_palette=False),
        Action("reports.scroll", ("pageup", "pagedown"), "screen.scroll_sheet", Rank.CURSOR, "pages",
               takes_key=True, is_hinted=True, in_palette=False),
        Action("register.enter", (), "register.enter", Rank.TARGET, is_acting=True),
        Action("register.mend", (), "register.mend", Rank.TARGET, is_acting=True),
        Action("reports.leave", ("escape",), "screen.leave", Rank.CURSOR, is_hinted=True),
    )  # fmt: skip
    guide_page = GuideTopic.AFTER

    def set_up(self) -> None:
        self.reports = ReportList()
        self.cursor = self.reports.cursor
        self._archive: ReportArchive | None = None
        self._rested: ReportRef | None = None
        self._is_previewing = False
        self._register = self.add(RegisterActions(self.commands))

    def body(self) -> Sequence[Widget]:
        return (ReportListView(self.appearance, self.reports),)

    def on_mount(self) -> None:
        self._start(self._read_contents)

    def show_view(self, view: View) -> None:
        self.query_one(ReportListView).show(view, self.cursor)

    def tick(self) -> None:
        """Show how far the report is, and make the preview of one on which the highlight rests."""
        super().tick()
        row, rested = self.cursor.row, self._rested
        self._rested = row
        if self._is_free and row is not None and row == rested and row != self.reports.shown:
            self._preview(row)
        elif self.reports.task is not None:
            self.redraw()

    def action_leap(self, key: str) -> None:
        self.reports.leap(1 if key == "right" else -1)
        self.show_moved()

    async def action_leave(self) -> None:
        """Cancel what is under way, else go back.

        The thread ends at its next step and writes nothing; the screen does not wait for it. A file that is
        written already stays, and the screen names it.
        """
        if self.reports.task is None or self._is_previewing:
            await self.run_action("app.leave")
            return
        if self.reports.task.cancel():
            self.workers.cancel_group(self, _WORK)
            self._end(ReportFailed("paper.cancelled"))
            self.redraw()

    async def action_choose(self) -> None:
        """Ask whether to show the highlighted report or to write it, and in what format."""
        ref = self.cursor.row
        if ref is None or not self._is_free:
            return

        def chosen(value: str) -> None:
            if value in register:
                self.commands.dialogs.soon(register[value])
                return
            if value == _PREVIEW:
                self._preview(ref)
            else:
                format_ = PaperFormat(value)
                self._start(lambda archive, task: self._make(archive, task, ref, format_))

        words = self.appearance.words
        acts = {"register": self._register.enter, "mend": self._register.mend}
        register = acts if ref.kind is ReportKind.YEAR else {}
        options = [("", words(f"reports.do.{choice}"), choice) for choice in (*_CHOICES, *register)]
        dialogs, kind = self.commands.dialogs, words(f"reports.kind.{ref.kind}")
        when = when_of(ref, self.appearance.formats.day_and_time(ref.at_utc))
        title = dialogs.title(words("reports.ask"), kind, ref.title, when)
        await dialogs.choose(title, options, chosen)

    @property
    def _is_free(self) -> bool:
        """Whether nothing is made but a preview, which gives way to all else."""
        return self.reports.task is None or self._is_previewing

    def _preview(self, ref: ReportRef) -> None:
        self._start(lambda archive, task: self._make(archive, task, ref, None), is_preview=True)

    def _start(
        self, work: Callable[[ReportArchive, ReportTask], Awaitable[None]], *, is_preview: bool = False
    ) -> None:
        """Start one piece of work; where there is no archive, the list is empty.

        is_preview: other work, and leaving the screen, end it
        """
        if self.services.reports is None:
            self.reports.take(())
            return
        self.reports.task, self._is_previewing = ReportTask(), is_preview
        self.query_one(ReportListView).scroll_to_top()
        self.run_worker(self._worked(work, self.reports.task), group=_WORK, exclusive=True)

    async def _worked(
        self, work: Callable[[ReportArchive, ReportTask], Awaitable[None]], task: ReportTask
    ) -> None:
        try:
            if self._archive is None and self.services.reports is not None:
                self._archive = await asyncio.to_thread(self.services.reports)
            if self._archive is not None:
                await work(self._archive, task)
        except ReportFailed as error:
            self._end(error)
        finally:
            task.cancel()  # ends the thread where the worker was cancelled: the screen is gone
            if self.reports.task is task:
                self.reports.task = None
        self.redraw()

    def _end(self, failure: ReportFailed) -> None:
        """Tell why nothing was made; a list that was not read is empty."""
        self.reports.task = None
        self.reports.tell(self.appearance.words(failure.code, **failure.params), is_bad=True)
        if not self.reports.is_read:
            self.reports.take(())

    async def _read_contents(self, archive: ReportArchive, task: ReportTask) -> None:
        self.reports.take(await asyncio.to_thread(archive.contents, task))

    async def _make(
        self, archive: ReportArchive, task: ReportTask, ref: ReportRef, format_: PaperFormat | None
    ) -> None:
        """Show a report; with a format write what is shown."""
        made: Paper | None = self.reports.paper if format_ is not None and ref == self.reports.shown else None
        if made is None:
            self.reports.shown, self.reports.paper = ref, None
            self.reports.tell("")
            made = await asyncio.to_thread(archive.paper, ref, task)
            self.reports.paper = made
        if format_ is not None:
            path = await asyncio.to_thread(archive.export, made, format_, task)
            self.reports.tell(self.appearance.words("report.written", path=path))
