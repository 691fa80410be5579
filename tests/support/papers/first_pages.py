"""First pages of papers of a large province, each with as many and as long names as it may have."""

from dataclasses import replace

from gbdt_console.core.outages.contract_month import Breach, BreachKind
from gbdt_console.core.paper_head import PaperHead
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.outages.facts import OutageFacts
from gbdt_console.core.reports.paper import Paper
from gbdt_console.core.reports.year import Recommendation, Rule
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.month import availability_paper, carrier_paper
from gbdt_console.text.reports.outages.outage_paper import outage_paper
from gbdt_console.text.reports.paper_wording import with_office_words
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.reports.year import year_paper
from gbdt_console.text.words import Words
from tests.support.reports.season import SHARED
from tests.support.reports.season_facts import LINES, season_month, season_outage, season_year
from tests.support.reports.working_day import NUMBER, SITES, ZONE, at, working_day

LONG = "Ủy ban nhân dân xã Nậm Chày Thượng"
_REMEDY = "thay đoạn cáp quang bị đứt do thi công đường"
_TITLE = (
    "Hội nghị trực tuyến toàn tỉnh về phòng, chống thiên tai, tìm kiếm cứu nạn và khắc phục hậu quả mưa lũ "
    "trên địa bàn các xã biên giới"
)
_HEAD = PaperHead("Ủy ban nhân dân tỉnh Lào Cai", "Trung tâm Công nghệ thông tin và Truyền thông", "Lào Cai")
_IDS = (*SITES, *LINES)
PLACE = ReportPlace(
    _HEAD,
    ZONE,
    {site: f"{number} {LONG} {number}" for number, site in enumerate(_IDS, start=150)},
    carriers={name: f"Doanh nghiệp viễn thông quân đội {name.upper()}" for name in "ab"},
)
_TIMES = 35
"""Six lines so often are 210."""


def first_pages(language: str) -> dict[str, Paper]:
    """Return the first page of each kind of paper by a name of ASCII letters."""
    words = ReportWords(Words(language), PLACE)
    month, year = season_month("2026-02"), season_year()
    month = replace(month, lines=month.lines * _TIMES)
    advice = tuple(Recommendation(rule, site, 1_234.5, 9_876.5) for rule in Rule for site in LINES)
    papers = {
        "minutes": _minutes(words),
        "outage": outage_paper(_outage(1), words),
        "outages": outage_paper(_outage(210), words),
        "carrier": carrier_paper(replace(month, carrier_id="b"), words),
        "carriers": carrier_paper(month, words),
        "availability": availability_paper(month, words),
        "year": year_paper(replace(year, recommendations=advice), words),
    }
    return {
        f"{name}-{language}": with_office_words(replace(paper, annexes=()), None)
        for name, paper in papers.items()
    }


def _minutes(words: ReportWords) -> Paper:
    fold = MinutesFold(MeetingRef(NUMBER))
    for entry in working_day():
        fold.take(entry)
    facts = fold.facts(SITES, JournalEnd(78, "5a" * 32, at("10:22:00")), at("23:00:00"))
    assert facts is not None
    outage = replace(facts.outages[0], sites=SITES, remedy=_REMEDY)
    meeting = replace(facts.attendance.meeting, title=_TITLE)
    sheet = replace(facts.attendance, meeting=meeting, waiting=SITES * 42)
    many = tuple(replace(outage, number=number) for number in range(1, 20))
    return minutes_paper(replace(facts, outages=many, attendance=sheet), words)


def _outage(lines: int) -> OutageFacts:
    facts = season_outage(SHARED)
    missed = tuple(
        Breach(kind, 90_000.0 + n, 60.0, SHARED, 1_770_000_000 + n, 1_770_090_000 + n)
        for kind in (BreachKind.RESPONSE, BreachKind.REPAIR)
        for n in range(lines)
    )
    outage = replace(
        facts.outage, sites=(tuple(LINES) * _TIMES)[:lines], words=_REMEDY * 3, remedy=_REMEDY * 4
    )
    judged = (facts.lines * 105)[:lines]
    return replace(facts, outage=outage, lines=judged, breaches=missed)
