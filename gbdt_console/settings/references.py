"""Checks that ids exist and fit, and that credentials are complete."""

from collections.abc import Iterator
from dataclasses import asdict

from gbdt_console.core.room_limits import RoomLimits
from gbdt_console.core.sites import SnmpVersion
from gbdt_console.settings.device_schema import CredentialEntry
from gbdt_console.settings.draft import Draft
from gbdt_console.settings.limits_schema import LimitsEntry
from gbdt_console.settings.line_schema import LineEntry
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.schema import SiteEntry
from gbdt_console.settings.standby import service_findings

_CODES = {
    "carriers": "settings.unknown-carrier",
    "upstreams": "settings.unknown-upstream",
    "bodies": "settings.unknown-body",
    "contracts": "settings.unknown-contract",
    "equipment": "settings.unknown-equipment",
}


def reference_findings(draft: Draft) -> Iterator[SchemaFinding]:
    """Find wrong ids, incomplete credentials and crossed limits.

    A line on another carrier's node has a wrong id, too.
    """
    document = draft.document
    for id_, upstream in document.upstreams.items():
        yield from _known(draft, "carriers", upstream.carrier, ("upstreams", id_, "carrier"))
    defaults = document.defaults
    yield from _known(draft, "equipment", defaults.equipment, ("defaults", "equipment"))
    yield from _known(draft, "contracts", defaults.contract, ("defaults", "contract"))
    if defaults.limits is not None:
        yield from _limits(None, defaults.limits, ("defaults", "limits"))
    for id_, credential in document.credentials.items():
        yield from _credential(credential, ("credentials", id_))
    ids = {site.id for _, site in draft.sites() if site.id is not None}
    for key, name in document.meetings.given().items():
        if key.endswith("_room") and name not in ids:
            params = {"value": str(name), "known": nearest(str(name), ids)}
            yield SchemaFinding(("meetings", key), "settings.unknown-site", params)
    for loc, site in draft.sites():
        yield from _site(draft, site, loc)
    yield from service_findings(draft)


def _site(draft: Draft, site: SiteEntry, loc: Loc) -> Iterator[SchemaFinding]:
    yield from _known(draft, "bodies", site.body, (*loc, "body"))
    yield from _known(draft, "equipment", site.equipment, (*loc, "equipment"))
    if site.line is not None:
        yield from _line(draft, site.line, (*loc, "line"))
    if site.limits is not None:
        yield from _limits(draft.document.defaults.limits, site.limits, (*loc, "limits"))


def _line(draft: Draft, line: LineEntry, loc: Loc) -> Iterator[SchemaFinding]:
    yield from _known(draft, "carriers", line.carrier, (*loc, "carrier"))
    yield from _known(draft, "upstreams", line.upstream, (*loc, "upstream"))
    yield from _known(draft, "contracts", line.contract, (*loc, "contract"))
    upstream = draft.document.upstreams.get(line.upstream or "")
    if (
        upstream is not None
        and None not in (upstream.carrier, line.carrier)
        and upstream.carrier != line.carrier
    ):
        params = {"value": str(line.upstream), "owner": str(upstream.carrier), "carrier": str(line.carrier)}
        yield SchemaFinding((*loc, "upstream"), "settings.upstream-of-another-carrier", params)


def _known(draft: Draft, section: str, name: str | None, loc: Loc) -> Iterator[SchemaFinding]:
    if name is not None and name not in draft.ids(section):
        params = {"value": name, "known": nearest(name, draft.ids(section))}
        yield SchemaFinding(loc, _CODES[section], params)


def _credential(entry: CredentialEntry, loc: Loc) -> Iterator[SchemaFinding]:
    """Check the keys that the version takes.

    v1 and v2c take a community only; v3 takes a user, and protocols with passwords.
    """
    if entry.version is None:
        return
    given = entry.given().keys() - {"version"}
    if entry.version is SnmpVersion.V3:
        needs = {"user"} | {f"{way}_password" for way in ("auth", "privacy") if way in given}
        needs |= {way for way in ("auth", "privacy") if f"{way}_password" in given}
        needs |= {"auth"} if "privacy" in given else set()
        excess = given & {"community"}
    else:
        needs = {"community"}
        excess = given - needs
    # A wrong value is None in memory and already reported; only a key that the file lacks is missing.
    for key in sorted(needs - entry.model_fields_set):
        yield SchemaFinding(loc, "settings.credential-needs", {"field": key, "version": entry.version})
    for key in sorted(excess):
        yield SchemaFinding(
            (*loc, key), "settings.credential-excess", {"field": key, "version": entry.version}
        )


def _limits(defaults: LimitsEntry | None, own: LimitsEntry, loc: Loc) -> Iterator[SchemaFinding]:
    limits = asdict(RoomLimits()) | (defaults.given() if defaults else {}) | own.given()
    for least, most in (
        ("temperature_min_c", "temperature_max_c"),
        ("humidity_min_percent", "humidity_max_percent"),
        ("certificate_alarm_days", "certificate_notice_days"),
    ):
        if limits[least] >= limits[most]:
            yield SchemaFinding(loc, "settings.limits-crossed", {"least": least, "most": most})
