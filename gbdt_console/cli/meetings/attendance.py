"""Reads a meeting's attendance by the minute from the journal, and writes it as lines and as JSON."""

from collections.abc import Iterator, Mapping

from gbdt_console.cli.client.configuration import network_if_readable
from gbdt_console.cli.client.recorded import read_entries
from gbdt_console.cli.context import Context
from gbdt_console.core.attendance_sheet import AttendanceFold, AttendanceSheet
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.presence import MINUTE_S, is_first_minute
from gbdt_console.core.json_value import Json
from gbdt_console.core.reports.minutes_json import ATTENDANCE
from gbdt_console.core.site_view import numbered_names
from gbdt_console.text.formats import Formats
from gbdt_console.text.meetings.attendance import attendance_text, first_minute_text, uninvited_text
from gbdt_console.text.words import Words


def recorded_attendance(
    context: Context, registration: int
) -> tuple[AttendanceSheet | None, Mapping[str, str], Words]:
    """Fold the journal into a meeting's attendance; return it with the sites' names and the words.

    registration: number of the registered meeting; 0 for the last meeting of all
    """
    network = network_if_readable(context)
    words = context.words("" if network is None else network.language)
    fold = AttendanceFold(registration)
    read_entries(context, words, fold.take)
    names = {} if network is None else numbered_names(network.sites)
    return fold.sheet(tuple(names), SystemClock().utc()), names, words


def attendance_object(sheet: AttendanceSheet) -> dict[str, Json]:
    """Return the attendance as JSON values (docs/meetings-json.md)."""
    meeting = sheet.meeting.without_closed_title()
    return {
        "number": meeting.registration or None,
        "meeting": meeting.id,
        "title": meeting.title,
        "from_utc": sheet.from_utc,
        "until_utc": sheet.until_utc,
        "is_over": sheet.is_over,
        "planned_end_utc": sheet.planned_end_utc,
        "end_utc": meeting.end_utc,
        "overrun_s": round(sheet.overrun_s, 1) if sheet.is_over else None,
        "not_heard": list(sheet.waiting),
        "sites": [ATTENDANCE(site) for site in sheet.sites],
        "uninvited": [ATTENDANCE(site) for site in sheet.uninvited],
    }


def attendance_lines(sheet: AttendanceSheet, names: Mapping[str, str], words: Words) -> Iterator[str]:
    """Yield title and times, one line a site, then the sites that did not speak.

    In the first minute one sentence stands for the lines of the sites.
    """
    formats, meeting = Formats(words), sheet.meeting
    title = words("meeting.closed") if meeting.is_closed else clean(meeting.title)
    times = {
        "opening": formats.time(sheet.from_utc),
        "planned": formats.time(sheet.planned_end_utc),
        "end": formats.time(sheet.until_utc),
        "n": round(abs(sheet.overrun_s) / MINUTE_S),
    }
    code = "running"
    if sheet.is_over:
        code = "in-time" if not times["n"] else "late" if sheet.overrun_s > 0 else "early"
    yield f"{title}: {words(f'attendance.{code}', **times)}"
    if not sheet.is_over and is_first_minute(sheet.from_utc, sheet.until_utc):
        yield f"  {first_minute_text(sheet.sites, words)}"
        return
    for site in sheet.sites:
        yield f"  {names.get(site.site_id, clean(site.site_id)):<24} {attendance_text(site, words, formats)}"
    for site in sheet.uninvited:
        told = uninvited_text(site, sheet.from_utc, words, formats)
        yield f"  {names.get(site.site_id, clean(site.site_id)):<24} {told}"
    if sheet.waiting:
        waiting = ", ".join(names.get(site, clean(site)) for site in sheet.waiting)
        yield words("attendance.not-heard", sites=waiting)
