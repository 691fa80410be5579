"""Builds the Network of the core from a document without faults."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from gbdt_console.core.alarms.rules import AlarmSettings
from gbdt_console.core.carriers import Carrier, UpstreamGroup
from gbdt_console.core.driver_options import Catalogue
from gbdt_console.core.meetings.regulation import Regulation
from gbdt_console.core.meetings.rules import MeetingSettings
from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.monitoring.echo import usual_quick_per_s
from gbdt_console.core.paper_head import PaperHead
from gbdt_console.core.people import Body, Operator
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import (
    Anchor,
    Centre,
    Intervals,
    Network,
    Site,
)
from gbdt_console.settings.conferences import build_conferences, devices_of, registrar_of
from gbdt_console.settings.draft import Draft, present
from gbdt_console.settings.equipment import FittedSite
from gbdt_console.settings.profiles import build_profiles
from gbdt_console.settings.schema import AlarmsEntry, Document
from gbdt_console.settings.site_builder import SiteBuilder, contacts
from gbdt_console.settings.standby import build_notify, build_standby
from gbdt_console.settings.technicians import build_cleaning, build_technicians


def assemble(
    draft: Draft,
    fitted_sites: list[FittedSite],
    catalogue: Catalogue,
    secrets: Mapping[str, Secret],
    regulation: Regulation,
    own_text: str,
) -> Network:
    """Build the Network that the document describes.

    own_text: content of the province's own regulation; empty where it has none
    """
    document = draft.document
    head, centre = present(document.network), present(document.centre)
    mcu, mixer, hosted = devices_of(centre, catalogue, secrets)
    builder = SiteBuilder(document, catalogue, secrets)
    sites = sorted((builder.site(fitted) for fitted in fitted_sites), key=lambda site: site.number)
    detection = document.detection.given()
    quick_per_s = detection.pop("quick_per_s", usual_quick_per_s(len(sites)))
    return Network(
        name=present(head.name),
        short_name=present(head.short_name),
        timezone=present(head.timezone),
        language=present(head.language).value,
        centre=Centre(
            name=present(centre.name),
            address_range=str(present(centre.range)),
            anchors=tuple(
                Anchor(id_, present(anchor.name), str(present(anchor.address)))
                for id_, anchor in centre.anchors.items()
            ),
            contacts=contacts(centre.contacts, centre.technician, centre.deputy),
            mcu=mcu,
            mixer=mixer,
            hosted=hosted,
            registrar=registrar_of(centre, catalogue, secrets),
        ),
        sites=tuple(sites),
        carriers={
            id_: Carrier(id_, present(entry.name), contacts(entry.contacts), entry.contract or "")
            for id_, entry in present(document.carriers).items()
        },
        upstreams={
            id_: UpstreamGroup(id_, present(entry.name), present(entry.carrier))
            for id_, entry in document.upstreams.items()
        },
        bodies={id_: Body(id_, present(entry.name)) for id_, entry in document.bodies.items()},
        operators={
            id_: Operator(id_, present(entry.name), tuple(entry.os_users), secrets.get(entry.pin or ""))
            for id_, entry in document.operators.items()
        },
        intervals=Intervals(**document.intervals.given()),
        detection=DetectionRules(**detection),
        quick_per_s=quick_per_s,
        fingerprint=fingerprint(document, own_text),
        trap_port=present(centre.traps.port) if centre.traps else None,
        alarms=_alarms(document.alarms),
        meetings=_meetings(document, sites, regulation),
        paper_head=_paper_head(document, regulation),
        profiles=build_profiles(document.profiles, sites),
        conferences=build_conferences(document.conferences, catalogue, secrets),
        notify=build_notify(document, secrets),
        technicians=build_technicians(document),
        care=build_cleaning(document),
        backup_days=document.records.backup_days,
        standby=build_standby(document, secrets),
    )


def _alarms(entry: AlarmsEntry) -> AlarmSettings:
    """Build the settings of alarms. Severities that the file leaves out keep their usual sound."""
    given = {severity: present(when) for severity, when in entry.sound.items()}
    return AlarmSettings(
        sound={**AlarmSettings().sound, **given},
        hooks={severity: tuple(present(command)) for severity, command in entry.hooks.items()},
    )


def _meetings(document: Document, sites: Sequence[Site], regulation: Regulation) -> MeetingSettings:
    """Build the settings of meetings; the days and minutes of sites.yaml count over the regulation's."""
    usual = {"notice_days": regulation.notice_days, "ready_min": regulation.ready_min}
    given: dict[str, Any] = {**usual, **document.meetings.given()}
    rooms = {"provincial_room": "provincial_site_id", "department_room": "department_site_id"}
    named = {rooms.get(key, key): value for key, value in given.items()}
    carriers = tuple((site.id, site.line.carrier_id) for site in sites)
    has_profiles = bool(document.profiles)
    return MeetingSettings(**named, has_profiles=has_profiles, carriers=carriers, regulation=regulation)


def _paper_head(document: Document, regulation: Regulation) -> PaperHead:
    """Build the head of papers; without another post the regulation's signs."""
    given = {"signer": regulation.signer, **document.papers.given()}
    given["copies"] = tuple(given.get("copies", ()))
    return PaperHead(**given, network=present(present(document.network).name))


def fingerprint(document: Document, own_regulation: str = "") -> str:
    """Return the SHA-256 of the content, with that of the province's own regulation where it has one.

    Comments, key order, secrets, and what a later program's schema adds do not change it.
    """
    said = document.model_dump(mode="json", exclude_defaults=True)
    content = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{content}{own_regulation}".encode()).hexdigest()
