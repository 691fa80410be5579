"""Makes a hook's environment, without any secret, person or meeting."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime

from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.clean_text import clean
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.exporters.hook_watch import HookOccasion
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.things import names_of
from gbdt_console.text.words import Words

_KEPT = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ")
"""Limits what a hook inherits of the console's environment, which holds secrets."""


def environment_of(occasion: HookOccasion, snapshot: Snapshot, words: Words) -> dict[str, str]:
    """Make the whole environment of a hook. Every value is one clean line."""
    facts = {name: clean(value) for name, value in _facts(occasion, snapshot, words).items()}
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | facts


def _facts(occasion: HookOccasion, snapshot: Snapshot, words: Words) -> Mapping[str, str]:
    alarm = occasion.alarm
    site = next((view for view in snapshot.sites if view.id == alarm.site_id), None)
    return {
        "GBDT_NETWORK": snapshot.network,
        "GBDT_ALARM_EVENT": occasion.event.value,
        "GBDT_ALARM_NUMBER": str(alarm.number),
        "GBDT_ALARM_TYPE": alarm.key.type,
        "GBDT_ALARM_SEVERITY": alarm.severity.value,
        "GBDT_ALARM_STATE": _state(alarm, snapshot),
        "GBDT_ALARM_RESOURCE": alarm.key.resource,
        "GBDT_ALARM_SITE": alarm.site_id,
        "GBDT_ALARM_SITE_NUMBER": str(site.number) if site else "",
        "GBDT_ALARM_SITE_NAME": site.name if site else "",
        "GBDT_ALARM_SITES": str(len(alarm.members)),
        "GBDT_ALARM_CAUSE": alarm.override or alarm.cause,
        "GBDT_ALARM_CONFIDENCE": "" if alarm.override else alarm.confidence,
        "GBDT_ALARM_SINCE": _iso(alarm.since_utc),
        "GBDT_ALARM_ENDED": _iso(alarm.ended_utc),
        "GBDT_ALARM_TEXT": _text(alarm, site, words),
    }


def _state(alarm: Alarm, snapshot: Snapshot) -> str:
    """Return the alarm's state in the Snapshot. A closed alarm is normal, whatever state was kept."""
    is_open = any(each.number == alarm.number for each in snapshot.alarms)
    return alarm.state.value if is_open else AlarmState.NORMAL.value


def _text(alarm: Alarm, site: SiteView | None, words: Words) -> str:
    names = names_of(words, (site,) if site else ())
    thing = EntryWords(words, Formats(words), names).thing(alarm.key.resource)
    return f"{thing}: {words(f'alarm.{alarm.key.type}.name')}"


def _iso(utc_s: float | None) -> str:
    if utc_s is None:
        return ""
    return datetime.fromtimestamp(utc_s, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
