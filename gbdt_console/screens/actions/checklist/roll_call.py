"""Leads the call round of the checklist: calls a site, asks its questions, and goes on to the next."""

from collections.abc import Callable, Iterable, Sequence

from gbdt_console.core.checklist.calls import CallStep
from gbdt_console.core.checklist.checks import HEARD_BOTH_WAYS, ROLL_ANSWERS, RollQuestion
from gbdt_console.core.checklist.commands import AnswerRoll, CallSite
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks, Standing
from gbdt_console.core.commands import Guard
from gbdt_console.core.known_names import numbered
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.screens.dialogs.form import Field, FormScreen
from gbdt_console.text.checklist.call_text import CallWords
from gbdt_console.text.checklist.checklist_text import answer_name
from gbdt_console.ui.checklist.cursor import ChecklistCursor

_ROLES = 5
"""Roles of who presides that have a key; the next key asks for another one."""
_OTHER = "other"


class RollCall(ScreenActions):
    """Keeps a site for this console while its questions stand open; another console calls another site.

    Esc in a question lets the site go. The key of another screen keeps it: the technician is on the phone.
    """

    def __init__(self, commands: ScreenCommands, cursor: ChecklistCursor, redraw: Callable[[], None]) -> None:
        """`redraw` shows the cursor where the roll-call moved it."""
        super().__init__(commands)
        self._cursor = cursor
        self._redraw = redraw
        self._asking: tuple[str, Dialog[str | None] | Dialog[tuple[str, ...] | None]] | None = None

    def _sheet(self, guard: Guard = Guard.IN_CONTROL) -> ChecklistView | None:
        """Return the sheet that takes answers, or say why there is none."""
        view = None if self._commands.is_refused(guard=guard) else self._commands.view
        if view is None:
            return None
        sheet = view.snapshot.checklist
        if sheet is None:
            self._commands.say("checklist.none")
        elif view.now_utc >= sheet.opening_utc:
            self._commands.say("checklist.is-over")
            return None
        return sheet

    def _row(self, guard: Guard = Guard.IN_CONTROL) -> SiteChecks | None:
        """Return the row of the typed number, and highlight it; without a number the highlighted one."""
        sheet, site = self._sheet(guard), self._commands.site
        if sheet is None or not self._commands.is_numbered:
            return None if sheet is None else self._cursor.row
        row = None if site is None else sheet.row(site.id)
        if row is None:
            self._commands.say("number.nobody" if site is None else "checklist.site-unknown")
        else:
            self._cursor.go_to(row.site_id)
            self._redraw()
        return row

    def _row_to_call(self) -> SiteChecks | None:
        return self._row(Guard.MAY_TAKE_CONTROL)

    @needs(_row_to_call)
    async def call_roll(self, row: SiteChecks) -> None:
        """Ask the site its next question, unless another technician calls it now."""
        await self._call_if_free(row.site_id)

    async def _call_if_free(self, site_id: str) -> None:
        view = self._commands.view
        row = (
            None if view is None or view.snapshot.checklist is None else view.snapshot.checklist.row(site_id)
        )
        if row is None:
            return
        if self._is_called_elsewhere(row):
            await self._ask_instead(row)
        else:
            await self._call(row)

    def _is_called_elsewhere(self, row: SiteChecks) -> bool:
        view, own = self._commands.view, self._commands.services.feed.client_id
        is_called = view is not None and row.standing_at(view.now_utc) is Standing.CALLING
        return is_called and row.call is not None and row.call.client != own

    async def _call(self, row: SiteChecks, instead_of: str = "") -> None:
        """Ask the next question of a site; one with all answers is asked again."""
        site_id, command = row.site_id, CallSite(row.site_id, instead_of=instead_of)
        self._commands.quietly(
            command, self._commands.asked(command, site_id), lambda: self._close_question(site_id)
        )
        await self._ask(site_id, row.roll.next_question or RollQuestion.HEARD)

    def _close_question(self, site_id: str) -> None:
        """Take the site's question away: another console was faster, or the engine is gone."""
        if self._asking is not None and self._asking[0] == site_id:
            self._asking[1].dismiss(None)

    async def _ask_instead(self, row: SiteChecks) -> None:
        """Say who calls the site since when; ask whether to call the next one, or this one all the same."""
        client = "" if row.call is None else row.call.client
        name, following = self._commands.name_of(row.site_id), self._next(row.site_id)
        options = [] if following is None else [self._offer(following)]
        options.append(("", self._words("checklist.call-instead", site=name), row.site_id))

        def chosen(site_id: str) -> None:
            if site_id == row.site_id:
                self._dialogs.soon(self._call, row, client)
            else:
                self._highlight(site_id)
                self._dialogs.soon(self._call_if_free, site_id)

        title = self._words("ask.line", target=name, what=self._standing(row))
        await self._dialogs.choose(title, options, chosen, takes_ahead=False)

    async def _ask(self, site_id: str, question: RollQuestion) -> None:
        """Ask one question; the answer is that site's, and leads to its next question."""
        words, asked = self._words, self._question(site_id, question)

        def answered(answer: str) -> None:
            if answer == CallStep.BACK:
                command = CallSite(site_id, CallStep.BACK.value)
                said = words(
                    "ask.line", target=self._commands.name_of(site_id), what=words("checklist.standing.back")
                )
                self._commands.give(command, said)
                self._dialogs.soon(self._go_on, site_id)
                return
            self._commands.order(AnswerRoll(site_id, question.value, answer), site_id)
            self._dialogs.soon(self._after, site_id, question, answer)

        def named(role: str) -> None:
            if role == _OTHER:
                self._dialogs.soon(self._ask_role, site_id, asked, answered)
            else:
                answered(role)

        if question is RollQuestion.DELEGATES:
            await self._ask_field(site_id, asked, "roll.delegates.field", answered, self._wrong_number)
        elif question is RollQuestion.PRESIDES:
            roles = [words(f"roll.role.{n}") for n in range(1, _ROLES + 1)]
            options = [("", role, role) for role in roles]
            await self._ask_choice(
                site_id, asked, [*options, ("", words(f"roll.role.{_OTHER}"), _OTHER)], named
            )
        else:
            options = [("", answer_name(words, question, one), one) for one in ROLL_ANSWERS[question]]
            if question is RollQuestion.HEARD:
                options.append(("", words("roll.calls-back"), CallStep.BACK.value))
            await self._ask_choice(site_id, asked, options, answered)

    def _question(self, site_id: str, question: RollQuestion) -> str:
        return self._words(f"roll.{question}.ask", site=self._commands.name_of(site_id))

    async def _ask_role(self, site_id: str, asked: str, answered: Callable[[str], None]) -> None:
        known = (row.roll.presides for row in self._cursor.rows)
        wrong = self._words("checklist.no-role")
        await self._ask_field(
            site_id, asked, "roll.role.field", answered, lambda values: "" if values[0] else wrong, known
        )

    def _wrong_number(self, values: Sequence[str]) -> str:
        is_good = values[0].isascii() and values[0].isdigit()
        return "" if is_good else self._words("checklist.no-number")

    async def _ask_choice(
        self, site_id: str, asked: str, options: Sequence[tuple[str, str, str]], done: Callable[[str], None]
    ) -> None:
        dialog = ChoiceScreen(self.look, asked, options)
        self._asking = (site_id, dialog)
        dialog.on_left = lambda: self._let_go(site_id)
        await self._dialogs.put(dialog, done)

    async def _ask_field(
        self,
        site_id: str,
        asked: str,
        label: str,
        done: Callable[[str], None],
        wrong: Callable[[Sequence[str]], str],
        known: Iterable[str] = (),
    ) -> None:
        dialog = FormScreen(self.look, asked, (Field(self._words(label), known=numbered(known)),), wrong)
        self._asking = (site_id, dialog)
        dialog.on_left = lambda: self._let_go(site_id)
        await self._dialogs.put(dialog, lambda values: done(values[0]))

    def _let_go(self, site_id: str) -> None:
        command = CallSite(site_id, CallStep.ENDED.value)
        self._commands.quietly(command, self._commands.asked(command, site_id))

    async def _after(self, site_id: str, question: RollQuestion, answer: str) -> None:
        """Ask the next question of the site; behind the last one, or where it does not hear, go on."""
        is_heard = question is not RollQuestion.HEARD or answer == HEARD_BOTH_WAYS
        questions = tuple(RollQuestion)
        place = questions.index(question) + 1
        if is_heard and place < len(questions):
            await self._ask(site_id, questions[place])
        else:
            await self._go_on(site_id)

    async def _go_on(self, done_id: str) -> None:
        """Wait for Enter before another site is called: the rhythm of the keys must not answer for it."""
        following = self._next(done_id)
        if following is None:
            others = (row for row in self._cursor.rows if row.site_id != done_id)
            is_done = all(row.roll.next_question is None for row in others)
            self._commands.say("checklist.roll-done" if is_done else "checklist.roll-rest")
            return
        self._highlight(following.site_id)
        title = self._words("checklist.roll-next", done=self._commands.name_of(done_id))

        def chosen(site_id: str) -> None:
            self._dialogs.soon(self._call_if_free, site_id)

        await self._dialogs.choose(title, [self._offer(following)], chosen, takes_ahead=False)

    def _next(self, done_id: str) -> SiteChecks | None:
        self._cursor.go_to(done_id)
        view = self._commands.view
        return None if view is None else self._cursor.next_to_call(view.now_utc, done_id)

    def _offer(self, row: SiteChecks) -> tuple[str, str, str]:
        """Return the choice to call that site; one that is called again says why."""
        said = self._words("checklist.roll-call", site=self._commands.name_of(row.site_id))
        is_again = row.call is not None and row.roll.next_question is not None
        why = f" ({self._standing(row)})" if is_again else ""
        return ("enter", f"{said}{why}", row.site_id)

    def _standing(self, row: SiteChecks) -> str:
        now_utc = 0.0 if self._commands.view is None else self._commands.view.now_utc
        return CallWords(self._words, self.look.formats).standing(row, now_utc)

    def _highlight(self, site_id: str) -> None:
        self._cursor.go_to(site_id)
        self._redraw()
