"""Papers to write: one as an office files it, and one whose texts are hostile."""

from dataclasses import replace
from datetime import date

from gbdt_console.core.paper_head import PaperHead
from gbdt_console.core.reports.paper import (
    Annex,
    CellKind,
    Chart,
    ChartKind,
    ChartRow,
    Column,
    Heading,
    Paper,
    PaperKind,
    Signature,
    Span,
    Table,
    Text,
)

OPENED = 1_767_574_800.0
"""08:00 on 5 January 2026 in Viet Nam."""
HOSTILE = "A&B <c>"
STEERING = "bell\x07 esc\x1b[31m rtl\u202egnp.exe nul\x00 end"
LONG = "Điểm cầu " + "x" * 291
FORMULAS = ("=1+1", "+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://example.invalid")', "\t=1", "\r=1")
HASH = "0123456789abcdef" * 4

_COLUMNS = (
    Column("Điểm cầu", weight=4),
    Column("Bắt đầu", CellKind.TIME, 3),
    Column("Kéo dài", CellKind.SECONDS, 2),
    Column("Số lần", CellKind.NUMBER, 2),
    Column("Sẵn sàng", CellKind.PERCENT, 2),
)


def outages(title: str, names: tuple[str, ...]) -> Table:
    """A table with every kind of column, one row a name, and a row of unknown values."""
    rows = tuple((name, OPENED + 61.0 * n, 3_725.0 + n, n + 0.5, 99.934 - n) for n, name in enumerate(names))
    return Table(title, _COLUMNS, (*rows, ("Chưa rõ", None, None, None, None)))


def bars(names: tuple[str, ...]) -> Chart:
    rows = tuple(ChartRow(name, float(60 * n)) for n, name in enumerate(names))
    return Chart("Thời gian mất kết nối", ChartKind.BARS, (*rows, ChartRow("Chưa rõ")), CellKind.SECONDS)


def timeline(names: tuple[str, ...]) -> Chart:
    rows = tuple(
        ChartRow(name, spans=(
            Span(OPENED, OPENED + 5_400, "dự họp"),
            Span(OPENED + 600 * n, OPENED + 600 * n + 240, name, is_bad=True),
        ))
        for n, name in enumerate(names)
    )  # fmt: skip
    return Chart("Diễn biến", ChartKind.TIMELINE, rows, from_utc=OPENED, until_utc=OPENED + 5_400)


def minutes() -> Paper:
    """Minutes as they are filed: the chair's page and two annexes."""
    sites = ("1 UBND tỉnh", "2 Bát Xát", "3 Bắc Hà", "8 Sa Pa")
    everyone = tuple(f"{n} Xã {n}" for n in range(1, 64))
    return Paper(
        PaperKind.MINUTES,
        name="bien-ban-hop-7",
        subject="Về kỹ thuật phiên họp trực tuyến số 7",
        head=PaperHead("Ủy ban nhân dân tỉnh Lào Cai", "Sở Khoa học và Công nghệ", "Lào Cai"),
        day=date(2026, 1, 5),
        timezone="Asia/Ho_Chi_Minh",
        language="vi",
        blocks=(
            Text("Phiên họp khai mạc 08:00 và kết thúc 09:30 ngày 05/01/2026, dự họp 63 trên 63 điểm cầu."),
            Text("Trong phiên họp có 3 lần mất kết nối; tổng thời gian 3:06:18."),
            outages("Sự cố trong phiên họp", sites[1:]),
            timeline(sites),
            Heading("Kết luận"),
            Text("Hệ thống đáp ứng yêu cầu của phiên họp."),
        ),
        annexes=(
            Annex("Điểm danh theo phút", (outages("Điểm danh", everyone), bars(sites)), is_wide=True),
            Annex("Thao tác", (Table("Thao tác", (Column("Việc"),), (), "Không có thao tác nào."),)),
        ),
        signatures=(Signature("Đại diện nhà mạng"), Signature("Trung tâm điều khiển")),
        recipients=("Văn phòng UBND tỉnh", "VNPT Lào Cai"),
        head_seq=12_345,
        head_hash=HASH,
    )  # fmt: skip


def hostile() -> Paper:
    """Minutes whose names break files that are put together carelessly."""
    names = (HOSTILE, STEERING, LONG, *FORMULAS)
    table = outages(f"Bảng [{HOSTILE}]: 'a'/*?\\ rất dài hơn ba mươi mốt ký tự", names)
    second, third = replace(table, rows=table.rows[::-1]), replace(table, rows=table.rows[1:])
    return replace(
        minutes(),
        subject=f"Về {HOSTILE}",
        head=PaperHead(HOSTILE, STEERING, LONG),
        blocks=(Text(HOSTILE), Text(STEERING), Text(LONG), table, second, bars(names), timeline(names)),
        annexes=(Annex(HOSTILE, (third,), is_wide=True),),
        signatures=(Signature(HOSTILE),),
        recipients=names,
    )


def budget() -> Paper:
    """A paper with one table of money and its sum."""
    columns = (Column("Nội dung"), Column("Số tiền (đồng)", CellKind.MONEY))
    rows = (("thay codec", 180_000_000), ("đào tạo", 2_500_000), ("chưa định giá", None))
    table = Table("Dự toán", columns, rows, total=("Cộng", 182_500_000))
    return replace(minutes(), blocks=(table,), annexes=())
