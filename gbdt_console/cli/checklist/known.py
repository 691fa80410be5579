"""Reads the checklist from the running engine, or without one from the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gbdt_console.cli.client.known import live_or_recorded
from gbdt_console.cli.context import Context
from gbdt_console.core.checklist.sheet import sheet_id_of
from gbdt_console.core.checklist.view import ChecklistView, recorded_view
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot, numbered_names
from gbdt_console.core.technicians.roster import SiteTechnicians


@dataclass(frozen=True, slots=True)
class ChecklistKnown:
    """Holds the sheet for the verbs.

    at_s: monotonic seconds of the values
    at_utc: the same time, UTC seconds
    view: the sheet in use; None where none was opened
    names: the name of each site ('8 Sa Pa') by its id
    meeting: the sheet's meeting, running or registered; None where neither is known
    language: the language of the configuration; empty where none could be read
    is_live: whether a running engine gave the values
    technicians: the technicians as they are now
    """

    at_s: float
    at_utc: float
    view: ChecklistView | None
    names: Mapping[str, str]
    meeting: Meeting | None = None
    language: str = ""
    is_live: bool = True
    technicians: tuple[SiteTechnicians, ...] = ()


def known_of_snapshot(snapshot: Snapshot) -> ChecklistKnown:
    """Take the sheet from the engine's Snapshot."""
    names = numbered_names(snapshot.sites)
    return ChecklistKnown(
        snapshot.at_s,
        snapshot.at_utc,
        snapshot.checklist,
        names,
        _meeting_of(snapshot.checklist, snapshot.meeting, snapshot.calendar),
        snapshot.language,
        technicians=snapshot.technicians,
    )


def known_of_ledger(ledger: Ledger, at_utc: float, network: Network | None) -> ChecklistKnown:
    """Take the sheet from the journal's fold; nothing is measured then."""
    sheet = ledger.checklists.newest
    sites = () if network is None else network.sites
    ids = [site.id for site in sites] or ([] if sheet is None else list(sheet.sites))
    view = None if sheet is None else recorded_view(sheet, ids)
    meeting = _meeting_of(view, ledger.meeting, ledger.calendar.meetings.values())
    names = numbered_names(sites)
    language = "" if network is None else network.language
    technicians = ledger.technicians.roster(() if network is None else network.technicians)
    return ChecklistKnown(0.0, at_utc, view, names, meeting, language, is_live=False, technicians=technicians)


def _meeting_of(
    view: ChecklistView | None, running: Meeting | None, registered: Iterable[Registration]
) -> Meeting | None:
    """Return the sheet's meeting as it may leave the journal: the running one, else as it was registered."""
    if view is None:
        return None
    if running is not None and sheet_id_of(running) == view.meeting_id:
        return running.without_closed_title()
    found = next((one for one in registered if str(one.number) == view.meeting_id), None)
    if found is None:
        return None
    plan = found.plan
    planned = Meeting(
        view.meeting_id,
        plan.title,
        plan.chair_site_id,
        plan.opening_utc,
        plan.end_utc,
        plan.running_order,
        is_closed=plan.is_closed,
        upper_site_id=plan.upper_site_id,
        registration=found.number,
        sites=plan.sites,
        profile_id=plan.profile_id,
    )
    return planned.without_closed_title()


def known_checklist(context: Context) -> ChecklistKnown:
    """Ask the engine, or read the journal with a note on stderr."""
    return live_or_recorded(context, "verb.checklist-as-of", known_of_snapshot, known_of_ledger)
