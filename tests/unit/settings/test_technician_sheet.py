"""Attendance sheets as offices write them."""

from datetime import date

import pytest

from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.sheet import SheetRow
from gbdt_console.settings.setup.points import Row
from gbdt_console.settings.technician_sheet import Sheet, SheetReader, SheetSite

SITES = (
    SheetSite("sa-pa", 8, ("Sa Pa",)),
    SheetSite("ban-ho", 17, ("Bản Hồ",)),
    SheetSite("xa-gia-phu", 20, ("Xã Gia Phú", "Gia Phú")),
    SheetSite("phuong-gia-phu", 21, ("Phường Gia Phú",)),
)


def read(*lines: str, day: str = "", subject: str = "") -> Sheet:
    reader = SheetReader(SITES, date(2026, 6, 1), Post.TECHNICIAN, day, subject)
    return reader.read("a.csv", (Row(f"a.csv:{n}", line.split(";")) for n, line in enumerate(lines, 1)))


def test_rows_are_found_by_the_site_and_never_by_their_own_number() -> None:
    sheet = read(
        "DANH SÁCH DỰ TẬP HUẤN",
        "STT;Họ và tên;Ngày sinh;Đơn vị;Số điện thoại;Ngày tập huấn;Nội dung",
        "17;Chi;1/2/1990;UBND phường Sa Pa, tỉnh Lào Cai;912000001;12/03/2026;vận hành",
        "8;Dũng;3/4/1991;xã Ban Ho;0912 000 002;46093;",
        "",
        "9;Hà;;Trung tâm;0912 000 003;2026-03-12;",
        subject="âm thanh",
    )
    assert sheet.faults == ()
    assert sheet.rows == (
        SheetRow("sa-pa", "technician", "Chi", "0912000001", "2026-03-12", "vận hành"),
        SheetRow("ban-ho", "technician", "Dũng", "0912 000 002", "2026-03-12", "âm thanh"),
        SheetRow("centre", "technician", "Hà", "0912 000 003", "2026-03-12", "âm thanh"),
    )
    assert sheet.read_as == (("xã Ban Ho", "ban-ho"),)


def test_who_was_absent_is_not_trained_and_a_deputy_has_a_row_of_its_own() -> None:
    sheet = read(
        "Số điểm;Điện thoại;Có mặt;Vai trò",
        "08;0912 000 001;vắng;",
        "8;0912 000 002;x;người thay",
        day="2026-03-12",
        subject="vận hành",
    )
    assert sheet.rows == (
        SheetRow("sa-pa", "technician", "", "0912 000 001"),
        SheetRow("sa-pa", "deputy", "", "0912 000 002", "2026-03-12", "vận hành"),
    )


def test_of_two_sites_of_a_name_the_full_one_counts() -> None:
    sheet = read("Xã;Điện thoại", "xã Gia Phú;0912 000 001", "Phường Gia Phú;0912 000 002")
    assert [row.site_id for row in sheet.rows] == ["xa-gia-phu", "phuong-gia-phu"]


def test_all_wrong_rows_are_named_with_line_and_value() -> None:
    sheet = read(
        "Đơn vị;Điện thoại;Ngày;Vai trò;Có mặt",
        "Sa Pà Chải;0912 000 001;;;x",
        "UBND Gia Phu;0912 000 001;;;x",
        "Sa Pa;chưa có;;;x",
        "Sa Pa;;31/02/2026;;x",
        "Sa Pa;;12/07/2026;;x",
        "Sa Pa;;;trưởng;x",
        "Sa Pa;;;;có lẽ",
        ";0912 000 001;;;x",
        "Sa Pa;0912 000 001;;;x",
        "8;0912 000 002;;;x",
        "Bản Hồ;=A1;;;x",
    )
    assert [(fault.place, fault.code) for fault in sheet.faults] == [
        ("a.csv:2", "technicians.sheet-site"),
        ("a.csv:3", "technicians.sheet-sites"),
        ("a.csv:4", "settings.want-phone"),
        ("a.csv:5", "technicians.sheet-day"),
        ("a.csv:6", "technicians.sheet-day-ahead"),
        ("a.csv:7", "technicians.sheet-post"),
        ("a.csv:8", "technicians.sheet-present"),
        ("a.csv:9", "technicians.sheet-no-site"),
        ("a.csv:11", "technicians.sheet-twice"),
        ("a.csv:12", "setup.formula"),
    ]
    assert sheet.faults[0].params["known"].startswith("Sa Pa")
    assert sheet.faults[1].params["known"] == "20 Xã Gia Phú, 21 Phường Gia Phú"
    assert sheet.faults[8].params["other"] == "a.csv:10"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("STT;Họ và tên", "1;An"), "technicians.sheet-no-head"),
        (("Đơn vị;Họ tên",), "technicians.sheet-empty"),
    ],
)
def test_a_table_that_is_no_sheet_is_refused(lines: tuple[str, ...], code: str) -> None:
    (fault,) = read(*lines).faults
    assert fault.code == code
