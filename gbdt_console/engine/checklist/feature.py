"""Shows the sheet with live measurements, and carries out the commands about it."""

import asyncio
from collections.abc import Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Cause
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.cells import Cell, CellState
from gbdt_console.core.checklist.checks import CHECK_ROWS
from gbdt_console.core.checklist.commands import CHECKLIST_COMMANDS
from gbdt_console.core.checklist.events import ChecklistEvent, ChecklistOpened, ConfigChanged
from gbdt_console.core.checklist.guarding import guarding_sheets
from gbdt_console.core.checklist.sheet import ChecklistBook, Roll, Sheet
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks, view_of
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.newest_sheets import newest_here
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.resource_ids import CENTRE, of_conference
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.checklist.changes import ChangesAfterClosing
from gbdt_console.engine.checklist.command_handler import ChecklistCommandHandler
from gbdt_console.engine.checklist.measuring import Measuring
from gbdt_console.engine.command_request import CommandRequest, Handler
from gbdt_console.engine.features import EngineContext, Feature

_POLL_S = 1.0
"""Limits how late a sheet that is late is noticed."""
_MEASURED_EVERY_S = 0.9
"""Limits how often the cells are measured: 220 sites take 10 ms, and a Snapshot may come every 50 ms."""
_MEASURED_WITHIN_S = 60.0
"""Limits the wait for first measurements: an engine that starts has asked every device by then."""
_CONFIG = AlarmKey(CENTRE, AlarmType.CHECKLIST_CONFIG)


class ChecklistFeature(Feature):
    """Holds the newest sheet of its conference; stands behind the features whose values it takes."""

    commands = CHECKLIST_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._ledger = context.ledger
        self._late = AlarmKey(of_conference(CENTRE, context.ledger.conference), AlarmType.CHECKLIST_LATE)
        self._rows: dict[str, SiteChecks] = {}
        self._view: ChecklistView | None = None
        self._at_s = 0.0
        self._is_blind = False
        self._is_changed = True
        self._settled_s = float("inf")
        self._followed: tuple[str, float, set[str]] | None = None
        self._changes = ChangesAfterClosing()
        self._handler = ChecklistCommandHandler(context.network, context.ledger, context.clock)

    def handlers(self) -> Mapping[type[Command], Handler]:
        return dict.fromkeys(self._handler.plans, self._carry_out)

    def _newest(self) -> Sheet | None:
        return newest_here(self._ledger, self._ledger[ChecklistBook].sheets)

    def begin(self) -> None:
        """Record where the configuration is another one than a closed sheet knows."""
        if self._ledger.conference:
            return  # the first conference tells of all sheets
        now_utc, fingerprint = self._context.clock.utc(), self._context.network.fingerprint
        for sheet in guarding_sheets(self._ledger, now_utc):
            if sheet.fingerprint != fingerprint:
                self._context.record(
                    ConfigChanged(sheet.meeting_id, sheet.fingerprint, fingerprint, now_utc), ""
                )

    async def run(self) -> None:
        """Judge once a second what is late, and what changed after the closing."""
        self._settled_s = self._context.clock.monotonic() + _MEASURED_WITHIN_S
        while True:
            self._judge()
            await asyncio.sleep(_POLL_S)

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, ChecklistEvent):
            self._is_changed = True
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        sheet = self._newest()
        is_due = self._is_changed or snapshot.at_s - self._at_s >= _MEASURED_EVERY_S
        if is_due or snapshot.blind is not None:
            self._is_changed = False
            self._at_s, self._is_blind = snapshot.at_s, snapshot.blind is not None
            self._view = None if sheet is None else self._shown(sheet, snapshot)
        return replace(snapshot, checklist=self._view)

    def _shown(self, sheet: Sheet, snapshot: Snapshot) -> ChecklistView:
        measuring = Measuring(snapshot, self._registration())
        of_sheet = frozenset(sheet.sites)
        rows = (self._row(sheet, site, measuring) for site in snapshot.sites if site.id in of_sheet)
        view = view_of(sheet, tuple(rows), self._context.network.fingerprint)
        is_guarding = sheet in guarding_sheets(self._ledger, snapshot.at_utc)
        return view if is_guarding else replace(view, unaccepted=None)

    def _row(self, sheet: Sheet, site: SiteView, measuring: Measuring) -> SiteChecks:
        proofs = measuring.of(site)
        cells = tuple(
            Cell(check, proofs.get(check), sheet.said.get((site.id, check))) for check in sheet.checks
        )
        row = SiteChecks(
            site.id, cells, sheet.rolls.get(site.id, Roll()), sheet.frozen.get(site.id, ()),
            sheet.calls.get(site.id),
        )  # fmt: skip
        before = self._rows.get(site.id)
        if before == row:
            return before
        self._rows[site.id] = row
        return row

    def _judge(self) -> None:
        now_utc = self._context.clock.utc()
        self._follow_move(now_utc)
        self._judge_configuration(now_utc)
        view = None if self._is_dropped() else self._view
        rows = () if view is None else view.late_rows(self._at_s, now_utc)
        late = [row for row in rows if self._is_known_open(row)]
        conditions = self._context.alarms.conditions
        if view is None or now_utc >= view.opening_utc or not (late or self._is_unclosed(view, now_utc)):
            conditions.clear(self._late, now_utc)
        else:
            members = tuple(row.site_id for row in late)
            conditions.raise_(self._late, view.due_utc, cause=Cause(members=members))
        sheet = self._newest()
        if view is None or sheet is None or self._is_blind or now_utc >= sheet.opening_utc:
            return
        for event in self._changes.due(sheet, view, self._at_s, now_utc):
            self._context.record(event, "")

    def _is_known_open(self, row: SiteChecks) -> bool:
        """Tell whether a check is open for another reason than that it was not measured since the start."""
        if self._at_s >= self._settled_s:
            return True
        return any(
            state is CellState.FAULT or (state is CellState.UNKNOWN and CHECK_ROWS[cell.check].needs_person)
            for cell in row.cells
            for state in (cell.state_at(self._at_s),)
        )

    def _judge_configuration(self, now_utc: float) -> None:
        """Raise an alarm while a closed sheet guards its meeting and nobody accepted the configuration."""
        if self._ledger.conference:
            return
        sheets, conditions = guarding_sheets(self._ledger, now_utc), self._context.alarms.conditions
        changes = [sheet.unaccepted for sheet in sheets if sheet.unaccepted is not None]
        if changes:
            conditions.raise_(_CONFIG, min(change.at_utc for change in changes))
        else:
            conditions.clear(_CONFIG, now_utc)

    def _registration(self) -> Registration | None:
        sheet = self._newest()
        if sheet is None or not sheet.meeting_id.isdigit():
            return None
        return self._ledger[CalendarBook].find(int(sheet.meeting_id))

    def _is_dropped(self) -> bool:
        """Tell whether the sheet's meeting was cancelled, never started, or is over before its time."""
        found = self._registration()
        return found is not None and not found.is_open

    def _follow_move(self, now_utc: float) -> None:
        """Move the sheet to its registered meeting's opening; an open one to its sites, too."""
        sheet, found = self._newest(), self._registration()
        if sheet is None or found is None or now_utc >= sheet.opening_utc:
            return
        opening_utc = found.plan.opening_utc
        of_plan = set(found.plan.sites if sheet.closing is None else sheet.sites)
        is_same = (opening_utc, of_plan) == (sheet.opening_utc, set(sheet.sites))
        if is_same or self._followed == (sheet.meeting_id, opening_utc, of_plan):
            return
        self._followed = (sheet.meeting_id, opening_utc, of_plan)
        network = self._context.network
        sites = [site.id for site in network.sites if site.id in of_plan]
        due_utc = opening_utc - 60.0 * network.meetings.ready_min
        moved = ChecklistOpened(
            sheet.meeting_id, sites, opening_utc, due_utc, now_utc, "", list(sheet.checks)
        )
        self._context.record(moved, "")

    @staticmethod
    def _is_unclosed(view: ChecklistView, now_utc: float) -> bool:
        return view.closing is None and now_utc >= view.due_utc

    async def _carry_out(self, request: CommandRequest[Command]) -> Progress:
        return await self._context.record_for(request, self._handler.events(request, self._view, self._at_s))
