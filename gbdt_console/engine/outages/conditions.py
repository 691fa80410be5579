"""Raises and clears the alarms about outage records."""

from collections.abc import Callable
from operator import attrgetter

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import NO_CAUSE, Cause, Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.diagnosis.verdict_table import Confidence
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.outages.rules import RULES, is_overdue, is_report_due, knows_old_time
from gbdt_console.core.resource_ids import outage_resource

_IsSo = Callable[[Outage, Meeting | None, float], bool]


class OutageConditions:
    """Judges every open record; call it at least every few seconds."""

    def __init__(self, conditions: Conditions, ledger: Ledger) -> None:
        self._conditions = conditions
        self._ledger = ledger

    def poll(self, now_utc: float) -> None:
        """Raise what holds now and clear the rest."""
        running = tuple(running_meetings(self._ledger).values())

        def meeting_of(outage: Outage) -> Meeting | None:
            """Return the meeting whose chair must know of it: that of its sites, else any."""
            own = (one for one in running if any(map(one.takes_part, outage.sites)))
            return next(own, next(iter(running), None))

        for alarm_type, (is_so, since_utc) in _TYPES.items():
            faulty = [
                o for o in self._ledger[OutageBook].outages.values() if is_so(o, meeting_of(o), now_utc)
            ]
            for outage in faulty:
                self._conditions.raise_(
                    AlarmKey(outage_resource(outage.number), alarm_type),
                    since_utc(outage),
                    site_id=outage.sites[0] if outage.sites else "",
                    cause=_cause(outage) if alarm_type in _CALLS_OUT else NO_CAUSE,
                    params=(("number", str(outage.number)),),
                )
            kept = {outage_resource(outage.number) for outage in faulty}
            self._conditions.clear_all_but(alarm_type, kept, now_utc)


def _is_untold(outage: Outage, meeting: Meeting | None, now_utc: float) -> bool:
    """Tell whether the chair of the running meeting does not know of the outage yet."""
    if meeting is None or outage.told or not outage.is_down:
        return False
    return now_utc - max(outage.detected_utc, meeting.opening_utc) >= RULES.untold_s


def _cause(outage: Outage) -> Cause:
    """Return the record's cause: it says whom to phone."""
    if outage.likely_cause is OutageCause.UNKNOWN:
        return NO_CAUSE
    guessed = outage.proposed.confidence or Confidence.MEDIUM
    return Cause(outage.likely_cause, guessed if outage.cause is None else Confidence.HIGH)


def _since_estimate(outage: Outage) -> float:
    return outage.detected_utc if outage.estimate is None else outage.estimate.back_utc


def _since_change(outage: Outage) -> float:
    return outage.detected_utc if outage.estimate is None else outage.estimate.given_utc


_CALLS_OUT = (AlarmType.OUTAGE_OVERDUE, AlarmType.OUTAGE_UNREPORTED)
"""They ask for a phone call; the others are about what the chair knows."""

_TYPES: dict[str, tuple[_IsSo, Callable[[Outage], float]]] = {
    AlarmType.OUTAGE_OVERDUE: (lambda outage, _, now_utc: is_overdue(outage, now_utc), _since_estimate),
    AlarmType.OUTAGE_UNTOLD: (_is_untold, attrgetter("detected_utc")),
    AlarmType.OUTAGE_OLD_TIME: (
        lambda outage, meeting, _: meeting is not None and knows_old_time(outage),
        _since_change,
    ),
    AlarmType.OUTAGE_UNREPORTED: (
        lambda outage, _, now_utc: is_report_due(outage, now_utc),
        attrgetter("detected_utc"),
    ),
}
"""Each alarm type with its judgement and the begin of the fault, UTC seconds."""
