"""Articles 9 to 15: what the office keeps of others, and what the year says of it."""

import json

import pytest

from gbdt_console.settings.regulation import DECISION_22, shipped_text
from tests.support.cli.station import Station
from tests.support.regulation.year_says import at, meetings, section, today, told, year


@pytest.mark.article("A9.1")
def test_guidance_given_stands_in_the_year_by_site(desk: Station) -> None:
    desk.do("register", "add", "guidance", "đặt lại preset 2", "--body", "9", "--person", "trực ca 1")
    desk.do("register", "add", "guidance", "chỉnh micro", "--body", "sa-pa", "--day", f"{today()[:4]}-01-01")
    assert told(desk, "guidance") == [("Sa Pa", "chỉnh micro", ""), ("Si Ma Cai", "đặt lại preset 2", "")]


@pytest.mark.article("A9.3 proposals")
def test_proposals_staff_training_and_a_budget_with_its_sum_are_kept(desk: Station) -> None:
    for kind in ("upgrade", "staffing", "training-plan"):
        desk.do("register", "add", kind, f"đề xuất {kind}")
        assert told(desk, kind) == [("", f"đề xuất {kind}", "")]
    desk.do("register", "add", "budget", "thay 2 codec", "--amount", "180000000")
    desk.do("register", "add", "budget", "bảo trì UPS", "--amount", "12500000", "--paper", "7/TTr")
    desk.do("register", "add", "budget", "bảo trì 11 UPS", "--amount", "20000000", "--replaces", "5")
    assert section(desk, "budget")["amount"] == 200_000_000
    assert "200.000.000" in desk.do("report", "year")


@pytest.mark.article("A10.1")
def test_a_point_without_posted_rules_is_told_until_they_are_confirmed(station: Station) -> None:
    with station.engine():
        before = station.do("care", "list")
        station.do("care", "rules", "8", "--day", "2026-01-15")
        listed = json.loads(station.do("care", "list", "--json"))["rooms"]
        after = station.do("care", "list")
    assert {room["site"]: room["rules"] for room in listed}["sa-pa"]["day"] == "2026-01-15"
    assert "Article 10.1" in before
    assert after.count("Article 10.1") == before.count("Article 10.1") - 1


@pytest.mark.article("A10.2 report")
def test_a_replaced_technician_is_reported_with_date_and_paper(desk: Station) -> None:
    desk.do("technicians", "name", "8", "--name", "Bình", "--new")
    desk.do("register", "add", "replacement", "thay cán bộ kỹ thuật", "--body", "8", "--paper", "15/UBND")
    (entry,) = section(desk, "replacement")["entries"]
    assert (entry["day"], entry["paper"], entry["body"]) == (today(), "15/UBND", "Sa Pa")


@pytest.mark.article("A11.1")
def test_hours_and_meetings_of_each_host_stand_in_the_year(station: Station) -> None:
    with station.engine():
        host = ("--host", "Sở Y tế", "--kind", "department")
        station.do("meetings", "register", "Tập huấn", *host, "--opening", "+20", "--sites", "8")
        station.do("meetings", "start", "1", "--yes")
        station.do("meetings", "end")
        (host_year,) = year(station)["hosts"]
    assert (host_year["host"], host_year["meetings"]) == ("Sở Y tế", 1)
    assert host_year["lasted_s"] >= 0.0


@pytest.mark.article("A11.3-11.4")
def test_the_hosts_letter_and_a_late_change_stand_in_the_year(desk: Station) -> None:
    own = desk.config.with_name("quy-che.yaml")
    own.write_text(shipped_text(DECISION_22).replace("change_days: 1 ", "change_days: 5 "), "utf-8")
    text = desk.config.read_text("utf-8")
    desk.config.write_text(text.replace(f"regulation: {DECISION_22}", "regulation: quy-che.yaml"), "utf-8")
    desk.do("meetings", "register", "Giao ban", "--host", "vp-ubnd", "--opening", at(12), "--sites", "8")
    letter = ("--body", "vp-ubnd", "--paper", "214/VP-TH", "--meeting", "1")
    desk.do("register", "add", "request", "đề nghị họp trực tuyến", *letter)
    desk.do("meetings", "change", "1", "--opening", at(10))
    desk.do("meetings", "change", "1", "--opening", at(3))
    (entry,) = section(desk, "request")["entries"]
    assert (entry["body"], entry["paper"], entry["meeting"]) == (
        "Văn phòng Ủy ban nhân dân tỉnh",
        "214/VP-TH",
        1,
    )
    assert [(one["number"], one["is_late"]) for one in year(desk)["changes"]] == [(1, False), (1, True)]


@pytest.mark.article("A13")
def test_the_power_company_gets_times_and_points(desk: Station) -> None:
    desk.do("meetings", "register", "Giao ban", "--host", "vp-ubnd", "--opening", at(3), "--sites", "8")
    notice = desk.do("meetings", "notice", "1", "power")
    assert "08:00" in notice or "08 giờ 00" in notice
    assert "Sa Pa" in notice
    desk.do("meetings", "noticed", "1", "power", "--channel", "fax")
    (meeting,) = meetings(desk)
    assert "power" not in {
        site for lack in meeting["lacks"] if lack["kind"] == "notice" for site in lack["sites"]
    }


@pytest.mark.article("A13.2")
def test_the_power_company_proves_by_branch_that_it_told_them(station: Station) -> None:
    with station.engine():
        for title in ("Một", "Hai"):
            host = ("--host", "vp-ubnd", "--opening", "+20")
            station.do("meetings", "register", title, *host, "--sites", "8", "--yes")
        for number in ("1", "2"):
            station.do("meetings", "start", number, "--yes")
            station.do("meetings", "end")
        for branch in ("Điện lực Sa Pa", "Điện lực Bắc Hà"):
            station.do("register", "add", "power-branch", "đã báo", "--body", branch, "--meeting", "1")
        found = section(station, "power-branch")
        assert [one["body"] for one in found["entries"]] == ["Điện lực Bắc Hà", "Điện lực Sa Pa"]
        assert found["meetings"] == 1
        assert "1/2" in station.do("report", "year")


@pytest.mark.article("A14")
def test_merits_and_violations_stand_by_unit(desk: Station) -> None:
    desk.do("register", "add", "violation", "tự ý quay số", "--body", "6", "--paper", "3/BB")
    desk.do("register", "add", "merit", "khôi phục kênh trong 10 phút", "--body", "Viettel Lào Cai")
    desk.do("register", "add", "merit", "không lần nào muộn", "--body", "8")
    assert told(desk, "violation") == [("Bắc Hà", "tự ý quay số", "3/BB")]
    assert [body for body, *_ in told(desk, "merit")] == ["Sa Pa", "Viettel Lào Cai"]


@pytest.mark.article("A15")
def test_difficulties_are_gathered_for_the_year(desk: Station) -> None:
    desk.do("register", "add", "difficulty", "thiếu máy phát dự phòng", "--body", "10", "--paper", "8/UBND")
    desk.do("register", "add", "difficulty", "ghi nhầm", "--body", "10")
    desk.do("register", "withdraw", "2", "--reason", "trùng")
    assert told(desk, "difficulty") == [("Văn Bàn", "thiếu máy phát dự phòng", "8/UBND")]
