"""Makes the printed page of a checklist, and the file of it that a console writes (F6)."""

from pathlib import Path

from gbdt_console.cli.client.configuration import network_if_readable
from gbdt_console.cli.client.recorded import head_on_paper
from gbdt_console.cli.context import Context
from gbdt_console.core.callees import called_now
from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.meetings.meeting import Meeting, sheet_id_of
from gbdt_console.core.reports.archive import FOLDER, ReportFailed
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.whole_file import write_numbered
from gbdt_console.text.checklist.checklist_page import ChecklistPage
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words


def sheet_page(
    context: Context, words: Words, network: Network, snapshot: Snapshot
) -> tuple[ChecklistPage, bool] | None:
    """Return the page of the sheet in use, and whether it is private; None without a sheet."""
    view = snapshot.checklist
    if view is None:
        return None
    formats, head = Formats(words, network.timezone), head_on_paper(context)
    called, meeting = called_now(network, snapshot.technicians), _meeting_of(view, snapshot)
    page = ChecklistPage(words, formats, called, view, meeting, head, snapshot.calendar)
    return page, meeting is not None and meeting.is_closed


def write_sheet(context: Context, words: Words, snapshot: Snapshot) -> Path:
    """Write the page for a browser's printer to a new file beside the reports, and return its path.

    Takes its time. Raises ReportFailed.
    """
    network = network_if_readable(context)
    sheet = None if network is None else sheet_page(context, words, network, snapshot)
    if sheet is None:
        raise ReportFailed("checklist.no-page" if network is None else "checklist.none")
    page, is_private = sheet
    name = words("checklist.page.file", meeting=snapshot.checklist.meeting_id if snapshot.checklist else "")
    content = page.html(snapshot.at_s, snapshot.at_utc).encode()
    try:
        return write_numbered(context.state.path / FOLDER, name, "html", content, is_private=is_private)
    except OSError as error:
        raise ReportFailed("report.file", reason=error) from error


def _meeting_of(view: ChecklistView, snapshot: Snapshot) -> Meeting | None:
    """Return the sheet's meeting: the running one, else as it was registered."""
    running = snapshot.meeting
    if running is not None and sheet_id_of(running) == view.meeting_id:
        return running
    found = next((one for one in snapshot.calendar if str(one.number) == view.meeting_id), None)
    if found is None:
        return None
    plan = found.plan
    return Meeting(
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
