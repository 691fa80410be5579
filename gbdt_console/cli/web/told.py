"""Says in words how things stand and what is wrong: while a wall opens, and where it has no room."""

from collections.abc import Iterator

from gbdt_console.cli.alarms.lines import SILENT, AlarmLines
from gbdt_console.core.alarms.alarm import Alarm, Severity
from gbdt_console.core.callees import Callee
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.reasons import cause_text
from gbdt_console.text.standing import standings
from gbdt_console.text.things import called_texts
from gbdt_console.text.words import Words
from gbdt_console.ui.alarms.contacts import first_callee

_NO_BREAK = "\N{NO-BREAK SPACE}"
_MOST = 60
"""Limits the faults of one page; the others are counted."""
_KINDS = {
    PointState.DOWN: Severity.MAJOR,
    PointState.DEGRADED: Severity.MINOR,
    PointState.SUSPECT: Severity.WARNING,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    kind: value of its Severity, 'unknown' for a site that never answered
    text: where and what
    facts: since when, of what cause, who took it
    call: whom to phone; empty for nobody
    is_calm: whether somebody acknowledged it
    """

    kind: str
    text: str
    facts: str = ""
    call: str = ""
    is_calm: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of one Snapshot.

    network: its name
    sentences: how each running meeting stands, else the network
    more: faults that are not listed
    """

    network: str
    time: str
    sentences: tuple[str, ...]
    faults: tuple[Fault, ...]
    more: int = 0


def told(words: Words, snapshot: Snapshot) -> Told:
    """Return what to say: the worst fault first."""
    faults = (*_faults(words, snapshot), *_unspoken(words, snapshot))
    time = Formats(words).clock(snapshot.at_utc)
    shown = faults[:_MOST]
    return Told(snapshot.network, time, tuple(standings(words, snapshot)), shown, len(faults[_MOST:]))


def _present(snapshot: Snapshot) -> tuple[Alarm, ...]:
    return tuple(one for one in snapshot.alarms if one.is_present and one.state not in SILENT)


def _faults(words: Words, snapshot: Snapshot) -> Iterator[Fault]:
    lines, formats = AlarmLines(snapshot, words), Formats(words)
    sites = {site.id: site for site in snapshot.sites}
    for alarm in _present(snapshot):
        lasted = formats.duration(snapshot.at_utc - alarm.since_utc)
        since = f"{formats.since(alarm.since_utc, snapshot.at_utc)} ({lasted})"
        callee = first_callee(alarm, sites.get(alarm.site_id or next(iter(alarm.members), "")))
        yield Fault(
            alarm.severity.value,
            lines.effect(alarm),
            " · ".join(filter(None, (since, cause_text(words, alarm), lines.operator_act(alarm)))),
            _call(words, callee),
            alarm.is_acknowledged,
        )


def _unspoken(words: Words, snapshot: Snapshot) -> Iterator[Fault]:
    """Yield the sites in trouble that no alarm speaks for."""
    spoken = {site for alarm in snapshot.alarms for site in (alarm.site_id, *alarm.members)}
    for site in () if snapshot.blind is not None else snapshot.sites:
        is_awaited = snapshot.is_awaited(site)
        kind = "unknown" if is_awaited else _KINDS.get(site.state)
        if kind is not None and site.id not in spoken and site.maintenance_until_utc is None:
            state = words(f"screen.state.{'unanswered' if is_awaited else site.state}")
            yield Fault(kind, f"{site.number} {site.name}: {state}")


def _call(words: Words, callee: Callee | None) -> str:
    """Write whom to phone; a number never breaks at the end of a line."""
    if callee is None:
        return ""
    whole, number = called_texts(words, callee)
    return f"→ {whole.removesuffix(number)}{number.replace(' ', _NO_BREAK)}"
