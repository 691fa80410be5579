"""Holds the numbers of outage records, and judges a record by them."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class OutageRules:
    """Holds the numbers of outage records; names ending in _s are seconds.

    untold_s: a critical outage that the chair was not told of for this long is an alarm
    report_s: an outage of a carrier's line is reported to the carrier within this
    reopen_s: a fault that returns within this after the repair belongs to the same record
    verify_s: a repair is verified once every site was back for this long
    recover_s: an UNKNOWN cause must be found within this after closing
    ready_s: all sites are back this long before the opening of a meeting (A7.1b)
    longest_estimate_s: an estimate further ahead is a slip
    most_words: longest text of an operator, characters
    longest_sentence: longest sentence for the chair, characters; it holds names of sites and those words
    """

    untold_s: float = 120.0
    report_s: float = 300.0
    reopen_s: float = 600.0
    verify_s: float = 60.0
    recover_s: float = 7 * 86_400.0
    ready_s: float = 1_800.0
    longest_estimate_s: float = 14 * 86_400.0
    most_words: int = 400
    longest_sentence: int = 2_000


RULES = OutageRules()

CONTRACT_FAULT = "contract"
"""Stands in place of an alarm's type in a record that the contract clock opened: the line was unavailable by
its contract, and no alarm said that it was lost."""


class Answer(StrEnum):
    """Answers a question about the future."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MeetingOutlook:
    """Says what an outage means for the meeting.

    is_back_in_time: whether the sites are back before they are needed: `ready_s` before the opening, or
        while the meeting runs before their turn or its end
    lasts_on_battery: whether the shortest battery of its sites lasts until the meeting's end
    """

    is_back_in_time: Answer = Answer.UNKNOWN
    lasts_on_battery: Answer = Answer.UNKNOWN


def is_overdue(outage: Outage, now_utc: Utc) -> bool:
    """Tell whether the estimate in force has passed while the fault lasts."""
    return outage.is_down and outage.estimate is not None and outage.estimate.back_utc <= now_utc


def knows_old_time(outage: Outage) -> bool:
    """Tell whether the chair was told an estimate that has changed since."""
    return outage.is_down and bool(outage.told) and not outage.is_chair_told


def is_report_due(outage: Outage, now_utc: Utc) -> bool:
    """Tell whether the carrier should have been told by now.

    Only a cause that counts against the carrier asks for it: its contract may count from the report.
    """
    return (
        outage.is_down
        and outage.likely_cause.counts_against_carrier
        and outage.reported_utc is None
        and now_utc - outage.detected_utc >= RULES.report_s
    )


def meeting_outlook(
    outage: Outage,
    meeting: Meeting,
    now_utc: Utc,
    battery_minutes: Iterable[float] = (),
    speakers: Collection[str] | None = None,
) -> MeetingOutlook:
    """Judge the outage against a meeting.

    A turn has no planned time: a running meeting needs the chair's site and its speakers at once, and any
    other site before its end.

    battery_minutes: remaining battery runtime of each site of the outage that runs on battery, minutes
    speakers: ids of the sites that speak now and next; None where no conference tells, so that the first of
        the planned order counts
    """
    minutes = tuple(battery_minutes)
    speakers = meeting.running_order[:1] if speakers is None else speakers
    lasts = Answer.UNKNOWN
    if minutes:
        lasts = Answer.YES if now_utc + 60.0 * min(minutes) >= meeting.end_utc else Answer.NO
    if not outage.is_down:
        return MeetingOutlook(Answer.YES, lasts)
    if outage.estimate is None or is_overdue(outage, now_utc):
        return MeetingOutlook(Answer.UNKNOWN, lasts)
    if now_utc < meeting.opening_utc:
        needed_utc = meeting.opening_utc - RULES.ready_s
    elif not set(outage.sites).isdisjoint((meeting.chair_site_id, *speakers)):
        needed_utc = now_utc
    else:
        needed_utc = meeting.end_utc
    is_back = outage.estimate.back_utc <= needed_utc
    return MeetingOutlook(Answer.YES if is_back else Answer.NO, lasts)
