"""Writes the page of the checklist for a printer; that it is on paper a person says."""

import asyncio

from gbdt_console.core.checklist.commands import RecordPrint
from gbdt_console.core.commands import Guard
from gbdt_console.core.reports.archive import ReportFailed
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.ui.view import View

_FILE, _DONE = "file", "done"


class SheetPrint(ScreenActions):
    def _sheet_to_print(self) -> View | None:
        """Return the View with a sheet, or say why there is none to print."""
        view = None if self._commands.is_refused(guard=Guard.MAY_TAKE_CONTROL) else self._commands.view
        if view is not None and view.snapshot.checklist is None:
            self._commands.say("checklist.none")
            return None
        return view

    @needs(_sheet_to_print)
    async def print_sheet(self, _: View) -> None:
        """Ask whether to write the page, or whether it is on paper."""
        await self._ask_print((_FILE, _DONE))

    def offer_print(self, closing: Progress) -> None:
        """Offer to print the sheet once its closing is recorded, unless its screen was left meanwhile."""
        if closing.stage is Stage.RECORDED and self._commands.is_in_sight:
            self._dialogs.soon(self._ask_print, (_FILE, _DONE))

    async def _ask_print(self, acts: tuple[str, ...], said: str = "") -> None:
        words, write = self._words, self._commands.services.write_sheet

        def chosen(act: str) -> None:
            if act == _DONE:
                self._commands.order(RecordPrint())
            else:
                self._commands.services.console.start_order(self._write())

        offered = [act for act in acts if act == _DONE or write is not None]
        options = [("", words(f"checklist.print.{act}"), act) for act in offered]
        question = "\n".join(filter(None, (words("checklist.print"), said)))
        await self._dialogs.choose(question, options, chosen, takes_ahead=False)

    async def _write(self) -> None:
        """Write the page, say where it is, and ask whether it is printed."""
        view, services = self._commands.view, self._commands.services
        if view is None or services.write_sheet is None:
            return
        try:
            path = await asyncio.to_thread(services.write_sheet, view.snapshot)
        except ReportFailed as error:
            services.console.say(self._words(error.code, **error.params))
            return
        said = self._words("checklist.print.written", path=path)
        services.console.say(said)
        if self._commands.is_in_sight:
            self._dialogs.soon(self._ask_print, (_DONE,), said)
