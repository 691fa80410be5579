"""A number to phone is that of the contact named beside it, wherever it is drawn or printed."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmScope, ContactRole
from gbdt_console.core.callees import callee_of
from gbdt_console.core.carriers import Carrier
from gbdt_console.core.diagnosis.verdict_table import Verdict
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.people import Contact
from gbdt_console.core.site_view import SiteView
from gbdt_console.text.checklist.checklist_page import ChecklistPage
from gbdt_console.text.formats import Formats
from gbdt_console.text.shutdown.shutdown_text import ShutdownWords
from gbdt_console.text.words import LANGUAGES, Words
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from gbdt_console.widgets.outages.sheet import OutageSheet
from gbdt_console.widgets.shutdown.list import ShutdownSheet
from gbdt_console.widgets.site.sheet import SiteSheet
from gbdt_console.widgets.wall.row import RowPainter
from gbdt_console.widgets.wall.tile import TilePainter
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.checklist.sheets import with_sheet
from tests.support.engine.networks import network
from tests.support.outages.records import lost
from tests.support.screens.scripted_port import AT_UTC, Fault, make_snapshot
from tests.support.shutdown.records import with_shutdown

CARRIER = (Contact("trực mạng", "0214 000 0801"), Contact("lãnh đạo mạng", "0214 000 0802"))
SITE = (Contact("cán bộ điểm", "0214 000 057"), Contact("phó cán bộ", "0214 000 058"))
CENTRE = (Contact("trực ca", "0214 000 0700"),)
COMBINATIONS = list(product((0, 1, 2), (0, 1, 2)))
"""How many contacts carrier and site have; each is tried with a third of all alarms and causes."""
CAUSES = {"", *(verdict.value for verdict in Verdict), *(cause.value for cause in OutageCause)}


def number_in(text: str, contacts: tuple[Contact, ...] = (*CARRIER, *SITE, *CENTRE)) -> list[Contact]:
    return [one for one in contacts if one.phone in text]


def hold_one_contact(text: str, carrier: str) -> None:
    """Hold a line with one number to the contact of that number."""
    for found in number_in(text):
        others = [one.role for one in (*CARRIER, *SITE, *CENTRE) if one is not found and one.role in text]
        assert others == [], text
        assert found in CARRIER or carrier not in text, text


def with_contacts(site: SiteView, carriers: int, own: int) -> SiteView:
    return replace(site, carrier="Viettel Lào Cai", carrier_contacts=CARRIER[:carriers], contacts=SITE[:own])


def alarms_at(site_id: str) -> Iterator[Alarm]:
    of_site = (AlarmScope.SITE, AlarmScope.SITE_WITH_CODEC, AlarmScope.SITE_IN_CONFERENCE, AlarmScope.OUTAGE)
    types = [one.type for one in DEFINITIONS.values() if one.scope in of_site]
    for number, (kind, cause) in enumerate(product(types, sorted(CAUSES)), start=1):
        yield make_alarm(number, 3, AT_UTC, key=AlarmKey(site_id, kind), cause=cause)


@pytest.mark.parametrize(("carriers", "own"), COMBINATIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_for_one_number_has_that_of_the_party_that_is_called_first(
    language: str, carriers: int, own: int
) -> None:
    look = appearance_of(language, "dark", {}, ascii_only=False)
    none = look.words("callee.no-number")
    seen = make_snapshot(3, {3: Fault.DOWN})
    painters = (TilePainter(look, 64, 8), TilePainter(look, 26, 5), RowPainter(look, 200))
    place = COMBINATIONS.index((carriers, own))
    for alarm in list(alarms_at("site3"))[place % 3 :: 3]:
        snapshot = with_alarms(seen, [alarm])
        site = with_contacts(snapshot.sites[2], carriers, own)
        snapshot = replace(snapshot, sites=(*snapshot.sites[:2], site))
        view = View(snapshot, snapshot.at_s)
        kind = callee_of(alarm)
        first = {ContactRole.CARRIER: CARRIER[:carriers], ContactRole.SITE: SITE[:own]}.get(kind, ())[:1]
        texts = AlarmWords(look, view)
        line = AlarmLine(look, 200).paint(AlarmRow(alarm), texts, AT_UTC, is_cursor=False, is_worst=False)
        drawn = [strip for one in painters for strip in one.paint(site, view.site(site), is_cursor=False)]
        said = [" ".join(texts.whom(alarm)), line.text, *(strip.text for strip in drawn)]
        for text in said:
            assert number_in(text) in ([], list(first)), text
            hold_one_contact(text, "Viettel Lào Cai")
        assert (none in said[0]) == (kind is not ContactRole.CENTRE and not first), said[0]
        assert any(number_in(text) for text in said) == bool(first)


@pytest.mark.parametrize(("carriers", "own"), COMBINATIONS)
def test_a_list_of_numbers_has_each_beside_its_own_contact(carriers: int, own: int) -> None:
    look = appearance_of("vi", "dark", {}, ascii_only=False)
    alarm = make_alarm(1, 3, AT_UTC)
    snapshot = with_shutdown(with_alarms(make_snapshot(3, {3: Fault.DOWN}), [alarm]))
    site = with_contacts(snapshot.sites[2], carriers, own)
    snapshot = replace(snapshot, sites=(*snapshot.sites[:2], site))
    view, record = View(snapshot, snapshot.at_s), snapshot.shutdown
    assert record is not None
    straggler = record.site("site3")
    assert straggler is not None
    steps = ShutdownWords(look.words, look.formats, {})
    lists = (
        (AlarmSheet(look, 120).paint(AlarmRow(alarm), view, None), True),
        (OutageSheet(look, 120).paint(lost(7, 3, AT_UTC), view), True),
        (SiteSheet(look, 120).contacts(site), True),
        (ShutdownSheet(look, 120).paint(record, straggler, steps, view), False),
    )
    for strips, has_carrier in lists:
        lines = [strip.text for strip in strips]
        wanted = [*(CARRIER[:carriers] if has_carrier else ()), *SITE[:own]]
        found = [contact for text in lines for contact in number_in(text)]
        assert sorted(found, key=lambda one: one.phone) == sorted(wanted, key=lambda one: one.phone)
        for text in lines:
            hold_one_contact(text, "Viettel Lào Cai")
        missing = [text for text in lines if "chưa có số" in text]
        assert len(missing) == (not own) + (has_carrier and not carriers)
        assert all(("Viettel Lào Cai" in text) != ("3 Bát Xát" in text) for text in missing)


@pytest.mark.parametrize(("carriers", "own", "centre"), [*product((0, 1, 2), (0, 1, 2), (0, 1))])
def test_the_printed_sheet_has_each_number_under_its_own_party(carriers: int, own: int, centre: int) -> None:
    made = network(3)
    made = replace(
        made, sites=tuple(replace(site, contacts=SITE[:own]) for site in made.sites),
        carriers={id_: Carrier(id_, "Viettel Lào Cai", CARRIER[:carriers]) for id_ in made.carriers},
        centre=replace(made.centre, contacts=CENTRE[:centre]),
    )  # fmt: skip
    words = Words("vi")
    snapshot = with_sheet(make_snapshot(3))
    assert snapshot.checklist is not None
    rows = tuple(
        replace(row, site_id=site.id) for row, site in zip(snapshot.checklist.rows, made.sites, strict=True)
    )
    sheet = replace(snapshot.checklist, rows=rows)
    page = ChecklistPage(words, Formats(words), made, sheet, None).text(snapshot.at_s, AT_UTC)
    _, _, part = page.partition(words("checklist.page.contacts"))
    joined = " ".join(part.split())
    kept = {"Viettel Lào Cai": CARRIER[:carriers], "3 Điểm 3": SITE[:own]}
    kept[words("checklist.page.centre")] = CENTRE[:centre]
    for party, contacts in kept.items():
        told = ", ".join(f"{one.phone} ({one.role})" for one in contacts) or "chưa có số"
        assert f"{party}: {told}" in joined
