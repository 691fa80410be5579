"""Acts on the checklist: leads the roll-call, signs the highlighted cell, closes the sheet."""

from collections.abc import Callable, Iterable, Sequence

from gbdt_console.core.checklist.checks import HEARD_BOTH_WAYS, ROLL_ANSWERS, RollQuestion
from gbdt_console.core.checklist.commands import (
    AcceptConfiguration,
    AnswerRoll,
    CloseChecklist,
    OpenChecklist,
    SignCheck,
)
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks
from gbdt_console.core.known_names import numbered
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.form import Field
from gbdt_console.text.checklist.checklist_text import ChecklistWords, answer_name
from gbdt_console.ui.checklist.cursor import ChecklistCursor
from gbdt_console.ui.view import View

_ROLES = 5
"""Roles of who presides that have a key; the next key asks for another one."""
_OTHER = "other"


class ChecklistActions(ScreenActions):
    name = "checklist"

    def __init__(self, commands: ScreenCommands, cursor: ChecklistCursor, redraw: Callable[[], None]) -> None:
        """`redraw` shows the cursor where the roll-call moved it."""
        super().__init__(commands)
        self._cursor = cursor
        self._redraw = redraw

    def _sheet(self) -> ChecklistView | None:
        """Return the sheet that takes answers, or say why there is none."""
        view = self.ready()
        if view is None:
            return None
        sheet = view.snapshot.checklist
        if sheet is None:
            self._commands.say("checklist.none")
        elif view.now_utc >= sheet.opening_utc:
            self._commands.say("checklist.is-over")
            return None
        return sheet

    def _row(self) -> SiteChecks | None:
        return None if self._sheet() is None else self._cursor.row

    @needs(_row)
    async def call_roll(self, row: SiteChecks) -> None:
        """Ask the highlighted site its next question; a site with all answers is asked again."""
        await self._ask(row.site_id, row.roll.next_question or RollQuestion.HEARD)

    @needs(_row)
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
                self._ask_text(title, "checklist.ask-note", "checklist.no-note", noted, known=self._notes())

        options = [("", words(f"checklist.pick.{act}"), act) for act in ("sign", "fault")]
        await self._dialogs.choose(title, options, chosen)

    @needs(ScreenActions.ready)
    async def close(self, view: View) -> None:
        """Close the sheet after a yes; where there is none, open that of the meeting.

        A changed configuration of a closed sheet is accepted first. A sheet of another meeting than that
        which the console was opened for gives way to its own.
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
            commands.say("checklist.is-closed")
            return
        missing, command = sheet.open_rows(view.now_s), CloseChecklist(is_sure=True)
        names = {row.site_id: view.called(row.site_id) for row in sheet.rows}
        text = ChecklistWords(self._words, self.look.formats, names)
        consequence = (
            self._words("checklist.close-open", sites=text.missing(missing, view.now_s))
            if missing
            else self._words("checklist.close-all")
        )
        await commands.ask(command, consequence)

    def _accept_configuration(self) -> None:
        """Ask why the configuration changed after the closing, and accept it by name."""
        self._ask_text(
            self._words("checklist.config-ask"),
            "checklist.config-reason",
            "checklist.no-config-reason",
            lambda reason: self._commands.order(AcceptConfiguration(reason)),
        )

    async def _ask(self, site_id: str, question: RollQuestion) -> None:
        """Ask one question; the answer is that site's, and leads to its next question."""
        words = self._words
        asked = words(f"roll.{question}.ask", site=self._commands.name_of(site_id))

        def answered(answer: str) -> None:
            self._commands.order(AnswerRoll(site_id, question.value, answer), site_id)
            self._dialogs.soon(self._go_on, site_id, question, answer)

        def named(role: str) -> None:
            if role == _OTHER:
                self._ask_text(
                    asked, "roll.role.field", "checklist.no-role", answered, known=self._said_roles()
                )
            else:
                answered(role)

        if question is RollQuestion.DELEGATES:
            self._ask_text(asked, "roll.delegates.field", "checklist.no-number", answered, is_number=True)
        elif question is RollQuestion.PRESIDES:
            roles = [words(f"roll.role.{n}") for n in range(1, _ROLES + 1)]
            options = [("", role, role) for role in roles]
            await self._dialogs.choose(asked, [*options, ("", words(f"roll.role.{_OTHER}"), _OTHER)], named)
        else:
            given = ROLL_ANSWERS[question]
            options = [("", answer_name(words, question, answer), answer) for answer in given]
            await self._dialogs.choose(asked, options, answered)

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
        words, name_of = self._words, self._commands.name_of
        title = words("checklist.roll-next", done=name_of(done_id))
        option = ("enter", words("checklist.roll-call", site=name_of(next_id)), next_id)
        await self._dialogs.choose(
            title, [option], lambda _: self._dialogs.soon(self.call_roll), takes_ahead=False
        )

    def _notes(self) -> Iterable[str]:
        """Return what was noted in this sheet, the newest first."""
        said = [cell.said for row in self._cursor.rows for cell in row.cells if cell.said is not None]
        return (one.note for one in sorted(said, key=lambda one: one.at_utc, reverse=True))

    def _said_roles(self) -> Iterable[str]:
        return (row.roll.presides for row in self._cursor.rows)

    def _ask_text(
        self,
        title: str,
        label: str,
        missing: str,
        done: Callable[[str], None],
        *,
        is_number: bool = False,
        known: Iterable[str] = (),
    ) -> None:
        """Ask for one text after the key under way; `missing` says that it is needed."""

        def wrong(values: Sequence[str]) -> str:
            is_good = values[0].isascii() and values[0].isdigit() if is_number else bool(values[0])
            return "" if is_good else self._words(missing)

        fields = (Field(self._words(label), known=numbered(known)),)
        self._dialogs.soon(self._dialogs.fill_in, title, fields, lambda values: done(values[0]), wrong)
