"""Alarms made by hand for scripted Snapshots."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmLoad, MaintenanceWindow, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.people import Contact
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import Snapshot
from tests.support.screens.scripted_port import Fault, make_site

CARRIER = (Contact("Trực kỹ thuật VNPT", "0214 000 0119"), Contact("Lãnh đạo trực VNPT", "0214 000 0120"))
USUAL = (
    (AlarmType.SITE_LOST, Severity.CRITICAL, "line-or-router", "medium", ""),
    (AlarmType.CODEC_LOST, Severity.MINOR, "codec-unplugged", "high", ".codec"),
    (AlarmType.MAINS_LOST, Severity.MINOR, "", "", ".ups"),
    (AlarmType.LINE_DEGRADED, Severity.MAJOR, "line-degraded", "high", ""),
    (AlarmType.TEMPERATURE, Severity.WARNING, "", "", ".probe"),
)
PARAMS = {
    AlarmType.MAINS_LOST: (("minutes", "42"),),
    AlarmType.TEMPERATURE: (("value", "36.5"), ("limit", "35")),
}


def make_alarm(number: int, site: int, at_utc: float, **changed: object) -> Alarm:
    """A lost site, unless `changed` says otherwise."""
    site_id = f"site{site}"
    evidence = (
        Evidence("router.silent", at_utc, (("seconds", "151"),)),
        Evidence("codec.silent", at_utc, (("seconds", "151"),)),
        Evidence("anchors.ok", at_utc),
    )
    lost = Alarm(
        number, AlarmKey(site_id, AlarmType.SITE_LOST), Severity.CRITICAL, at_utc - 151, at_utc - 141,
        site_id,
        cause="line-or-router", confidence="medium", evidence=evidence,
    )  # fmt: skip
    return replace(lost, **changed)  # type: ignore[arg-type]


def make_alarms(count: int, snapshot: Snapshot) -> tuple[Alarm, ...]:
    """So many, on one site after the other, of all types, some taken on; the most pressing first."""
    made = []
    for n in range(count):
        kind, severity, cause, confidence, part = USUAL[n % len(USUAL)]
        site = n * 2 % len(snapshot.sites) + 3 if len(snapshot.sites) > 4 else 1
        site = (site - 1) % len(snapshot.sites) + 1
        alarm = make_alarm(
            n + 1, site, snapshot.at_utc - n * 7, key=AlarmKey(f"site{site}{part}", kind), severity=severity,
            cause=cause, confidence=confidence, params=PARAMS.get(kind, ()), is_first_out=n == count - 1,
            is_chattering=n == 3,
        )  # fmt: skip
        made.append(acknowledged(alarm) if n % 4 == 1 else alarm)
    return tuple(sorted(made, key=lambda a: (not a.is_urgent, -a.severity.rank, a.number)))


def acknowledged(alarm: Alarm, by: str = "Trực ca 1") -> Alarm:
    return replace(alarm, ack_by=by, ack_utc=alarm.raised_utc + 20, ack_severity=alarm.severity)


def watched(number: int, site: int, at_utc: float, kind: str = AlarmType.SITE_LOST) -> Alarm:
    """An alarm held for 40 s more, although its fault is gone since 20 s."""
    alarm = make_alarm(number, site, at_utc, key=AlarmKey(f"site{site}", kind), is_chattering=True)
    return replace(alarm, ended_utc=at_utc - 20.0, watched_until_utc=at_utc + 40.0)


def with_watched(snapshot: Snapshot, alarm: Alarm) -> Snapshot:
    """The Snapshot with that alarm alone; the site itself is well."""
    made = with_alarms(snapshot, [replace(alarm, is_active=False)])
    sites = tuple(replace(site, alarm=alarm) if site.alarm else site for site in made.sites)
    return replace(made, alarms=(alarm,), sites=sites)


def node_lost(number: int, sites: Sequence[int], at_utc: float) -> tuple[Alarm, ...]:
    """A carrier's node and, folded under it, its sites."""
    members = tuple(f"site{site}" for site in sites)
    facts = (Evidence("group.lost", at_utc, (("count", "3"), ("node", "Nút Sa Pa"), ("of", "3"))),)
    parent = make_alarm(
        number, 0, at_utc, key=AlarmKey("upstream.sapa", AlarmType.UPSTREAM_LOST), site_id="",
        cause="upstream-node", confidence="high", members=members, evidence=facts,
    )  # fmt: skip
    children = (
        make_alarm(number + place, site, at_utc, parent=number, cause="upstream-node", confidence="high")
        for place, site in enumerate(sites, start=1)
    )
    return (parent, *children)


def with_alarms(
    snapshot: Snapshot,
    alarms: Sequence[Alarm],
    load: AlarmLoad | None = None,
    windows: Sequence[MaintenanceWindow] = (),
) -> Snapshot:
    """The Snapshot as the engine would make it: every site has its worst alarm."""
    worst: dict[str, Alarm] = {}
    for alarm in sorted(alarms, key=lambda a: (a.is_active, a.severity.rank)):
        worst[alarm.site_id] = alarm
    until = {window.resource: window.until_utc for window in windows if window.has_begun}

    def with_its(site: SiteView) -> SiteView:
        alarm = worst.get(site.id)
        if alarm and alarm.is_active and alarm.key.type == AlarmType.SITE_LOST:
            site = make_site(site.number, snapshot.at_s, Fault.DOWN, site.name)
            site = replace(site, since_utc=alarm.since_utc)
        return replace(site, alarm=alarm, maintenance_until_utc=until.get(site.id), carrier_contacts=CARRIER)

    sites = tuple(map(with_its, snapshot.sites))
    return replace(
        snapshot, version=snapshot.version + 1, sites=sites, alarms=tuple(alarms), windows=tuple(windows),
        alarm_load=load or AlarmLoad(raised_10min=len(alarms)),
    )  # fmt: skip


def work_on(site: int, at_utc: float) -> MaintenanceWindow:
    """Planned work that has begun."""
    return MaintenanceWindow(
        "w1", f"site{site}", at_utc - 600, at_utc + 3_600, "thay bộ định tuyến", "Trực ca 1", has_begun=True
    )
