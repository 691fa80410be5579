"""Finds repeated site numbers, ids, names, circuits, conference numbers, mixer sources and logins."""

import unicodedata
from collections.abc import Iterator, Mapping

from gbdt_console.core.driver_options import ControlKind
from gbdt_console.core.resource_ids import RESERVED
from gbdt_console.settings.conference_schema import ConferenceEntry
from gbdt_console.settings.draft import Draft
from gbdt_console.settings.members import member_findings
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.schema import (
    BodyEntry,
    CarrierEntry,
    OperatorEntry,
    UpstreamEntry,
)

_Named = BodyEntry | CarrierEntry | ConferenceEntry | OperatorEntry | UpstreamEntry


class _Register:
    """Remembers the first place of each value."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._first: dict[str, Loc] = {}

    def add(self, value: str | None, loc: Loc, key: str | None = None) -> Iterator[SchemaFinding]:
        """Add a value; find it where it was added before.

        value: the value; None is passed over
        key: what makes two values the same; the value itself unless given
        """
        if value is None:
            return
        first = self._first.setdefault(value if key is None else key, loc)
        if first is not loc:
            yield SchemaFinding(loc, self._code, {"value": value}, first)


def uniqueness_findings(draft: Draft) -> Iterator[SchemaFinding]:
    """Find every repeated value, at its later place."""
    yield from _sites(draft)
    yield from _conferences(draft)
    yield from member_findings(draft)
    document = draft.document
    named: dict[str, Mapping[str, _Named]] = {
        "carriers": document.carriers or {},
        "upstreams": document.upstreams,
        "bodies": document.bodies,
        "operators": document.operators,
        "conferences": document.conferences,
    }
    for section, entries in named.items():
        names = _Register("settings.duplicate-name")
        for id_, entry in entries.items():
            yield from names.add(entry.name, (section, id_, "name"), _same(entry.name))
    profile_ids, profile_names = _Register("settings.duplicate-id"), _Register("settings.duplicate-name")
    for index, profile in enumerate(document.profiles):
        loc = ("profiles", index)
        yield from profile_ids.add(profile.id, (*loc, "id"))
        yield from profile_names.add(profile.name, (*loc, "name"), _same(profile.name))
    logins = _Register("settings.duplicate-login")
    for id_, operator in document.operators.items():
        for index, login in enumerate(operator.os_users):
            yield from logins.add(login, ("operators", id_, "os_users", index))


def _sites(draft: Draft) -> Iterator[SchemaFinding]:
    numbers = _Register("settings.duplicate-number")
    ids = _Register("settings.duplicate-id")
    names = _Register("settings.duplicate-name")
    circuits = _Register("settings.duplicate-circuit")
    calls = _Register("settings.duplicate-conference-number")
    sources = _Register("settings.duplicate-mixer-source")
    for loc, site in draft.sites():
        yield from numbers.add(None if site.number is None else str(site.number), (*loc, "number"))
        yield from ids.add(site.id, (*loc, "id"))
        if site.id in RESERVED:
            yield SchemaFinding((*loc, "id"), "settings.reserved-id", {"value": site.id})
        yield from names.add(site.name, (*loc, "name"), _same(site.name))
        if _same(site.short_name) != _same(site.name):
            yield from names.add(site.short_name, (*loc, "short_name"), _same(site.short_name))
        named = _Register("settings.duplicate-name")
        for number, name in (site.presets or {}).items():
            yield from named.add(name, (*loc, "presets", str(number)), _same(name))
        yield from calls.add(site.conference_number, (*loc, "conference_number"))
        yield from sources.add(site.mixer_source, (*loc, "mixer_source"))
        if site.line is not None and site.line.circuit is not None:
            same = f"{site.line.carrier} {_same(site.line.circuit)}"
            yield from circuits.add(site.line.circuit, (*loc, "line", "circuit"), same)


def _conferences(draft: Draft) -> Iterator[SchemaFinding]:
    """Find one conference of an MCU, or one mixer, that two conferences of the file would drive."""
    conferences = _Register("settings.duplicate-conference")
    mixers = _Register("settings.duplicate-mixer")
    for loc, kind, entry in draft.centre_devices():
        if entry.address is None:
            continue
        where = f"{entry.address}:{entry.port or ''}"
        if kind is ControlKind.REGISTRAR:
            continue
        if kind is ControlKind.MIXER:
            yield from mixers.add(where.rstrip(":"), loc)
        else:
            own = (entry.model_extra or {}).get("conference", "")
            yield from conferences.add(f"{own or where}", loc, f"{where} {own}")


def _same(name: str | None) -> str:
    """Return the name without differences of case, spacing and Unicode spelling."""
    return " ".join(unicodedata.normalize("NFC", (name or "").casefold()).split())
