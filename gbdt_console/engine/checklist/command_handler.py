"""Makes the journal's events of each command about the checklist."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.events import AlarmUnshelved
from gbdt_console.core.checklist import commands
from gbdt_console.core.checklist.calls import CallStep
from gbdt_console.core.checklist.checks import (
    ALL_NORMAL,
    CHECK_ROWS,
    ROLL_ANSWERS,
    Check,
    RollQuestion,
)
from gbdt_console.core.checklist.events import (
    ChecklistClosed,
    ChecklistEvent,
    ChecklistOpened,
    ChecklistPrinted,
    CheckSigned,
    ConfigAccepted,
    RollAnswered,
    SiteCalled,
)
from gbdt_console.core.checklist.guarding import guarding_sheets
from gbdt_console.core.checklist.sheet import ChecklistBook, Sheet, digest_of
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.meetings.meeting import sheet_id_of
from gbdt_console.core.newest_sheets import newest_here
from gbdt_console.core.port import ClientKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Network
from gbdt_console.engine.command_request import CommandRequest, Refused

Events = Sequence[ChecklistEvent | AlarmUnshelved]
Request = CommandRequest[Any]
E = TypeVar("E", bound=StrEnum)
_MOST_WORDS = 200
"""Limits a note, characters: one line of the printed sheet."""
_FARTHEST_S = 32 * 86_400.0
"""Limits how far ahead a sheet is opened: a recurring meeting of next month."""
_MOST_DELEGATES = 9_999
"""Limits the delegates of one site."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """Names the meeting of a sheet.

    meeting_id: id of the sheet's meeting; empty for none
    opening_utc: its opening; None where nothing tells
    sites: its sites; none for all
    """

    meeting_id: str
    opening_utc: float | None = None
    sites: tuple[str, ...] = ()


class ChecklistCommandHandler:
    """Makes events from the ledger's sheets and the shown measurements; raises Refused."""

    def __init__(self, network: Network, ledger: Ledger, clock: Clock) -> None:
        self._network = network
        self._ledger = ledger
        self._clock = clock
        self.plans: Mapping[type[Command], Callable[[Request, ChecklistView | None, float], Events]] = {
            commands.OpenChecklist: self._open,
            commands.SignCheck: self._sign,
            commands.AnswerRoll: self._answer,
            commands.CallSite: self._call,
            commands.CloseChecklist: self._close,
            commands.RecordPrint: self._print,
            commands.AcceptConfiguration: self._accept,
        }

    def events(self, request: Request, view: ChecklistView | None, now_s: float) -> Events:
        """Return the events of a command.

        view: the sheet with its measurements; None before the first Snapshot, or without an engine
        """
        return self.plans[type(request.command)](request, view, now_s)

    def _open(self, request: Request, _view: ChecklistView | None, _now_s: float) -> Events:
        command: commands.OpenChecklist = request.command
        subject, now_utc = self._subject(command.meeting_id), self._clock.utc()
        opening_utc = command.opening_utc if subject.opening_utc is None else subject.opening_utc
        if not subject.meeting_id or opening_utc is None:
            raise Refused("checklist.no-meeting")
        if not now_utc < opening_utc < now_utc + _FARTHEST_S:
            raise Refused("checklist.opening-past")
        known = [site.id for site in self._network.sites]
        if not set(command.sites) <= set(known):
            raise Refused("checklist.site-unknown")
        before = self._ledger[ChecklistBook].sheets.get(subject.meeting_id)
        is_closed = before is not None and before.closing is not None
        if is_closed and before is self._newest():
            raise Refused("checklist.is-closed")
        chosen = set(command.sites or subject.sites or (known if before is None else before.sites))
        due_utc = opening_utc - 60.0 * self._network.meetings.ready_min
        sites = [site for site in known if site in chosen]
        checks = list(Check if before is None else before.checks)
        return [
            ChecklistOpened(subject.meeting_id, sites, opening_utc, due_utc, now_utc, request.name, checks)
        ]

    def _subject(self, meeting_id: str) -> "_Subject":
        """Find the meeting: the named one; else the running one before its opening, else the next one."""
        calendar, now_utc = self._ledger[CalendarBook], self._clock.utc()
        here = self._ledger.conference
        for conference, meeting in running_meetings(self._ledger).items():
            is_ahead = conference == here and now_utc < meeting.opening_utc
            if meeting_id in (meeting.id, sheet_id_of(meeting)) or (not meeting_id and is_ahead):
                return _Subject(sheet_id_of(meeting), meeting.opening_utc, meeting.sites)
        if not meeting_id:
            coming = (one for one in calendar.meetings.values() if one.plan.conference == here)
            ahead = [one for one in coming if one.plan.opening_utc > now_utc]
            found = min(ahead, key=lambda one: one.plan.opening_utc, default=None)
        else:
            found = calendar.meetings.get(int(meeting_id)) if _is_number(meeting_id) else None
        if found is None:
            return _Subject(clean(meeting_id, 40))
        return _Subject(str(found.number), found.plan.opening_utc, found.plan.sites)

    def _sign(self, request: Request, view: ChecklistView | None, now_s: float) -> Events:
        command: commands.SignCheck = request.command
        sheet, check = self._sheet(command.site_id), _one_of(Check, command.check)
        if check not in sheet.checks:
            raise Refused("checklist.check-unknown")
        note = clean(command.note.strip(), _MOST_WORDS)
        row = None if view is None else view.row(command.site_id)
        proof = None if row is None else row.cells[sheet.checks.index(check)].proof
        is_against = proof is not None and proof.counts_at(now_s) and not proof.is_good
        if not note and (is_against or not command.is_ok):
            raise Refused("checklist.no-note")
        over: dict[str, str] = (
            {check: proof.code} if command.is_ok and is_against and proof is not None else {}
        )
        return [
            CheckSigned(
                sheet.meeting_id, command.site_id, [check], command.is_ok,
                request.name, self._clock.utc(), note, over,
            )
        ]  # fmt: skip

    def _answer(self, request: Request, view: ChecklistView | None, now_s: float) -> Events:
        """Sign what a good answer covers: the question's checks that nothing measures, good or bad."""
        command: commands.AnswerRoll = request.command
        sheet, question = self._sheet(command.site_id), _one_of(RollQuestion, command.question)
        self._refuse_called(sheet, request, is_own=True)
        answers = ROLL_ANSWERS.get(question)
        signed: list[Check] = []
        faulty: list[Check] = []
        if answers is None:
            answer = _spoken(question, command.answer)
        else:
            answer = command.answer
            if answer not in answers:
                raise Refused("checklist.answer-unknown")
            fault = answers[answer]
            if fault is None:
                row = None if view is None else view.row(command.site_id)
                signed = self._covered(sheet, question, answer, row, now_s)
            else:
                faulty = [fault if fault in sheet.checks else Check.ROOM]  # the room's on an older sheet
        return [
            RollAnswered(
                sheet.meeting_id, command.site_id, question, answer, signed, faulty,
                request.name, self._clock.utc(),
            )
        ]  # fmt: skip

    def _call(self, request: Request, _view: ChecklistView | None, _now_s: float) -> Events:
        command: commands.CallSite = request.command
        sheet, step = self._sheet(command.site_id), _one_of(CallStep, command.step)
        is_verb = request.client.kind is ClientKind.VERB
        self._refuse_called(sheet, request, command.instead_of, is_own=is_verb)
        client = request.client.id
        return [SiteCalled(sheet.meeting_id, command.site_id, step, request.name, client, self._clock.utc())]

    def _refuse_called(
        self, sheet: Sheet, request: Request, instead_of: str = "", *, is_own: bool
    ) -> None:  # fmt: skip
        """Refuse what is asked about a site that another client calls now.

        is_own: whether a call of the same operator elsewhere is the asking client's: a verb is a client of
            one command, and a console has another name behind a restart of the engine
        """
        call = sheet.calls.get(request.command.site_id)
        if call is None or not call.holds_at(self._clock.utc()):
            return
        if call.client not in (request.client.id, instead_of) and not (is_own and call.by == request.name):
            raise Refused("checklist.being-called", call.by)

    @staticmethod
    def _covered(
        sheet: Sheet, question: RollQuestion, answer: str, row: SiteChecks | None, now_s: float
    ) -> list[Check]:
        unsaid = {Check.LINE}  # the site cannot see its line; the console measures it
        if answer == ALL_NORMAL:
            unsaid.add(Check.SWITCH_ON)
        of_question = (check for check in sheet.checks if CHECK_ROWS[check].signed_by is question)
        covered = [check for check in of_question if check not in unsaid]
        if row is None:
            return covered
        proofs = {cell.check: cell.proof for cell in row.cells}
        return [
            check
            for check in covered
            if (proof := proofs.get(check)) is None
            or not proof.counts_at(now_s)
            or (proof.is_good and CHECK_ROWS[check].needs_person)
        ]

    def _close(self, request: Request, view: ChecklistView | None, now_s: float) -> Events:
        command: commands.CloseChecklist = request.command
        sheet = self._newest()
        if sheet is None:
            raise Refused("checklist.none")
        if sheet.closing is not None:
            raise Refused("checklist.is-closed")
        if view is None or view.meeting_id != sheet.meeting_id:
            raise Refused("checklist.no-values")
        if not command.is_sure and view.open_rows(now_s):
            raise Refused("checklist.not-done")
        states = {row.site_id: row.states_at(now_s) for row in view.rows}
        client = request.client
        closed = ChecklistClosed(
            sheet.meeting_id,
            {site: list(cells) for site, cells in states.items()},
            request.name,
            client.uid,
            client.terminal,
            self._clock.utc(),
            digest_of(sheet, states),
            self._network.fingerprint,
        )
        return [closed, *self._unshelved(sheet, request.name)]

    def _print(self, request: Request, _view: ChecklistView | None, _now_s: float) -> Events:
        sheet = self._newest()
        if sheet is None:
            raise Refused("checklist.none")
        digest = "" if sheet.closing is None else sheet.closing.digest
        return [ChecklistPrinted(sheet.meeting_id, request.name, self._clock.utc(), digest)]

    def _accept(self, request: Request, _view: ChecklistView | None, _now_s: float) -> Events:
        command: commands.AcceptConfiguration = request.command
        now_utc, client = self._clock.utc(), request.client
        reason = clean(command.reason.strip(), _MOST_WORDS)
        changed = [s for s in guarding_sheets(self._ledger, now_utc) if s.unaccepted is not None]
        if not changed:
            raise Refused("checklist.config-same")
        if not reason:
            raise Refused("checklist.no-config-reason")
        return [
            ConfigAccepted(
                sheet.meeting_id,
                sheet.fingerprint,
                reason,
                request.name,
                client.uid,
                client.terminal,
                now_utc,
            )
            for sheet in changed
        ]

    def _unshelved(self, sheet: Sheet, operator: str) -> list[AlarmUnshelved]:
        """End the shelves of the sheet's sites: nothing stays hidden in a meeting."""
        return [
            AlarmUnshelved(alarm.number, alarm.key.resource, operator)
            for alarm in self._ledger[AlarmBook].alarms.values()
            if alarm.shelved_until_utc is not None and (not alarm.site_id or alarm.site_id in sheet.sites)
        ]

    def _newest(self) -> Sheet | None:
        return newest_here(self._ledger, self._ledger[ChecklistBook].sheets)

    def _sheet(self, site_id: str) -> Sheet:
        """Return the sheet in use, which has that site. Raises Refused."""
        sheet = self._newest()
        if sheet is None:
            raise Refused("checklist.none")
        if site_id not in sheet.sites:
            raise Refused("checklist.site-unknown")
        if self._clock.utc() >= sheet.opening_utc:
            raise Refused("checklist.is-over")
        return sheet


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _spoken(question: RollQuestion, answer: str) -> str:
    """Return the role of who presides, or the number of delegates, as it was spoken. Raises Refused."""
    spoken = clean(answer.strip(), 80)
    if question is RollQuestion.DELEGATES:
        if not (_is_number(spoken) and int(spoken) <= _MOST_DELEGATES):
            raise Refused("checklist.no-number")
        return str(int(spoken))
    if not spoken:
        raise Refused("checklist.no-role")
    return spoken


def _one_of(kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise Refused("checklist.check-unknown") from None
