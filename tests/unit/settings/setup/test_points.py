"""Points of tables: heads in both languages, values as spreadsheets write them, and rows that are refused."""

import unicodedata
import zipfile
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from gbdt_console.core.setup.points import Point, RowFault
from gbdt_console.settings.setup.answers import Refused
from gbdt_console.settings.setup.points import Row, misfits, points_of
from gbdt_console.settings.setup.tables import read_rows
from gbdt_console.text.setup.setup_text import fault_text
from gbdt_console.text.words import LANGUAGES, Words

VALUES = {
    "ranges": "10.22.0.0/16",
    "centre": "Trung tâm",
    "centre_range": "10.22.0.0/24",
    "host_router": "1",
    "host_codec": "10",
    "host_ups": "20",
}


def read(path: Path, text: str) -> tuple[list[Point], list[RowFault]]:
    path.write_text(text, "utf-8")
    return points_of(path.name, read_rows(path))


def workbook(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "STT,Tên điểm cầu,Địa chỉ IP,Điện thoại\n8,Sa Pa,10.22.8.0/24,0214 000 108\n",
        "\ufeffSố điểm;TÊN ĐIỂM;Dải địa chỉ;SĐT\r\n8;Sa Pa;10.22.8.0/24;0214 000 108\r\n",
        "List of points\n\nphone\tName\tRange\tNo.\n0214 000 108\tSa Pa\t10.22.8.0/24\t8\n\n",
        'number,name,address,phone\n8,"Sa Pa",10.22.8.0/24,0214 000 108',
    ],
)
def test_a_table_is_read_whatever_its_head_and_separator(tmp_path: Path, text: str) -> None:
    (point,), faults = read(tmp_path / "d.csv", text)
    assert not faults
    assert (point.number, point.name, point.address_range) == (8, "Sa Pa", "10.22.8.0/24")
    assert point.phone == "0214 000 108"


def test_a_spreadsheet_gives_numbers_phones_and_ranges_back(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Danh sách điểm cầu"],
        [None, "STT", "Tên", "Địa chỉ", "Điện thoại", "Mã kênh"],
    ]
    rows += [
        [None, 8.0, "Sa Pa", "10.22.8.10", 214000108, "V-8"],
        [None, "009", "Y Tý", "10.22.9.0/24", None, 77],
    ]
    points, faults = points_of("d.xlsx", read_rows(workbook(tmp_path / "d.xlsx", *rows)))
    assert not faults
    assert points == [
        Point(8, "Sa Pa", "10.22.8.10/32", "d.xlsx:3", "0214000108", "V-8"),
        Point(9, "Y Tý", "10.22.9.0/24", "d.xlsx:4", "", "77"),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("0,Sa Pa,10.22.8.0/24,", "settings.too-small"),
        ("00,Sa Pa,10.22.8.0/24,", "settings.want-whole-number"),
        ("0x8,Sa Pa,10.22.8.0/24,", "settings.want-whole-number"),
        ("8,,10.22.8.0/24,", "settings.empty-value"),
        ("8,Sa\u202ePa,10.22.8.0/24,", "settings.control-character"),
        (f"8,{'x' * 61},10.22.8.0/24,", "settings.text-too-long"),
        ("8,=HYPERLINK(1),10.22.8.0/24,", "setup.formula"),
        ("8,@SUM,10.22.8.0/24,", "setup.formula"),
        ("8,Sa Pa,10.22.8.5/24,", "settings.range-start"),
        ("8,Sa Pa,10.22.8,", "settings.want-address"),
        ("8,Sa Pa,10.22.8.0,", "setup.slash-missing"),
        ("8,Sa Pa,10.22.8.0/24,gọi sau", "settings.want-phone"),
        ("8", "settings.empty-value"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_others_are_read(tmp_path: Path, row: str, code: str) -> None:
    text = f"number,name,address,phone\n1,A,10.22.1.0/24,\n\n{row}\n2,B,10.22.2.0/24,\n"
    points, faults = read(tmp_path / "d.csv", text)
    assert [point.number for point in points] == [1, 2]
    assert [(fault.place, fault.code) for fault in faults] == [("d.csv:4", code)]
    for language in LANGUAGES:
        assert "{" not in Words(language)(faults[0].code, **faults[0].params)


def test_a_formula_without_a_saved_value_is_a_bad_row(tmp_path: Path) -> None:
    rows = [["STT", "Tên", "Địa chỉ"], [1, '="Sa"&"Pa"', "10.22.8.0/24"]]
    points, faults = points_of("d.xlsx", read_rows(workbook(tmp_path / "d.xlsx", *rows)))
    assert not points
    assert [(fault.place, fault.code) for fault in faults] == [("d.xlsx:2", "setup.formula")]


def test_a_table_without_a_head_or_without_points_is_refused(tmp_path: Path) -> None:
    _, faults = read(tmp_path / "d.csv", "8,Sa Pa,10.22.8.0/24\n" * 30)
    assert [fault.code for fault in faults] == ["setup.points-no-head"]
    _, faults = read(tmp_path / "d.csv", "number,name,address\n")
    assert [fault.code for fault in faults] == ["setup.points-none"]


def _zip(path: Path, sheet: str) -> Path:
    kept = workbook(path, ["STT", "Tên", "Địa chỉ"])
    with zipfile.ZipFile(kept) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE a [<!ENTITY b "x">]><worksheet/>',
        "<worksheet><row><c t='s'><v>99</v></c></row></worksheet>",
        "<worksheet><row><c t='s'><v>x</v></c></row></worksheet>",
        "<worksheet><c></c></worksheet>",
        "<worksheet>",
        "<worksheet>" + " " * (33 << 20) + "</worksheet>",
    ],
    ids=["entities", "no such string", "no number", "no row", "cut off", "bomb"],
)
def test_a_hostile_workbook_is_refused_as_such(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(Refused, match=r"setup\.points-no-workbook"):
        list(read_rows(_zip(tmp_path / "d.xlsx", sheet)))


@pytest.mark.parametrize("name", ["d.xlsx", "d.csv"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"settings\.file-absent"):
        list(read_rows(tmp_path / name))
    (tmp_path / name).write_bytes(b"PK\x03\x04\0\xff\xff")
    with pytest.raises(Refused):
        list(read_rows(tmp_path / name))


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (Point(8, "B", "10.22.2.0/24"), "setup.point-repeats"),
        (Point(2, "SA  PA", "10.22.2.0/24"), "setup.point-repeats"),
        (Point(2, "B", "10.22.8.128/25"), "setup.point-overlaps"),
        (Point(2, "B", "10.22.0.128/25"), "setup.point-overlaps"),
        (Point(2, "B", "10.23.2.0/24"), "setup.range-outside-plan"),
        (Point(2, "B", "10.22.2.0/28"), "setup.point-too-small"),
    ],
)
def test_points_that_do_not_fit_together_are_found(other: Point, code: str) -> None:
    assert [fault.code for fault in misfits([Point(8, "Sa Pa", "10.22.8.0/24"), other], VALUES)] == [code]


NETWORKS = st.builds(
    lambda at, length: IPv4Network((at << 24 - 3, length), strict=False),
    st.integers(0, 63),
    st.integers(5, 32),
)


@given(st.lists(NETWORKS, max_size=12))
def test_an_overlap_is_found_wherever_two_ranges_share_an_address(networks: list[IPv4Network]) -> None:
    points = [Point(n, f"P{n}", str(network)) for n, network in enumerate(networks, 1)]
    wanted = [n for n, network in enumerate(networks) if any(network.overlaps(one) for one in networks[:n])]
    faults = [fault for fault in misfits(points, {}) if fault.code == "setup.point-overlaps"]
    assert [fault.params["value"] for fault in faults] == [str(networks[n]) for n in wanted]
    for fault in faults:
        assert IPv4Network(fault.params["range"]).overlaps(IPv4Network(fault.params["value"]))


def test_a_column_says_which_points_lack_a_device() -> None:
    rows = [["STT", "Tên", "Địa chỉ", "UPS", "Đầu dò"]]
    for number, cells in enumerate([["có", "không"], ["-", "x"], ["", "x"]], 1):
        rows.append([str(number), f"Điểm {number}", f"10.22.{number}.0/24", *cells])
    points, faults = points_of("d.csv", [Row(f"d.csv:{n}", row) for n, row in enumerate(rows, 1)])
    assert [point.without for point in points] == [("probe",), ("ups",)]
    assert [(fault.place, fault.code, fault.params) for fault in faults] == [
        ("d.csv:4", "setup.want-yes-or-no", {"field": "ups", "value": ""})
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,Sa Pa,10.22.8.0/24,", "'số điểm' phải là số nguyên, ví dụ 8. Đã ghi: 'x'."),
        (
            "8,Sa Pa,10.22.8,",
            "'địa chỉ' phải là địa chỉ IPv4, ví dụ 10.22.8.1, không có số 0 ở đầu. Đã ghi: '10.22.8'.",
        ),
        (
            f"8,{'a' * 61},10.22.8.0/24,",
            f"'tên': Văn bản dài hơn 60 ký tự. Hãy rút ngắn. Đã ghi: '{'a' * 39}…'.",
        ),
        ("8,Sa Pa,10.22.8.0/24,gọi sau", "'điện thoại' phải có số điện thoại. Đã ghi: 'gọi sau'."),
        ("8,,10.22.8.0/24,", "Thiếu tên. Hãy ghi vào."),
    ],
)
def test_a_wrong_cell_is_told_with_its_field_and_its_value(row: str, said: str) -> None:
    rows = [Row("d.csv:1", ["STT", "Tên", "Địa chỉ", "Điện thoại"]), Row("d.csv:2", row.split(","))]
    _, (fault,) = points_of("d.csv", rows)
    assert fault_text(Words("vi"), fault) == said


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_table_in_utf_16_is_read_by_its_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "d.csv"
    file.write_bytes(("\ufeff" + "STT\tTên\tĐịa chỉ\n8\tSa Pa\t10.22.8.0/24\n").encode(encoding))
    points, faults = points_of("d.csv", read_rows(file))
    assert (faults, [point.name for point in points]) == ([], ["Sa Pa"])


OFFICE = [
    ["DANH SÁCH ĐIỂM CẦU TRUYỀN HÌNH", "", "", "", ""],
    ["STT", "Mã xã", "Tên xã, phường", "IP LAN", "SĐT"],
    ["I", "", "Khu vực Sa Pa", "", ""],
    ["1", "03006", "Sa Pa", "10.22.8.0/24", "0214 000 108"],
    ["II. Khu vực Bát Xát", "", "", "", ""],
    ["2", "02695", "Y Tý", "10.22.9.0/24", ""],
    ["", "", "Tổng cộng: 2", "", ""],
    ["", "", "", "", "Lào Cai, ngày 05 tháng 01 năm 2026"],
]


def test_an_office_s_table_gives_its_points_and_tells_what_is_no_point() -> None:
    passed_over: list[str] = []
    rows = [Row(f"d.csv:{n}", row) for n, row in enumerate(OFFICE, 1)]
    points, faults = points_of("d.csv", rows, passed_over=passed_over)
    assert (faults, [point.name for point in points]) == ([], ["Sa Pa", "Y Tý"])
    assert passed_over == [
        "d.csv:3 'I Khu vực Sa Pa'",
        "d.csv:5 'II. Khu vực Bát Xát'",
        "d.csv:7 'Tổng cộng: 2'",
        "d.csv:8 'Lào Cai, ngày 05 tháng 01 năm 2026'",
    ]


def test_a_number_without_an_address_is_still_a_fault_of_its_row() -> None:
    rows = [Row(f"d.csv:{n}", row) for n, row in enumerate([*OFFICE[1:2], ["3", "", "Bát Xát", "", ""]], 1)]
    _, faults = points_of("d.csv", rows)
    assert [fault.place for fault in faults] == ["d.csv:2"]


def test_empty_cells_of_a_known_site_say_nothing() -> None:
    rows = [["STT", "Tên", "Địa chỉ", "UPS"], ["08", "", "", ""]]
    known = {"8": {"name": "Sa Pa", "address": "10.22.8.0/24"}}
    (point,), faults = points_of("d.csv", [Row(f"d.csv:{n}", row) for n, row in enumerate(rows, 1)], known)
    assert faults == []
    assert (point.name, point.address_range, point.without) == ("Sa Pa", "10.22.8.0/24", ())


def test_a_table_in_windows_own_vietnamese_is_read(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", "STT,Tên,Địa chỉ\n8,Bắc Hà,10.22.8.0/24\n")
    for whole in "ăâêôơưđĐ":  # letters that the code page has whole, below their tone
        text = text.replace(unicodedata.normalize("NFD", whole), whole)
    file = tmp_path / "d.csv"
    file.write_bytes(text.encode("cp1258"))
    points, faults = points_of("d.csv", read_rows(file))
    assert (faults, [point.name for point in points]) == ([], ["Bắc Hà"])
