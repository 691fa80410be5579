"""No id of sites.yaml is on a tile, on a site's page or in a sentence about an alarm."""

import re
from dataclasses import replace

import pytest

from gbdt_console.cli.alarms.lines import AlarmLines
from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmType
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.resource_ids import upstream_resource
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.things import device_names, node_text
from gbdt_console.text.words import LANGUAGES, Words
from gbdt_console.ui.alarms.rows import rows_of
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from gbdt_console.widgets.site.page import SitePage
from gbdt_console.widgets.wall.row import RowPainter
from gbdt_console.widgets.wall.tile import TilePainter
from tests.support.alarms.snapshots import with_alarms
from tests.support.screens.scripted_port import AT_UTC, Fault, make_past, make_snapshot

ID = re.compile(r"zq\d|wk\d|xnode")


def renamed(site: SiteView, number: int) -> SiteView:
    """The site as sites.yaml has it where sites and devices have ids unlike any word."""
    devices = tuple(
        replace(device, id=f"zq{number}.wk{place}", name=f"wk{place}", fault=DeviceFault.SILENT)
        for place, device in enumerate((*site.devices, site.devices[-1]))
    )
    return replace(site, id=f"zq{number}", devices=devices)


def snapshot_with(fault: Fault | None) -> Snapshot:
    snapshot = make_snapshot(3, {3: fault} if fault else {})
    return replace(snapshot, sites=tuple(renamed(site, n) for n, site in enumerate(snapshot.sites, start=1)))


def alarms_of(site: SiteView) -> list[Alarm]:
    """One alarm of every type on the site, on each of its devices and on its node."""
    node = (("node", "Nút VNPT Bắc Hà"),)
    figures = (("seconds", "5"), ("days", "1"), ("hours", "2"), ("count", "2"), ("of", "3"))
    codes = (
        "ups.restarted",
        "router.uptime-continues",
        "device.restarted-untimed",
        "trap.seen",
        "group.lost",
    )
    evidence = [
        Evidence(code, AT_UTC, (("device", device.name), ("trap", "cold-start"), *figures, *node))
        for device in site.devices
        for code in codes
    ]
    resources = [site.id, f"{site.id}.line", *(device.id for device in site.devices)]
    keys = [
        AlarmKey(resource, kind)
        for resource in resources
        for kind in DEFINITIONS
        if kind != AlarmType.UPSTREAM_LOST
    ]
    keys += [AlarmKey(upstream_resource("xnode"), kind) for kind in (AlarmType.UPSTREAM_LOST,)]
    parts = [tuple(evidence[at :: len(codes)]) for at in range(len(codes))]
    return [
        Alarm(
            number, key, Severity.MAJOR, AT_UTC, AT_UTC,
            params=node, evidence=parts[number % len(parts)],
            site_id="" if key.type == AlarmType.UPSTREAM_LOST else site.id,
            members=("zq1", "zq3") if key.type == AlarmType.UPSTREAM_LOST else (),
        )
        for number, key in enumerate(keys, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_is_in_a_sentence_about_an_alarm(language: str) -> None:
    look, snapshot = appearance_of(language, "dark", {}, ascii_only=False), snapshot_with(None)
    alarms = alarms_of(snapshot.sites[2])
    view = View(with_alarms(snapshot, alarms), snapshot.at_s)
    texts, line, sheet = AlarmWords(look, view), AlarmLine(look, 200), AlarmSheet(look, 120)
    told = AlarmLines(snapshot, look.words)
    for row in rows_of(alarms):
        said = [line.paint(row, texts, AT_UTC, is_cursor=False, is_worst=False).text]
        said += [strip.text for strip in sheet.evidence(row.alarm, texts, view)]
        said += [texts.entries.thing(row.alarm.key.resource)]
        said += [] if row.alarm.members else [told.line(row.alarm), told.brief(row.alarm)]
        assert [text for text in said if ID.search(text)] == []


@pytest.mark.parametrize("fault", [None, *Fault])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_is_on_a_tile_or_a_page(language: str, fault: Fault | None) -> None:
    look, snapshot = appearance_of(language, "dark", {}, ascii_only=False), snapshot_with(fault)
    view, site = View(snapshot, snapshot.at_s), snapshot.sites[2]
    painters = (TilePainter(look, 26, 5), TilePainter(look, 48, 9), RowPainter(look, 200))
    strips = [s for p in painters for s in p.paint(site, view.site(site), is_cursor=False)]
    strips += SitePage(look, 120, 40).paint(site, view, make_past(site, view.now_utc))
    assert [strip.text for strip in strips if ID.search(strip.text)] == []


@pytest.mark.parametrize(("language", "one", "two"), [("vi", "UPS", "UPS 2"), ("en", "UPS", "UPS 2")])
def test_devices_of_one_kind_are_told_apart_by_a_number(language: str, one: str, two: str) -> None:
    words, site = Words(language), make_snapshot(1).sites[0]
    (ups,) = [device for device in site.devices if device.kind == "ups"]
    assert device_names(words, site.devices)[ups.id] == one
    assert device_names(words, (*site.devices, replace(ups, id="zq1.wk9")))["zq1.wk9"] == two


def test_a_node_is_called_a_node_once_and_told_with_the_numbers_of_its_sites() -> None:
    words = Words("vi")
    names = {node_text(words, name) for name in ("VNPT Bắc Hà", "Nút VNPT Bắc Hà", "nút VNPT Bắc Hà")}
    assert names == {"nút VNPT Bắc Hà"}
    snapshot = snapshot_with(None)
    *_, node = alarms_of(snapshot.sites[2])
    look = appearance_of("vi", "dark", {}, ascii_only=False)
    texts = AlarmWords(look, View(with_alarms(snapshot, [node]), snapshot.at_s))
    assert f"{texts.place(node)}: {texts.effect(node)}" == "nút VNPT Bắc Hà: 2 điểm cầu mất kết nối (1, 3)"
    (row,) = rows_of([node])
    narrow = AlarmLine(look, 80).paint(row, texts, AT_UTC, is_cursor=False, is_worst=False).text
    assert "2 điểm cầu mất kết nối (1, 3)" in narrow
    assert "0214 000 0119" in narrow, "the number to phone fits beside the sites"
    nodes = (("upstream.xnode", "Nút VNPT Bắc Hà"),)
    told = AlarmLines(replace(snapshot, nodes=nodes), words).line(node)
    assert told.endswith("Sự cố nút VNPT Bắc Hà: 2 điểm cầu mất kết nối (1, 3)")
    assert texts.cause(replace(node, cause="upstream-node")) == ""
