"""Orders alarms as they are shown: the most urgent first, and the worst one of each site."""

from collections.abc import Sequence

from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.alarms.definitions import DEFINITIONS

_URGENCY = {
    AlarmState.UNACKNOWLEDGED: 0,
    AlarmState.ACKNOWLEDGED: 1,
    AlarmState.SUPPRESSED: 2,
    AlarmState.RETURNED_UNACKNOWLEDGED: 3,
    AlarmState.SHELVED: 4,
    AlarmState.OUT_OF_SERVICE: 5,
    AlarmState.NORMAL: 6,
}


def most_urgent_first(alarm: Alarm) -> tuple[int, bool, bool, int, float, int]:
    """Sort alarms by state, a present fault before a gone one, then those of the floor, severity, newest."""
    is_over = alarm.is_active and not alarm.is_present
    urgency = max(_URGENCY[alarm.state], _URGENCY[AlarmState.RETURNED_UNACKNOWLEDGED] * is_over)
    order = (urgency, not alarm.is_active, not DEFINITIONS[alarm.key.type].is_of_floor)
    return (*order, -alarm.severity.rank, -alarm.raised_utc, -alarm.number)


def worst_by_site(alarms: Sequence[Alarm]) -> dict[str, Alarm]:
    """Return each site's worst alarm: present before watched before ended, then by severity.

    Of equals one about the floor comes last, since the other one has the cause.
    """
    found: dict[str, Alarm] = {}
    for alarm in alarms:
        best = found.get(alarm.site_id)
        if alarm.site_id and (best is None or _badness(alarm) > _badness(best)):
            found[alarm.site_id] = alarm
    return found


def _badness(alarm: Alarm) -> tuple[bool, bool, int, bool]:
    return (
        alarm.is_present,
        alarm.is_active,
        alarm.severity.rank,
        not DEFINITIONS[alarm.key.type].is_of_floor,
    )
