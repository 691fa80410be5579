"""Articles 2 and 4: the points, the address plan, and what each site keeps in order."""

import json
import re

import pytest

from tests.support.cli.station import Station

NEW_SITE = """
  - number: 12
    id: y-ty
    name: Y Tý
    role: điểm cầu xã
    range: 10.22.12.0/24
    line: {carrier: vnpt, circuit: VNPT-LCI-2212, upstream: vnpt-lao-cai}
"""


def sites(station: Station) -> list[str]:
    return [site["id"] for site in json.loads(station.do("status", "--json"))["sites"]]


@pytest.mark.article("A2.1")
def test_the_shipped_network_is_the_decisions_and_a_point_more_is_a_few_lines(station: Station) -> None:
    with station.engine():
        found = sites(station)
        assert len(found) == 11
        assert {"vp-ubnd", "so-tttt"} <= set(found)
    with station.config.open("a", encoding="utf-8") as file:
        file.write(NEW_SITE)
    with station.engine():
        assert sites(station) == [*found, "y-ty"]


@pytest.mark.article("A2.2")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("range: 10.22.3.0/24", "range: 10.22.2.0/24"),
        ("name: Bát Xát", "name: Sa Pa"),
    ],
)
def test_a_double_range_or_name_stops_the_start_with_its_line(station: Station, old: str, new: str) -> None:
    text = station.config.read_text("utf-8")
    assert text.count(old) >= 1
    station.config.write_text(text.replace(old, new, 1), "utf-8")
    refused = station.run("check")
    assert refused.exit_code == 1
    assert re.search(r"sites\.yaml:\d+:\d+: ", refused.output)


@pytest.mark.article("A4.1")
def test_who_switched_on_beside_nothing_that_burns_is_a_line_of_its_own(desk: Station) -> None:
    desk.do("checklist", "open", "m1", "--opening", "+90", "--sites", "8,11")
    desk.do("checklist", "answer", "8", "normal", "by-technician")
    desk.do("checklist", "sign", "11", "switch-on", "--fault", "--note", "bình nước trên tủ máy")
    shown = json.loads(desk.do("checklist", "show", "--json"))["checklist"]
    lines = {row["site"]: row["checks"]["switch-on"] for row in shown["sites"]}
    rooms = {row["site"]: row["checks"]["room"]["state"] for row in shown["sites"]}
    assert (lines["sa-pa"]["state"], lines["so-tttt"]["state"]) == ("signed", "fault")
    assert (rooms["sa-pa"], rooms["so-tttt"]) == ("signed", "unknown")
    assert lines["sa-pa"]["signed"]["answer"] == "by-technician"
    assert "bình nước" in lines["so-tttt"]["signed"]["note"]
    assert re.search(r"8 Sa Pa .*\n +technician switched on", desk.do("checklist", "print"))
