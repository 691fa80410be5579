"""Acts on the checklist: leads the roll-call, signs the highlighted cell, closes the sheet."""

from collections.abc import Callable, Sequence

from gbdt_console.core.checklist.checks import HEARD_BOTH_WAYS, ROLL_ANSWERS, RollQuestion
from gbdt_console.core.checklist.commands import (
    AcceptConfiguration,
    AnswerRoll,
    CloseChecklist,
    OpenChecklist,
    SignCheck,
)
from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.form import Field, FormScreen
from gbdt_console.text.checklist.checklist_text import ChecklistWords, answer_name
from gbdt_console.ui.checklist.cursor import ChecklistCursor

_ROLES = 5
"""Roles of who presides that have a key; the next key asks for another one."""
_OTHER = "other"


class ChecklistActions:
    """Acts on the cell that one screen highlights."""

    def __init__(self, commands: ScreenCommands, cursor: ChecklistCursor, redraw: Callable[[], None]) -> None:
        """`redraw` shows the cursor where the roll-call moved it."""
        self._commands = commands
        self._cursor = cursor
        self._redraw = redraw

    async def call_roll(self) -> None:
        """Ask the highlighted site its next question; a site with all answers is asked again."""
        if self._sheet() is None:
            return
        row = self._cursor.row
        if row is not None:
            await self._ask(row.site_id, row.roll.next_question or RollQuestion.HEARD)

    async def sign(self) -> None:
        """Sign the highlighted cell, or report a fault in it."""
        sheet, row, cell = self._sheet(), self._cursor.row, self._cursor.cell
        if sheet is None or row is None or cell is None:
            return
        words, services = self._commands.words, self._commands.services
        named = ChecklistWords(words, services.appearance.formats, {}).check(cell.check)
        title = words("checklist.pick", site=self._commands.name_of(row.site_id), check=named)
        site_id, check, proof = row.site_id, cell.check.value, cell.proof
        is_against = proof is not None and not proof.is_good

        def chosen(act: str) -> None:
            is_ok = act == "sign"
            if is_ok and not is_against:
                self._commands.order(SignCheck(site_id, check), site_id)
                return

            def noted(values: Sequence[str]) -> None:
                self._commands.order(SignCheck(site_id, check, is_ok, values[0]), site_id)

            self._put_form(title, "checklist.ask-note", "checklist.no-note", noted)

        choices = [
            (str(n), words(f"checklist.pick.{act}"), act) for n, act in enumerate(("sign", "fault"), 1)
        ]
        await services.console.put_dialog(ChoiceScreen(services.appearance, title, choices), chosen)

    async def close(self) -> None:
        """Close the sheet after a yes; where there is none, open that of the meeting.

        A changed configuration of a closed sheet is accepted first. A sheet of another meeting than that
        which the console was opened for gives way to its own.
        """
        view, commands = self._commands.view, self._commands
        if commands.is_refused() or view is None:
            return
        sheet, meant = view.snapshot.checklist, commands.services.meant_sheet(view.snapshot)
        if sheet is not None and sheet.unaccepted is not None:
            self._accept_configuration()
            return
        if sheet is None or view.now_utc >= sheet.opening_utc or meant:
            commands.order(OpenChecklist(str(meant) if meant else ""))
            return
        if sheet.closing is not None:
            commands.say("checklist.is-closed")
            return
        missing, command = sheet.open_rows(view.now_s), CloseChecklist(is_sure=True)
        names = {row.site_id: view.called(row.site_id) for row in sheet.rows}
        text = ChecklistWords(commands.words, commands.services.appearance.formats, names)
        consequence = (
            commands.words("checklist.close-open", sites=text.missing(missing, view.now_s))
            if missing
            else commands.words("checklist.close-all")
        )
        await commands.ask(command, consequence)

    def _accept_configuration(self) -> None:
        """Ask why the configuration changed after the closing, and accept it by name."""

        def noted(values: Sequence[str]) -> None:
            self._commands.order(AcceptConfiguration(values[0]))

        title = self._commands.words("checklist.config-ask")
        self._put_form(title, "checklist.config-reason", "checklist.no-config-reason", noted)

    def _sheet(self) -> ChecklistView | None:
        """Return the sheet that takes answers, or say why there is none."""
        view = self._commands.view
        if self._commands.is_refused() or view is None:
            return None
        sheet = view.snapshot.checklist
        if sheet is None:
            self._commands.say("checklist.none")
        elif view.now_utc >= sheet.opening_utc:
            self._commands.say("checklist.is-over")
            return None
        return sheet

    async def _ask(self, site_id: str, question: RollQuestion) -> None:
        """Ask one question; the answer is that site's, and leads to its next question."""
        services, words = self._commands.services, self._commands.words
        asked = words(f"roll.{question}.ask", site=self._commands.name_of(site_id))

        def answered(answer: str) -> None:
            self._commands.order(AnswerRoll(site_id, question.value, answer), site_id)
            services.console.call_next(self._go_on, site_id, question, answer)

        if question is RollQuestion.DELEGATES:
            self._put_form(asked, "roll.delegates.field", "checklist.no-number", lambda v: answered(v[0]))
            return
        if question is RollQuestion.PRESIDES:

            def named(role: str) -> None:
                if role == _OTHER:
                    self._put_form(asked, "roll.role.field", "checklist.no-role", lambda v: answered(v[0]))
                else:
                    answered(role)

            roles = [words(f"roll.role.{n}") for n in range(1, _ROLES + 1)]
            choices = [(str(n), role, role) for n, role in enumerate(roles, start=1)]
            choices.append((str(_ROLES + 1), words(f"roll.role.{_OTHER}"), _OTHER))
            dialog = ChoiceScreen(services.appearance, asked, choices)
            await services.console.put_dialog(dialog, named)
            return
        choices = [
            (str(n), answer_name(words, question, answer), answer)
            for n, answer in enumerate(ROLL_ANSWERS[question], start=1)
        ]
        dialog = ChoiceScreen(services.appearance, asked, choices)
        await services.console.put_dialog(dialog, answered)

    async def _go_on(self, site_id: str, question: RollQuestion, answer: str) -> None:
        """Ask the next question of the site; behind the last one, or where it does not hear, go on."""
        is_heard = question is not RollQuestion.HEARD or answer == HEARD_BOTH_WAYS
        questions = tuple(RollQuestion)
        place = questions.index(question) + 1
        if is_heard and place < len(questions):
            await self._ask(site_id, questions[place])
            return
        self._cursor.go_to(site_id)
        following = self._cursor.next_to_call()
        if following is None or following.site_id == site_id:
            self._commands.say("checklist.roll-done")
            return
        self._cursor.go_to(following.site_id)
        self._redraw()
        await self._wait_to_call(site_id, following.site_id)

    async def _wait_to_call(self, done_id: str, next_id: str) -> None:
        """Wait for Enter before another site is called: the rhythm of the keys must not answer for it."""
        services, words, name_of = self._commands.services, self._commands.words, self._commands.name_of
        title = words("checklist.roll-next", done=name_of(done_id))
        choices = [("enter", words("checklist.roll-call", site=name_of(next_id)), next_id)]
        dialog = ChoiceScreen(services.appearance, title, choices, takes_ahead=False)
        await services.console.put_dialog(dialog, lambda _: services.console.call_next(self.call_roll))

    def _put_form(self, title: str, label: str, without: str, done: Callable[[Sequence[str]], None]) -> None:
        """Ask for one text; `without` says that it is needed."""
        services, words = self._commands.services, self._commands.words

        def wrong(values: Sequence[str]) -> str:
            is_number = without == "checklist.no-number"
            is_bad = not values[0] or (is_number and not (values[0].isascii() and values[0].isdigit()))
            return words(without) if is_bad else ""

        form = FormScreen(services.appearance, title, (Field(words(label)),), wrong)
        services.console.call_next(services.console.put_dialog, form, done)
