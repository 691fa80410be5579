"""Checks and builds who is sent which messages."""

from collections.abc import Collection, Iterator, Mapping
from importlib.util import find_spec

from gbdt_console.core.notify.rules import NO_NOTIFY, Channel, NotifyRule, NotifySettings
from gbdt_console.core.secret import Secret
from gbdt_console.settings.draft import Draft, present
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.notify_schema import NotifyEntry, NotifyRuleEntry
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.schema import Document

_LIBRARY = "apprise"


def notify_findings(draft: Draft) -> Iterator[SchemaFinding]:
    """Find channels, groups, sites and operators that the file does not know."""
    if draft.document.notify is None:
        return
    for code, value, known, loc in _references(draft, draft.document.notify):
        if value is not None and value not in known:
            params = {"value": value, "known": nearest(value, known)}
            yield SchemaFinding(("notify", *loc), code, params)


def _references(draft: Draft, notify: NotifyEntry) -> Iterator[tuple[str, str | None, Collection[str], Loc]]:
    """Yield the code of an unknown name, the name, those that there are, and where it stands."""
    sites = {site.id for _, site in draft.sites() if site.id is not None}
    channels, groups = notify.channels or {}, sites | notify.groups.keys()
    for id_, channel in channels.items():
        operator = None if channel is None else channel.operator
        yield "settings.unknown-operator", operator, draft.ids("operators"), ("channels", id_, "operator")
    for name, members in notify.groups.items():
        for index, site in enumerate(members or ()):
            yield "settings.unknown-site", site, sites, ("groups", name, index)
    for place, rule in enumerate(notify.rules or ()):
        for index, channel_id in enumerate((rule and rule.to) or ()):
            yield "settings.unknown-channel", channel_id, channels, ("rules", place, "to", index)
        for index, group in enumerate((rule and rule.sites) or ()):
            yield "settings.unknown-group", group, groups, ("rules", place, "sites", index)


def library_findings(draft: Draft) -> Iterator[SchemaFinding]:
    """Find that the extra which sends messages is not installed; the library itself is not loaded."""
    if draft.document.notify is not None and find_spec(_LIBRARY) is None:
        yield SchemaFinding(("notify",), "settings.notify-no-library", is_key=True)


def build_notify(document: Document, secrets: Mapping[str, Secret]) -> NotifySettings:
    """Build the settings of a document found free of faults."""
    notify = document.notify
    if notify is None:
        return NO_NOTIFY
    channels = {id_: present(entry) for id_, entry in present(notify.channels).items()}
    names = {id_: present(entry.name) for id_, entry in document.operators.items()}
    return NotifySettings(
        tuple(
            Channel(id_, secrets[present(entry.url)], names.get(entry.operator or "", ""))
            for id_, entry in channels.items()
        ),
        tuple(_rule(present(entry), notify) for entry in present(notify.rules)),
        notify.quiet,
    )


def _rule(entry: NotifyRuleEntry, notify: NotifyEntry) -> NotifyRule:
    sites = frozenset(
        present(site) for one in entry.sites or [] for site in notify.groups.get(present(one)) or [one]
    )
    given = entry.given() | {"to": tuple(map(present, present(entry.to))), "sites": sites}
    given["days"] = frozenset(map(present, given.get("days", ())))
    given["is_told_over"] = given.pop("over", True)
    return NotifyRule(**given)
