"""The yearly review as a paper: one first page, annexes that agree with it, words for every rule."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.attendance import ConferenceUntold
from gbdt_console.core.events import Entry, Event, MeetingEnded, MeetingStarted
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.paper import Chart, Paper, PaperKind, Table, Text
from gbdt_console.core.reports.year import Recommendation, Rule, YearFacts
from gbdt_console.core.reports.year_fold import YearFold
from gbdt_console.core.reports.year_json import year_object
from gbdt_console.core.reports.year_sums import year_facts
from gbdt_console.journal.codec import event_data
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.reports.year import year_paper
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.reports.paper_lines import paper_lines
from tests.support.reports.recount import length
from tests.support.reports.year import YEAR, YEAR_BEGAN_UTC, Year

SMALL = Year(sites=4, meetings=6, outages=30, days=40)


def facts(*advice: Recommendation) -> YearFacts:
    fold = YearFold(2026, "Asia/Ho_Chi_Minh")
    for at_utc, actor, event in SMALL.moments():
        fold.take(Entry(1, at_utc, event.KIND, event.VERSION, actor, event_data(event), event))
    found = year_facts(fold, SMALL.network, JournalEnd(9, "5a" * 32, 1.8e9), 1.8e9)
    return replace(found, recommendations=advice) if advice else found


def paper(language: str, *advice: Recommendation) -> Paper:
    words = Words(language)
    return year_paper(facts(*advice), ReportWords(words, ReportPlace.of(SMALL.network, words)))


def tables(made: Paper) -> list[Table]:
    return [block for annex in made.annexes for block in annex.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_said_with_its_figures_in_both_languages(language: str) -> None:
    advice = tuple(Recommendation(rule, "", 3.25, 7.5) for rule in Rule)
    made = paper(language, *advice)
    told = [block.text for block in made.blocks if isinstance(block, Text)][-4:]
    (advised,) = (annex for annex in made.annexes if all(isinstance(block, Text) for block in annex.blocks))
    rest = [block.text for block in advised.blocks if isinstance(block, Text)]
    whole = [*told[:3], *rest]
    assert len(set(whole)) == len(whole) == len(Rule)
    assert len(paper(language, *advice[:3]).annexes) == len(made.annexes) - 1
    for rule, line in zip(Rule, whole, strict=True):
        assert "report." not in line
        assert "{" not in line
        assert ("3.25" in line or "3,25" in line) == (rule is not Rule.TRAINING)


def test_the_first_page_agrees_with_the_annexes() -> None:
    made, found = paper("en"), facts()
    assert made.kind is PaperKind.REPORT
    first = "\n".join(block.text for block in made.blocks if isinstance(block, Text))
    sites, carriers, causes, hosts, checks, _, blips, _, _, _, outages = tables(made)
    assert f"Meetings: {len(checks.rows)}," in first
    assert f"Outages: {len(outages.rows)}," in first
    for column, rows in ((6, outages.rows), (2, causes.rows)):
        assert length(sum(float(str(row[column])) for row in rows)) in first
    assert length(sum(int(str(row[7])) for row in sites.rows)) in first
    assert length(sum(float(str(row[2])) for row in hosts.rows)) in first
    assert sum(int(str(row[1])) for row in carriers.rows) <= len(outages.rows)
    assert "counted for each of them" in "\n".join(paper_lines(made)), "the carriers' sum may be more"
    bars = [block for annex in made.annexes for block in annex.blocks if isinstance(block, Chart)]
    assert [row.value for row in bars[1].rows] == [row[1] for row in blips.rows] == list(found.blips_so_far)


def test_a_year_is_json_with_the_papers_figures() -> None:
    told, found = year_object(facts()), facts()
    assert told["blips_per_month"] == list(found.blips)
    assert len(told["outages"]) == len(found.outages)  # type: ignore[arg-type]
    assert "\n".join(paper_lines(paper("vi"))).count("Cốc San") > 1


DARK = "trong phòng họp: mic, kết nối lạ lúc đó không rõ."


@pytest.mark.parametrize(
    ("dark", "told"),
    [
        ([(), ()], ["Mở mic ngoài lượt: 0 lần; kết nối lạ, gọi hai lần: 0 lần."]),
        ([(0, 60), ()], ["Mở mic ngoài lượt: 0 lần", "0 lần. 1 cuộc họp", DARK]),
        ([(0, 60), (20, 30)], ["Mở mic ngoài lượt: 0 lần", "0 lần. 2 cuộc họp", DARK]),
        ([(0, 60), (0, 60)], ["gọi hai lần: không rõ, vì cả 2 cuộc họp không có thiết bị"]),
    ],
)
@pytest.mark.outcome("nobody, all, 0")
def test_no_0_is_said_of_meetings_that_nobody_watched(dark: list[tuple[int, ...]], told: list[str]) -> None:
    fold = YearFold(YEAR, SMALL.network.timezone)
    for number, seconds in enumerate(dark, 1):
        began_utc = YEAR_BEGAN_UTC + 86_400.0 * number
        events: list[tuple[float, Event]] = [
            (0.0, MeetingStarted(f"m{number}", "", "s", began_utc, began_utc + 60.0, [], at_utc=began_utc)),
            *(
                (at_s, ConferenceUntold(is_on, began_utc + at_s, conference=conference))
                for at_s, is_on in zip(seconds, (True, False), strict=False)
                for conference in ("", "other")
            ),
            (5.0, ConferenceUntold(True, began_utc + 5.0, conference="other")),
            (60.0, MeetingEnded(f"m{number}", began_utc + 60.0)),
        ]
        for at_s, event in events:
            fold.take(Entry(1, began_utc + at_s, event.KIND, event.VERSION, "", event_data(event), event))
    found = year_facts(fold, SMALL.network, JournalEnd(), YEAR_BEGAN_UTC + 30 * 86_400.0)
    made = year_paper(found, ReportWords(Words("vi"), ReportPlace(timezone=SMALL.network.timezone)))
    texts = [one.text for one in made.blocks if isinstance(one, Text)]
    text = next(one for one in texts if one.startswith("Mở mic ngoài lượt"))
    assert all(part in text for part in told), text
    assert (DARK in text) == (DARK in told)
