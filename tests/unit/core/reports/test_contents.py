"""The list of the reports that can be made, folded from a day's journal."""

from gbdt_console.core.events import Entry, MeetingStarted
from gbdt_console.core.outages.events import OutageOpened
from gbdt_console.core.reports.archive import ReportKind, ReportRef
from gbdt_console.core.reports.contents import LISTED, ContentsFold
from gbdt_console.journal.codec import event_data
from tests.support.reports.working_day import MEETING_ID, NUMBER, SITES, TITLE, ZONE, at, working_day

CARRIERS = dict.fromkeys(SITES, "vnpt") | {SITES[-1]: "viettel"}


def folded(*more: Entry, is_closed: bool = False) -> tuple[ReportRef, ...]:
    fold = ContentsFold(ZONE, CARRIERS)
    for entry in (*working_day(is_closed=is_closed), *more):
        fold.note(entry.at_utc)
        if entry.kind in LISTED:
            fold.take(entry)
    return fold.refs()


def entry(event: MeetingStarted | OutageOpened, at_utc: float) -> Entry:
    return Entry(999, at_utc, event.KIND, event.VERSION, "", event_data(event), event)


def test_a_day_has_a_report_of_each_kind() -> None:
    found = folded()
    assert [ref.kind for ref in found] == list(ReportKind)
    minutes, shutdown, outages, availability, year = found
    assert (minutes.key, minutes.title, minutes.number) == (MEETING_ID, TITLE, NUMBER)
    assert (shutdown.key, shutdown.title, shutdown.number) == (MEETING_ID, TITLE, NUMBER)
    assert (outages.key, outages.carrier, outages.number) == ("2026-01", "vnpt", 1)
    assert (availability.key, availability.at_utc) == ("2026-01", at("00:00:00") - 4 * 86_400)
    assert (year.key, year.at_utc) == ("2026", availability.at_utc)


def test_a_closed_meeting_has_no_title_in_the_list() -> None:
    assert [ref.title for ref in folded(is_closed=True)] == [""] * 5


def test_newer_meetings_and_months_stand_first() -> None:
    next_month = at("00:00:00") + 31 * 86_400
    started = MeetingStarted(
        "later", "Họp sau", SITES[0], next_month, next_month + 60.0, [], at_utc=next_month
    )
    found = folded(entry(started, next_month))
    assert [ref.key for ref in found if ref.kind is ReportKind.MINUTES] == ["later", MEETING_ID]
    assert [ref.key for ref in found if ref.kind is ReportKind.AVAILABILITY] == ["2026-02", "2026-01"]
    assert [ref.key for ref in found if ref.kind is ReportKind.YEAR] == ["2026"]


def test_an_outage_counts_once_for_each_of_its_carriers() -> None:
    opened = OutageOpened(9, list(SITES), at("09:00:00"), at("09:00:10"))
    found = [ref for ref in folded(entry(opened, at("09:00:10"))) if ref.kind is ReportKind.OUTAGES]
    assert {(ref.carrier, ref.number) for ref in found} == {("vnpt", 2), ("viettel", 1)}
