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
def test_the_room_is_signed_by_the_sites_word(desk: Station) -> None:
    desk.do("checklist", "open", "m1", "--opening", "+90", "--sites", "8,11")
    desk.do("checklist", "sign", "8", "room", "--note", "không có vật dễ cháy, chất lỏng")
    desk.do("checklist", "sign", "11", "room", "--fault", "--note", "bình nước trên tủ máy")
    shown = json.loads(desk.do("checklist", "show", "--json"))["checklist"]
    rooms = {row["site"]: row["checks"]["room"] for row in shown["sites"]}
    assert (rooms["sa-pa"]["state"], rooms["so-tttt"]["state"]) == ("signed", "fault")
    assert "bình nước" in rooms["so-tttt"]["signed"]["note"]
