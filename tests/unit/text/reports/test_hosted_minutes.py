"""Minutes of a meeting that others hosted say so, and keep what nobody knows apart from absence."""

import json
from typing import Any

import pytest

from gbdt_console.core.conference.attendance import SiteJoined, SiteLeft, SiteUntold
from gbdt_console.core.events import Entry, Event, MeetingEnded, MeetingStarted
from gbdt_console.core.reports.minutes import JournalEnd, MinutesFacts
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.minutes_json import minutes_object
from gbdt_console.journal.codec import event_data
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.words import Words
from tests.support.reports.paper_lines import paper_lines

BEGIN_UTC = 1_767_225_600.0
SITES = ("s1", "s2", "s3", "s4")
NAMES = dict(zip(SITES, ("1 VP UBND", "2 Sở TT&TT", "3 Bát Xát", "4 Bảo Thắng"), strict=True))


def facts(hosted: str) -> MinutesFacts:
    """Of an hour: s1 is in, s2 for half of it, of s3 nothing is told, s4 cannot be asked for ten minutes."""
    begin, half, end = BEGIN_UTC, BEGIN_UTC + 1_800, BEGIN_UTC + 3_600
    started = MeetingStarted(
        "m1", "Giao ban", "s1", begin, end, [], registration=7, at_utc=begin, hosted=hosted
    )
    events: list[tuple[float, Event]] = [
        (begin, started),
        *((begin, SiteJoined(site, f"{site}/1", begin)) for site in ("s1", "s2", "s4")),
        (begin, SiteUntold("s3", True, begin)),
        (half, SiteLeft("s2", half, "", "")),
        (half, SiteUntold("s4", True, half)),
        (half + 600, SiteJoined("s4", "s4/1", half + 600)),
        (end, MeetingEnded("m1", end)),
    ]  # fmt: skip
    fold = MinutesFold(MeetingRef(7))
    for seq, (at_utc, event) in enumerate(events, 1):
        fold.take(Entry(seq, at_utc, type(event).KIND, 1, "", event_data(event), event))
    found = fold.facts(SITES, JournalEnd(8, "5a" * 32, end), end)
    assert found is not None
    return found


def lines(language: str, hosted: str = "VNPT Meeting") -> str:
    words = ReportWords(Words(language), ReportPlace(names=NAMES, site_ids=SITES))
    return "\n".join(paper_lines(minutes_paper(facts(hosted), words)))


IN_WORDS = [
    ("vi", "Cuộc họp do VNPT Meeting tổ chức, không qua MCU của Trung tâm", "Không rõ có dự suốt"),
    ("en", "The meeting was hosted by VNPT Meeting, not by the centre's MCU", "Not known whether"),
]


@pytest.mark.parametrize(("language", "hosted", "unknown"), IN_WORDS)
def test_the_paper_says_who_hosted_it_and_of_which_sites_nothing_was_known(
    language: str, hosted: str, unknown: str
) -> None:
    told = lines(language)
    assert hosted in told
    sentence = next(line for line in told.split("\n") if unknown in line)
    assert "3 Bát Xát, 4 Bảo Thắng" in sentence
    assert hosted not in lines(language, hosted="")


def test_the_json_counts_unknown_minutes_apart_and_names_the_host() -> None:
    told: dict[str, Any] = json.loads(json.dumps(minutes_object(facts("VNPT Meeting"))))
    assert told["meeting"]["hosted"] == "VNPT Meeting"
    counted = {one["site"]: {k: n for k, n in one["minutes"].items() if n} for one in told["sites"]}
    assert counted == {
        "s1": {"present": 60}, "s2": {"present": 30, "absent": 30}, "s3": {"unknown": 60},
        "s4": {"present": 50, "unknown": 10},
    }  # fmt: skip
