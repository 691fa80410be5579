"""Acts on the checklist: leads the roll-call, signs the highlighted cell, closes the sheet."""

from collections.abc import Iterable

from gbdt_console.core.checklist.commands import (
    AcceptConfiguration,
    CloseChecklist,
    OpenChecklist,
    SignCheck,
)
from gbdt_console.core.checklist.view import SiteChecks
from gbdt_console.screens.actions.checklist.roll_call import RollCall
from gbdt_console.screens.actions.checklist.sheet_print import SheetPrint
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.ui.view import View


class ChecklistActions(RollCall, SheetPrint):
    name = "checklist"

    @needs(RollCall._row)
    async def sign(self, row: SiteChecks) -> None:
        """Sign the highlighted cell, or report a fault in it."""
        words, site_id, cell = self._words, row.site_id, row.cells[self._cursor.place]
        named = ChecklistWords(words, self.look.formats, {}).check(cell.check)
        title = words("checklist.pick", site=self._commands.name_of(site_id), check=named)
        is_against = cell.proof is not None and not cell.proof.is_good

        def chosen(act: str) -> None:
            is_ok = act == "sign"

            def noted(note: str) -> None:
                self._commands.order(SignCheck(site_id, cell.check.value, is_ok, note), site_id)

            if is_ok and not is_against:
                self._commands.order(SignCheck(site_id, cell.check.value), site_id)
            else:
                self._dialogs.soon(
                    self._dialogs.ask_text,
                    title,
                    "checklist.ask-note",
                    noted,
                    missing="checklist.no-note",
                    known=self._notes(),
                )

        options = [("", words(f"checklist.pick.{act}"), act) for act in ("sign", "fault")]
        await self._dialogs.choose(title, options, chosen)

    @needs(ScreenActions.ready)
    async def close(self, view: View) -> None:
        """Close the sheet after a yes, and offer to print it; where there is none, open that of the meeting.

        A changed configuration of a closed sheet is accepted first. A sheet of another meeting than that
        which the console was opened for gives way to its own. A closed one is printed.
        """
        commands = self._commands
        sheet, meant = view.snapshot.checklist, commands.services.meant_sheet(view.snapshot)
        if sheet is not None and sheet.unaccepted is not None:
            self._accept_configuration()
            return
        if sheet is None or view.now_utc >= sheet.opening_utc or meant:
            commands.order(OpenChecklist(str(meant) if meant else ""))
            return
        if sheet.closing is not None:
            await self.print_sheet()
            return
        missing, command = sheet.open_rows(view.now_s), CloseChecklist(is_sure=True)
        names = {row.site_id: view.called(row.site_id) for row in sheet.rows}
        text = ChecklistWords(self._words, self.look.formats, names)
        consequence = (
            self._words("checklist.close-open", sites=text.missing(missing, view.now_s))
            if missing
            else self._words("checklist.close-all")
        )

        def answered(is_sure: bool) -> None:
            if is_sure:
                commands.order(command, on_end=self.offer_print)

        await commands.confirm(command, "", consequence, answered)

    def _accept_configuration(self) -> None:
        """Ask why the configuration changed after the closing, and accept it by name."""
        self._dialogs.soon(
            self._dialogs.ask_text,
            self._words("checklist.config-ask"),
            "checklist.config-reason",
            lambda reason: self._commands.order(AcceptConfiguration(reason)),
            missing="checklist.no-config-reason",
        )

    def _notes(self) -> Iterable[str]:
        """Return what was noted in this sheet, the newest first."""
        said = [cell.said for row in self._cursor.rows for cell in row.cells if cell.said is not None]
        return (one.note for one in sorted(said, key=lambda one: one.at_utc, reverse=True))
