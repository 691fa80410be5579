"""The papers for the carrier and of a month: who signs, what the first page says, and every figure."""

from dataclasses import replace

from gbdt_console.core.carriers import ContractTargets, Line
from gbdt_console.core.events import Entry
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_events import LineAvailable, LineUnavailable
from gbdt_console.core.outages.contract_month import UnclosedDay, month_bounds
from gbdt_console.core.outages.events import OutageOpened
from gbdt_console.core.paper_head import PaperHead
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.month import MonthFacts
from gbdt_console.core.reports.month_fold import MonthFold
from gbdt_console.core.reports.outages.facts import outage_facts
from gbdt_console.core.reports.outages.fold import OutagesFold
from gbdt_console.core.reports.paper import Annex, Chart, Paper, PaperKind, Table
from gbdt_console.exporters.papers.table_names import named_tables
from gbdt_console.journal.codec import event_data
from gbdt_console.text.outages.contract_text import ContractWords
from gbdt_console.text.reports.month import availability_paper, carrier_paper
from gbdt_console.text.reports.outages.outage_paper import outage_paper
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.words import Words
from tests.support.reports.paper_lines import paper_lines
from tests.support.reports.recount import length
from tests.support.reports.working_day import NAME, ZONE, at, working_day
from tests.support.reports.year import Year

END = JournalEnd(9, "5a" * 32, at("10:30:00"))
TARGETS = ContractTargets(availability_percent=99.9, repair_hours=0.1, response_minutes=0.1)
PLACE = ReportPlace(
    PaperHead("UBND tỉnh Lào Cai", "Sở TT&TT", "Lào Cai"),
    ZONE,
    {"sa-pa": "8 A&B <c>"},
    carriers={"vnpt": "VNPT Lào Cai", "viettel": "Viettel"},
)
LINES = {"sa-pa": Line("vnpt", "VNPT-LCI-2208", None, TARGETS)}


def words(language: str = "vi") -> ReportWords:
    return ReportWords(Words(language), PLACE)


def outage(lines: dict[str, Line]) -> Paper:
    fold = OutagesFold()
    for entry in working_day():
        fold.take(entry)
    return outage_paper(outage_facts(fold.records[1], lines, END, at("10:30:00")), words())


def month() -> MonthFacts:
    year = Year(sites=3, meetings=1, outages=40, days=32)
    fold = MonthFold("2026-01", ZONE)
    for at_utc, actor, event in year.moments():
        fold.take(Entry(1, at_utc, event.KIND, event.VERSION, actor, event_data(event), event))
    lines = {site.id: Line("vnpt", f"K-{site.number}", None, TARGETS) for site in year.network.sites}
    return fold.facts(lines, END, 1.8e9, "vnpt")


def table(blocks: tuple[object, ...], place: int = 0) -> Table:
    return [block for block in blocks if isinstance(block, Table)][place]


def posts(paper: Paper) -> list[str]:
    return [signature.post for signature in paper.signatures]


def annex(paper: Paper, title: str) -> Annex:
    return next(one for one in paper.annexes if one.title == title)


def test_the_outage_paper_is_signed_by_both_sides_and_goes_to_the_carrier() -> None:
    paper = outage(LINES)
    assert paper.kind is PaperKind.MINUTES
    assert posts(paper) == ["ĐẠI DIỆN SỞ TT&TT", "ĐẠI DIỆN VNPT LÀO CAI"]
    assert paper.recipients == ("VNPT Lào Cai",)
    assert posts(outage({})) == ["ĐẠI DIỆN SỞ TT&TT", "ĐẠI DIỆN ĐIỂM CẦU"]


def test_the_outage_paper_has_every_clock_and_breach_to_the_second() -> None:
    paper = outage(LINES)
    began, back = at("08:30:11"), at("08:42:50")
    clocks = {row[0]: row[1:] for row in table(paper.blocks).rows}
    assert clocks["Khôi phục"] == (back, back - began)
    assert clocks["Nhà mạng trả lời"] == (began + 80.0, 80.0)
    down_s = int(back) - int(began)
    assert table(paper.blocks, 1).rows[0][2:] == (down_s, 360.0, 15.0, 6.0)
    breaches = table(paper.blocks, 2).rows
    reported, from_s = int(began + 65.0), int(began) + 1
    assert breaches == (
        ("thời gian trả lời", "00:15", "00:06", reported, int(began + 80.0)),
        ("thời gian khắc phục", f"{down_s // 60:02}:{down_s % 60:02}", "06:00", from_s, from_s + down_s),
    )
    assert "0:12:39" in "\n".join(paper_lines(paper))


def test_the_carriers_month_agrees_with_itself_on_every_page() -> None:
    facts = month()
    paper = carrier_paper(facts, words())
    assert posts(paper) == ["ĐẠI DIỆN SỞ TT&TT", "ĐẠI DIỆN VNPT LÀO CAI"]
    assert paper.recipients == ("VNPT Lào Cai",)
    assert (paper.day.isoformat(), facts.end.at_utc < facts.closed_s) == ("2026-02-01", True)
    both = carrier_paper(replace(facts, carrier_id=""), words())
    assert posts(both)[1:] == ["ĐẠI DIỆN VNPT LÀO CAI", "ĐẠI DIỆN VIETTEL"]
    lines = table(annex(paper, "Khả dụng của các kênh").blocks).rows
    records = table(annex(paper, "Sự cố trong tháng").blocks).rows
    periods = table(annex(paper, "Các lần gián đoạn theo hợp đồng").blocks).rows
    down_s = [row[7] for row in lines]
    assert sum(down_s) == sum(row[6] for row in records) == facts.down_s  # type: ignore[misc, arg-type]
    assert sum(row[8] for row in lines) == len(periods) == facts.periods  # type: ignore[misc]
    blocks = annex(paper, "Khả dụng của các kênh").blocks
    chart = next(block for block in blocks if isinstance(block, Chart))
    assert [row.value for row in chart.rows] == sorted(filter(None, down_s), reverse=True)  # type: ignore[type-var]
    told = "\n".join(paper_lines(paper))
    assert length(facts.down_s) in told
    assert length(facts.counted_s) in told
    assert len(table(paper.blocks).rows) <= 5
    assert len(table(annex(paper, "Các chỉ tiêu không đạt").blocks).rows) == facts.breaches > 5


def unclosed(now_utc: float, cut_utc: float) -> MonthFacts:
    """April 2026 of the line of sa-pa, which was cut then; no day was closed."""
    fold = MonthFold("2026-04", ZONE)
    for event in (
        OutageOpened(4, ["sa-pa"], cut_utc, cut_utc, "sa-pa", "site.lost", cause=OutageCause.LINE),
        LineUnavailable(4, "sa-pa", int(cut_utc), [[int(cut_utc), int(cut_utc) + 60]]),
        LineAvailable(4, "sa-pa", int(cut_utc), int(cut_utc) + 60, 60, [[int(cut_utc), int(cut_utc) + 60]]),
    ):
        fold.take(Entry(1, cut_utc, event.KIND, event.VERSION, "", event_data(event), event))
    return fold.facts(LINES, END, now_utc, "vnpt")


def test_a_month_without_a_closed_day_claims_nothing_and_counts_what_its_annex_has() -> None:
    begins, ends = month_bounds("2026-04", ZONE)
    facts = unclosed(begins + 9 * 86_400.0, begins + 8 * 86_400.0)
    told = "\n".join(paper_lines(carrier_paper(facts, words())))
    assert "Từ ngày 01/04/2026 chưa có ngày nào khép" in told
    assert "đã ghi nhận 1 lần gián đoạn, các lần đã khôi phục 0:01:00" in told
    assert "phụ lục ghi 1 sự cố" in told
    assert "0 lần" not in told
    (row,) = table(annex(carrier_paper(facts, words()), "Khả dụng của các kênh").blocks).rows
    assert (row[2], row[4:10]) == (None, (None,) * 6), "no figure of time that nobody counted"
    over = unclosed(ends + 86_400.0, begins + 8 * 86_400.0)
    told = "\n".join(paper_lines(carrier_paper(over, words())))
    assert "không quan sát 720:00:00" in told
    assert "Chưa có ngày nào khép; từ ngày 01/04/2026 đã ghi nhận 1 lần gián đoạn" in told
    text = ContractWords(words().words, words().formats)
    (month,) = (line.month for line in facts.lines)
    assert text.summary(month) == "chưa có ngày nào khép (hợp đồng 99,900%)"
    assert text.terms(month) == ""
    quiet = replace(month, today=UnclosedDay(begins))
    assert text.today(quiet, begins + 7_200.0).endswith("chưa ghi nhận gián đoạn")


def test_a_month_names_days_as_an_office_does_and_no_table_stands_twice_in_a_workbook() -> None:
    for paper in (carrier_paper(month(), words()), availability_paper(month(), words())):
        assert "từ ngày 01/01/2026 đến hết ngày 31/01/2026" in "\n".join(paper_lines(paper))
        named = [(name.split(" ", 1)[1], one) for name, one in named_tables(paper, 60)]
        (missed,) = (one for title, one in named if title == "Chỉ tiêu không đạt")
        assert missed == table(annex(paper, "Các chỉ tiêu không đạt").blocks)
        assert len(missed.rows) > len(table(paper.blocks).rows) == 4, "the first page's extract is left out"


def test_the_months_availability_is_a_report_of_one_side() -> None:
    paper = availability_paper(month(), words("en"))
    assert (paper.kind, paper.name, posts(paper), paper.recipients) == (
        PaperKind.REPORT, "availability-2026-01", ["HEAD OF THE ORGANISATION"], ("UBND tỉnh Lào Cai",),
    )  # fmt: skip
    assert "3 lines" in "\n".join(paper_lines(paper))


def test_an_outage_says_no_more_than_is_known_of_cause_and_contract() -> None:
    fold = OutagesFold()
    for entry in working_day():
        fold.take(entry)
    unknown = replace(fold.records[1], cause=OutageCause.UNKNOWN)
    free = {"sa-pa": Line("vnpt", "K-1", None, ContractTargets(response_minutes=None))}
    told = "\n".join(paper_lines(outage_paper(outage_facts(unknown, free, END, at("10:30:00")), words())))
    assert f"Chưa tìm ra nguyên nhân ({NAME} ghi)." in told
    assert "Không có chỉ tiêu nào không đạt." not in told
    assert "Hợp đồng không quy định thời hạn nào cho sự cố này." in told
