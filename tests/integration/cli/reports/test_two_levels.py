"""Papers of a province of two levels, as `setup` writes its settings: no abolished body stands in any."""

import re

import pytest

from gbdt_console.settings.regulation import SHIPPED
from tests.support.cli.station import Station
from tests.support.regulation.year_says import at
from tests.support.reports.working_day import write_day

ABOLISHED = re.compile(r"\bhuyện\b|thị xã|Sở Thông tin và Truyền thông|TT&TT|STTTT", re.IGNORECASE)
TODAY = {
    "regulation: quy-che-22-2010": f"regulation: {SHIPPED[0]}",
    "Ủy ban nhân dân huyện": "Ủy ban nhân dân xã",
    "điểm cầu huyện": "điểm cầu xã",
}
REPORTS = (
    ("minutes",),
    ("outages", "1"),
    ("outages", "--month", "2026-01"),
    ("availability", "2026-01"),
    ("year", "2026"),
)


@pytest.fixture
def today(station: Station) -> Station:
    """The 11 points under the bodies of today."""
    text = station.config.read_text()
    for old, new in TODAY.items():
        assert old in text, old
        text = text.replace(old, new)
    station.config.write_text(text)
    return station


def papers(station: Station) -> dict[str, str]:
    made = {}
    for report in REPORTS:
        path = station.config.parent / "paper.html"
        result = station.run("report", *report, "--format", "html", "--output", str(path), lang="vi")
        assert result.exit_code == 0, result.output
        made[" ".join(report)] = path.read_text("utf-8")
    return made


def registered(station: Station) -> None:
    plan = ("--kind", "between-districts", "--opening", at(90), "--sites", "3,4", "--yes")
    station.do("meetings", "register", "Họp liên xã", "--host", "ubnd-bat-xat", *plan)


def test_no_paper_and_no_letter_names_an_abolished_body(today: Station) -> None:
    write_day(today.state)
    found = papers(today)
    registered(today)
    found |= {f"notice {g}": today.run("meetings", "notice", "2", g, lang="vi").stdout for g in GROUPS}
    found["sheet"] = today.run("meetings", "show", "2", lang="vi").stdout
    assert all(found.values())
    assert {name: ABOLISHED.findall(text) for name, text in found.items() if ABOLISHED.search(text)} == {}
    assert "họp giữa các xã, phường" in found["sheet"]
    assert "Công ty Điện lực tỉnh" in found["notice power"]
    assert "SỞ KHOA HỌC VÀ CÔNG NGHỆ" in found["year 2026"]


def test_the_decision_as_it_was_still_names_its_bodies(station: Station) -> None:
    registered(station)
    assert "họp giữa các huyện" in station.run("meetings", "show", "1", lang="vi").stdout
    power = station.run("meetings", "notice", "1", "power", lang="vi").stdout
    assert "Điện lực Lào Cai" in power
    assert "Chi nhánh điện các huyện, thành phố" in power


def test_every_paper_has_its_head_from_the_settings_and_never_dots(station: Station) -> None:
    write_day(station.state)
    for name, text in papers(station).items():
        assert "…" not in text.partition("<body>")[2].partition("</div>\n</div>")[0], name
        assert re.search(r"Số: +/(BB|BC)-SKHCN", text), name
        assert "Lào Cai, ngày" in text, name
        assert "Hệ thống giao ban điện tử đa phương tiện tỉnh Lào Cai" in text, name
        assert "- Văn phòng Ủy ban nhân dân tỉnh;" in text, name
        assert ("GIÁM ĐỐC" in text) is (name in ("availability 2026-01", "year 2026")), name
        assert ("số 22/2026/HĐ-VNPT" in text) is name.startswith(("outages", "availability")), name


@pytest.mark.parametrize("key", ["superior", "body", "place", "symbol", "copies", "contract"])
def test_what_papers_lack_is_a_line_of_check_and_no_dots(station: Station, key: str) -> None:
    assert key not in station.run("check").stderr
    text = re.sub(rf"(?m)^ +{key}: (?!number).*\n", "", station.config.read_text())
    station.config.write_text(text)
    result = station.run("check")
    assert result.exit_code == 0, result.output
    (line,) = (one for one in result.stderr.splitlines() if "leave out" in one)
    assert re.search(rf"leave out (the )?{key}\b", line)
    write_day(station.state)
    assert not any("……" in paper for paper in papers(station).values())


GROUPS = ("sites", "carrier", "power")
