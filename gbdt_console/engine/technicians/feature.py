"""Keeps the roster of technicians: takes its commands, and puts it into the Snapshot."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from gbdt_console.core.callees import contacts_now
from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.commands import (
    TECHNICIAN_COMMANDS,
    ImportSheet,
    NameTechnician,
    RecordTraining,
)
from gbdt_console.core.technicians.events import (
    SheetImported,
    TechnicianEvent,
    TechnicianNamed,
    TrainingRecorded,
)
from gbdt_console.core.technicians.posts import OWN_POSTS, Post
from gbdt_console.core.technicians.roster import SiteTechnicians, TechnicianBook
from gbdt_console.core.technicians.sheet import SheetRow, changes_of, holders_of
from gbdt_console.engine.command_request import Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature

_MOST_WORDS = 80
"""Limits a name or a subject, characters: it stands in one line beside the site's name."""
_DIGEST = 64
"""Digits of a SHA-256."""


class TechnicianFeature(Feature):
    """Lays the journal's changes over the technicians of sites.yaml."""

    commands = TECHNICIAN_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._configured = {site.site_id: site for site in context.network.technicians}
        self._known = {CENTRE, *(site.id for site in context.network.sites)}
        self._zone = ZoneInfo(context.network.timezone)
        self._plans: Mapping[
            type[Command], Callable[[Any, str], Sequence[TechnicianEvent | SheetImported]]
        ] = {
            NameTechnician: self._name,
            RecordTraining: self._train,
            ImportSheet: self._import,
        }
        self._roster: tuple[SiteTechnicians, ...] = ()
        self._changed: Mapping[str, SiteTechnicians] = {}
        self._shown: dict[str, tuple[SiteView, SiteView]] = {}
        self._is_old = True

    def handlers(self) -> Mapping[type[Command], Handler]:
        return self._context.recording(self._plans)

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, TechnicianEvent):
            self._is_old = True
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        if self._is_old:
            known = {site.site_id: site for site in self._roster}
            roster = self._roster_now()
            self._roster = tuple(
                known[site.site_id] if known.get(site.site_id) == site else site for site in roster
            )
            self._changed = {
                site.site_id: site for site in self._roster if site != self._configured.get(site.site_id)
            }
            self._shown.clear()
            self._is_old = False
        sites = tuple(map(self._with_changes, snapshot.sites)) if self._changed else snapshot.sites
        return replace(snapshot, technicians=self._roster, sites=sites)

    def _roster_now(self) -> tuple[SiteTechnicians, ...]:
        return self._context.ledger[TechnicianBook].roster(self._configured.values())

    def _with_changes(self, site: SiteView) -> SiteView:
        """Return the site with the phone numbers that are called now; the object before where it can be."""
        changed = self._changed.get(site.id)
        if changed is None:
            return site
        before, after = self._shown.get(site.id, (None, None))
        if before is not site or after is None:
            contacts = contacts_now(site.contacts, self._configured.get(site.id), changed)
            after = replace(site, contacts=contacts)
            self._shown[site.id] = site, after
        return after

    def _name(self, command: NameTechnician, operator: str) -> Sequence[TechnicianEvent]:
        name, phone = (clean(text.strip(), _MOST_WORDS) for text in (command.name, command.phone))
        if not name and (command.is_new or not phone):
            raise Refused("technicians.no-name")
        if phone and not any(char.isdigit() for char in phone):
            raise Refused("technicians.no-phone")
        site_id, post, now_utc = self._site(command.site_id), _post(command.post), self._context.clock.utc()
        today = self._today().isoformat()
        return [TechnicianNamed(site_id, post, name, phone, command.is_new, today, now_utc, operator)]

    def _train(self, command: RecordTraining, operator: str) -> Sequence[TechnicianEvent]:
        try:
            day = date.fromisoformat(command.day)
        except ValueError:
            raise Refused("technicians.day-wrong") from None
        if day > self._today():
            raise Refused("technicians.day-ahead")
        post, now_utc = _post(command.post), self._context.clock.utc()
        subject = clean(command.subject.strip(), _MOST_WORDS)
        if not command.site_ids:
            raise Refused("meeting.site-unknown")
        return [
            TrainingRecorded(self._site(site_id), post, day.isoformat(), subject, now_utc, operator)
            for site_id in dict.fromkeys(command.site_ids)
        ]

    def _import(self, command: ImportSheet, operator: str) -> Sequence[TechnicianEvent | SheetImported]:
        """Plan all of a sheet; one change that cannot be made refuses them all."""
        changes = command.changes
        is_twice = len({change.place for change in changes}) < len(changes)
        if not changes or is_twice or changes_of(changes, holders_of(self._roster_now())) != changes:
            raise Refused("technicians.sheet-moved")
        events = [event for change in changes for event in self._change(change, operator)]
        file, digest = clean(command.file, _MOST_WORDS), clean(command.digest, _DIGEST)
        return [SheetImported(file, digest, len(changes), self._context.clock.utc(), operator), *events]

    def _change(self, row: SheetRow, operator: str) -> Sequence[TechnicianEvent]:
        named = NameTechnician(row.site_id, row.post, row.name, row.phone, row.is_new)
        trained = RecordTraining((row.site_id,), row.post, row.trained, row.subject)
        return [
            *(self._name(named, operator) if row.name or row.phone else ()),
            *(self._train(trained, operator) if row.trained else ()),
        ]

    def _site(self, site_id: str) -> str:
        if site_id not in self._known:
            raise Refused("meeting.site-unknown")
        return site_id

    def _today(self) -> date:
        return datetime.fromtimestamp(self._context.clock.utc(), self._zone).date()


def _post(post: str) -> Post:
    if post not in OWN_POSTS:
        raise Refused("technicians.post-unknown")
    return Post(post)
