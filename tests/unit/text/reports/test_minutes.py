"""The minutes of one whole working day as a paper, in both languages, with every figure recomputed."""

import json
import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.attendance import SiteJoined
from gbdt_console.core.conference.call_measured import CallMeasured
from gbdt_console.core.conference.floor_events import CalledSet
from gbdt_console.core.events import Entry, Event, MeetingEnded, MeetingStarted
from gbdt_console.core.guests.events import GuestCame, GuestExpected, GuestLeft, GuestLetIn
from gbdt_console.core.paper_head import PaperHead
from gbdt_console.core.recordings.events import RecordingBegan, RecordingEnded, RecordingKept
from gbdt_console.core.reports.minutes import Incident, JournalEnd, MinutesFacts
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.minutes_json import minutes_object
from gbdt_console.core.reports.paper import Cell, CellKind, Paper, Table, Text
from gbdt_console.core.resource_ids import MCU
from gbdt_console.exporters.papers.docx_paper import docx_bytes
from gbdt_console.journal.codec import event_data
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.paper_text import PaperText
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.reports.shutdown_paper import shutdown_paper
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.papers.figures import charts
from tests.support.reports.paper_lines import paper_lines
from tests.support.reports.recount import MeetingCount, Row, length
from tests.support.reports.working_day import NAME, NUMBER, OPERATOR, SITES, TITLE, ZONE, at, working_day

CLOSINGS = ("checklist.closed", "shutdown.closed")
TIME, SECONDS = CellKind.TIME, CellKind.SECONDS
GOLDEN = Path(__file__).parent
NAMES = dict(zip(SITES, ("1 VP UBND", "2 Sở TT&TT", "6 Bắc Hà", "8 A&B <c>", "11 Văn Bàn"), strict=True))
PLACE = ReportPlace(
    PaperHead("UBND TỈNH LÀO CAI", "SỞ TT&TT", "Lào Cai"),
    ZONE,
    NAMES,
    operators={OPERATOR: NAME},
    site_ids=SITES,
)


def facts(*, is_closed: bool = False) -> MinutesFacts:
    fold = MinutesFold(MeetingRef(NUMBER))
    for entry in working_day(is_closed=is_closed):
        fold.take(entry)
    found = fold.facts(SITES, JournalEnd(78, "5a" * 32, at("10:22:00")), at("23:00:00"))
    assert found is not None
    return found


def paper(language: str, *, is_closed: bool = False) -> Paper:
    return minutes_paper(facts(is_closed=is_closed), ReportWords(Words(language), PLACE))


def rows() -> list[Row]:
    return [
        {"seq": e.seq, "at_utc": e.at_utc, "kind": e.kind, "actor": e.actor, "data": dict(e.data)}
        for e in working_day()
    ]


def table(made: Paper, title: str) -> tuple[tuple[Cell, ...], ...]:
    blocks = [*made.blocks, *(block for annex in made.annexes for block in annex.blocks)]
    return next(block.rows for block in blocks if isinstance(block, Table) and block.title == title)


def clock(utc_s: float) -> str:
    return f"{datetime.fromtimestamp(int(utc_s), ZoneInfo(ZONE)):%H:%M:%S}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minutes_of_a_whole_day_read_as_reviewed(language: str) -> None:
    told = "\n".join(paper_lines(paper(language))) + "\n"
    assert told == (GOLDEN / f"minutes_{language}.txt").read_text("utf-8")


def test_the_checklist_s_sites_stand_in_the_order_of_the_settings() -> None:
    place = replace(PLACE, site_ids=SITES[::-1])
    made = minutes_paper(facts(), ReportWords(Words("en"), place))
    assert [row[0] for row in table(made, "Checklist")] == [NAMES[site] for site in SITES[::-1]]


def test_every_figure_of_the_tables_is_recomputed_from_the_entries() -> None:
    made, count = paper("en"), MeetingCount(rows(), NUMBER, SITES)
    outages, (closed_late_s, late) = count.outages(), count.lateness()
    columns = ("present", "lost", "excused", "absent")
    attended = [(NAMES[site], *map(count.seconds(site).get, columns)) for site in SITES]
    assert [row[:5] for row in table(made, "Attendance")] == attended
    spoke = [(row[0], row[1], row[2]) for row in table(made, "Speakers")]
    assert spoke == [(begins, ends, ends - begins) for _, begins, ends in count.turns()]
    down = [(row[0], row[4], row[5], row[6]) for row in table(made, "Outages")]
    assert down == [(number, *figures) for number, figures in outages.items()]
    brief = [(row[0], row[3], row[4]) for row in table(made, "Outages in the meeting")]
    assert brief == [(number, begins, within) for number, (begins, _, within) in outages.items()]
    assert [(row[0], row[5]) for row in table(made, "Estimates")] == count.errors()
    spans = count.incidents("microphone.open", "caller.unexpected")
    told = [(row[0], row[1], row[2]) for row in table(made, "Microphones and calls")]
    assert told == [(begins, ends, ends - begins) for begins, ends in spans]
    signed = {row[0]: row[2] for row in table(made, "Checklist") if row[2] is not None}
    assert signed == {NAMES[site]: late_s for site, late_s in late.items()}
    unknown = {row[0]: row[6] for row in table(made, "Checklist") if row[6]}
    assert unknown == {NAMES[site]: n for site, n in count.unproved().items()}
    assert [row[0] for row in table(made, "Actions")] == count.acts()
    checked = facts().checked
    assert checked is not None
    assert checked.late_s == closed_late_s


def test_a_reader_who_subtracts_printed_times_gets_the_printed_length() -> None:
    made = paper("en")
    text = PaperText(made)
    turns = [
        [text.cell(value, kind) for value, kind in zip(row[:3], (TIME, TIME, SECONDS), strict=True)]
        for row in table(made, "Speakers")
    ]
    assert turns[2] == ["2026-01-05 08:25:40", "2026-01-05 08:31:00", "0:05:20"]
    for begins, ends, lasted in turns:
        assert lasted == str(datetime.fromisoformat(ends) - datetime.fromisoformat(begins))


def test_the_attendance_chart_draws_nobody_who_is_away_with_leave() -> None:
    (chart,) = charts(paper("en"))
    attended = {row[0]: row[1:5] for row in table(paper("en"), "Attendance")}
    was_excused = []
    for row in chart.rows:
        drawn = {span.text: span.is_bad for span in row.spans}
        present, lost, excused, absent = attended[row.label]
        lasted = {"present": present, "lost": lost, "absent": absent}
        assert drawn == {name: name != "present" for name, minutes in lasted.items() if minutes}
        was_excused.append(excused)
    assert any(was_excused)


def test_every_figure_of_the_chairs_page_is_recomputed_from_the_entries() -> None:
    made, count = paper("en"), MeetingCount(rows(), NUMBER, SITES)
    chair = count.plan["chair_site"]
    spoken = [(site, ends - begins) for site, begins, ends in count.turns() if site != chair]
    open_ = count.incidents("microphone.open")
    closed_late_s, late = count.lateness()
    present = [count.seconds(site)["present"] for site in SITES]
    whole = sum(one == count.until_utc - count.from_utc for one in present)
    lengths = {
        length(count.until_utc - count.from_utc),
        length(count.until_utc - count.plan["end_utc"]),
        length(sum(seconds for _, seconds in spoken)),
        length(sum(ends - begins for begins, ends in open_)),
        length(closed_late_s),
        *(
            clock(row["data"]["at_utc"])
            for row in rows()
            if row["kind"] in ("checklist.closed", "shutdown.closed")
        ),
        *map(clock, (count.started_utc, count.from_utc, count.until_utc)),
        *(clock(count.plan[planned]) for planned in ("opening_utc", "end_utc")),
        clock(at("07:30:00")),
    }
    numbers = {len(SITES), whole, len(SITES) - whole, len(spoken), len({one for one, _ in spoken})}
    unproved = count.unproved()
    numbers |= {len({*late, *unproved}), sum(unproved.values())}
    numbers |= {len(open_), len(count.incidents("caller.unexpected")), len(SITES) - 1}
    names = "|".join(map(re.escape, [*NAMES.values(), NAME, TITLE]))
    for block in made.blocks:
        if isinstance(block, Text):
            bare = re.sub(rf"{names}|\d\d/\d\d/\d{{4}}", "", block.text)
            assert set(re.findall(r"\d+:\d\d:\d\d", bare)) <= lengths, block.text
            left = re.sub(r"\d+:\d\d:\d\d", "", bare)
            assert set(map(int, re.findall(r"\d+", left))) <= numbers, block.text


def test_json_and_paper_tell_the_same_figures() -> None:
    told: dict[str, Any] = json.loads(json.dumps(minutes_object(facts())))
    made = paper("vi")
    assert {site["minutes"].pop("unknown") for site in told["sites"]} == {0}, (
        "so the paper has no column of it"
    )
    ways = ("present", "lost", "excused", "absent")
    assert [[site["seconds"].get(way, 0.0) for way in ways] for site in told["sites"]] == [
        list(row[1:5]) for row in table(made, "Tham dự")
    ]
    assert all(
        site["minutes"][way] == site["seconds"].get(way, 0.0) // 60 for site in told["sites"] for way in ways
    )
    assert [turn["lasted_s"] for turn in told["turns"]] == [row[2] for row in table(made, "Phát biểu")]
    assert [one["down_in_meeting_s"] for one in told["outages"]] == [row[6] for row in table(made, "Sự cố")]
    assert (told["journal"]["seq"], told["journal"]["hash"]) == (made.head_seq, made.head_hash)


def test_every_picture_is_recomputed_from_the_entries() -> None:
    told: dict[str, Any] = json.loads(json.dumps(minutes_object(facts())))
    found: list[tuple[float, float, list[str], bool]] = []
    for one in (one for turn in told["turns"] for one in turn["pictures"]):
        pairs = zip(one["sites"], one["kinds"], strict=True)
        seats = [site or f"*{kind}" for site, kind in pairs]
        span = (one["from_utc"], one["until_utc"], seats, one["is_ordered"])
        is_same = bool(found) and found[-1][1:] == (one["from_utc"], seats, one["is_ordered"])
        found = [*found[:-1], (found[-1][0], *span[1:])] if is_same else [*found, span]
    assert found == MeetingCount(rows(), NUMBER, SITES).pictures()
    assert {is_ordered for *_, is_ordered in found} == {True, False}


def test_a_closed_meetings_minutes_tell_no_title_and_no_reason() -> None:
    told = "\n".join(paper_lines(paper("vi", is_closed=True)))
    assert "họp kín" in told
    for secret in (TITLE, "lãnh đạo đi vắng", "tiếp dân"):
        assert secret in "\n".join(paper_lines(paper("vi")))
        assert secret not in told
        assert secret not in json.dumps(minutes_object(facts(is_closed=True)), ensure_ascii=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_closed_meetings_acts_say_that_something_was_typed_and_where_it_is(language: str) -> None:
    w = ReportWords(Words(language), PLACE)
    acts = minutes_paper(facts(is_closed=True), w).annexes[-1]
    (rows, note) = acts.blocks
    assert isinstance(rows, Table)
    sentences = [str(row[-1]) for row in rows.rows]
    assert any("…" in one for one in sentences)
    assert [one for one in sentences if one.rstrip().endswith(":") or ":  (" in one] == []
    assert isinstance(note, Text)
    assert note.text == w("report.closed.words")
    assert len(minutes_paper(facts(), w).annexes[-1].blocks) == 1


def test_every_text_of_the_minutes_is_one_clean_line() -> None:
    hostile = ReportPlace(names={site: f"{site}\x1b[2J\u202e\n" for site in SITES}, timezone=ZONE)
    made = minutes_paper(facts(), ReportWords(Words("vi"), hostile))
    for line in paper_lines(made):
        assert clean(line, len(line) + 1) == line


def test_the_minutes_of_an_upper_level_s_meeting_tell_both_levels() -> None:
    """The day of Lào Cai, led by 11 Văn Bàn in place of the upper level, whose link was lost for a while."""
    changed = {
        "meeting.started": lambda event: replace(event, upper_site="van-ban"),
        "outage.opened": lambda event: replace(event, type="upper.lost"),
        "microphones.blocking": lambda event: CalledSet(True, NAME),
    }
    fold = MinutesFold(MeetingRef(NUMBER))
    for entry in working_day():
        fold.take(replace(entry, event=changed.get(entry.kind, lambda event: event)(entry.event)))
    found = fold.facts(SITES, JournalEnd(78, "5a" * 32, at("10:22:00")), at("23:00:00"))
    assert found is not None
    assert minutes_object(found)["meeting"]["upper"] == "van-ban"  # type: ignore[call-overload, index]
    made = minutes_paper(found, ReportWords(Words("vi"), PLACE))
    texts = [block.text for block in made.blocks if isinstance(block, Text)]
    assert any("Địa điểm: điểm cầu chủ trì 11 Văn Bàn." in text for text in texts)
    (levels,) = [text for text in texts if "điểm cầu chủ trì tại địa phương: 1 VP UBND" in text]
    assert "Được mời phát biểu 1 lần." in levels
    lost = length(found.down_s(found.outages[0]))
    assert f"gián đoạn 1 lần, tổng cộng {lost}" in levels


def test_the_minutes_count_guests_apart_with_when_each_was_let_in_and_for_how_long() -> None:
    fold = MinutesFold(MeetingRef(NUMBER))
    day = working_day()
    began = next(at for at, entry in enumerate(day) if entry.kind == "floor.break")
    meeting = str(NUMBER)
    said = (
        GuestExpected(1, meeting, "*sở y tế*", "Sở Y tế", "0214", NAME),
        GuestExpected(2, meeting, "0918*", "Bệnh viện tỉnh", "0215", NAME),
        GuestExpected(3, "999", "0919*", "Khách họp khác", "0216", NAME),
        GuestCame(1, "L1", "0912", "", "Sở Y tế", at("08:04:00")),
        GuestLetIn(1, "L1", at("08:05:10")),
        GuestLeft(1, "L1", at("08:25:10")),
        GuestCame(1, "L2", "0912", "", "iPhone", at("08:30:00")),
        GuestLetIn(1, "L2", at("08:30:00")),
        GuestLeft(1, "L2", at("08:40:00")),
    )
    more = [Entry(0, at("09:00:00"), event.KIND, 1, "", event_data(event), event) for event in said]
    for entry in (*day[:began], *more, *day[began:]):
        fold.take(entry)
    found = fold.facts(SITES, JournalEnd(78, "5a" * 32, at("10:22:00")), at("23:00:00"))
    assert found is not None
    made = minutes_paper(found, ReportWords(Words("vi"), PLACE))
    (told,) = [b.text for b in made.blocks if isinstance(b, Text) and b.text.startswith("Khách")]
    assert told == (
        "Khách (tính riêng): 2. Sở Y tế: 0912 được cho tham gia 08:05:10, dự 30:00. "
        "Bệnh viện tỉnh: chưa gọi vào."
    )
    forms = minutes_object(found)["guests"]
    assert [form["number"] for form in forms] == [1, 2]  # type: ignore[index, call-overload, union-attr]


def test_the_minutes_tell_of_poor_calls_the_worst_first_and_how_many_were_told_of() -> None:
    day = working_day()
    (start,) = [entry.event for entry in day if isinstance(entry.event, MeetingStarted)][-1:]
    site, other, good = SITES[1], SITES[2], SITES[3]
    times = at("08:00:00"), at("09:00:00")
    told = (
        CallMeasured(other, start.meeting, *times, 1000.0, 40.0, 0.0, 1.2, 41.2),
        CallMeasured(site, start.meeting, *times, 1000.0, 200.0, 50.0, 12.4, 8.0),
        CallMeasured(good, start.meeting, *times, 1000.0, 0.0, 0.0, 0.4),
        CallMeasured(good, "another", *times, 1000.0, 900.0, 900.0, 90.0),
    )
    fold = MinutesFold(MeetingRef(NUMBER))
    for entry in (*day, *(Entry(0, at("11:00:00"), one.KIND, 1, "", event_data(one), one) for one in told)):
        fold.take(entry)
    found = fold.facts(SITES, JournalEnd(78, "5a" * 32, at("10:22:00")), at("23:00:00"))
    assert found is not None
    words = ReportWords(Words("vi"), PLACE)
    text = " ".join(block.text for block in minutes_paper(found, words).blocks if isinstance(block, Text))
    first = f"{words.site(site)} mất gói nhiều nhất 12,4% (từ 1%: 20% thời gian, từ 5%: 5%)"
    second = f"{words.site(other)} mất gói nhiều nhất 1,2% (từ 1%: 4% thời gian, từ 5%: 0%), jitter đến 41 ms"
    assert f"2/3 cuộc gọi có lúc kém: {first}; {second}." in text


def test_the_minutes_tell_who_recorded_and_what_became_of_it() -> None:
    fold = MinutesFold(MeetingRef(NUMBER))
    day = working_day()
    began = next(at for at, entry in enumerate(day) if entry.kind == "floor.break")
    meeting = next(entry.event.meeting for entry in day if isinstance(entry.event, MeetingStarted))
    said = (
        RecordingBegan(1, MCU, meeting, at("08:01:00")),
        RecordingBegan(2, "Đài PTTH", "another", at("08:01:00"), NAME),
        RecordingEnded(1, at("10:00:00"), "giao-ban.mkv"),
        RecordingKept(1, "", "ab" * 32, "Văn phòng UBND", "2031-01-05", at("10:05:00"), NAME),
    )
    more = [Entry(0, at("09:00:00"), event.KIND, 1, "", event_data(event), event) for event in said]
    for entry in (*day[:began], *more, *day[began:]):
        fold.take(entry)
    found = fold.facts(SITES, JournalEnd(78, "5a" * 32, at("10:22:00")), at("23:00:00"))
    assert found is not None
    made = minutes_paper(found, ReportWords(Words("vi"), PLACE))
    (told,) = [b.text for b in made.blocks if isinstance(b, Text) and b.text.startswith("Ghi hình")]
    assert told == (
        f"Ghi hình: MCU 08:01:00 - 10:00:00; tệp giao-ban.mkv; SHA-256 {'ab' * 32}; "
        "đã giao Văn phòng UBND; lưu đến 2031-01-05."
    )
    (form,) = minutes_object(found)["recordings"]  # type: ignore[misc, union-attr]
    assert (form["number"], form["source"], form["meeting"]) == (1, MCU, meeting)  # type: ignore[index, call-overload]


def test_the_minutes_of_a_minute_have_no_annex_of_what_did_not_happen() -> None:
    """Two sites, nobody speaks, nothing fails: the chair's page says so."""
    fold = MinutesFold(MeetingRef())
    began, ends = at("08:00:00"), at("08:01:00")
    day: list[tuple[float, str, Event]] = [
        (began, OPERATOR, MeetingStarted("m", "Thử", "vp-ubnd", began, ends, [], sites=list(SITES[:2]))),
        (began + 1.0, "", SiteJoined("so-tttt", "leg")),
        (ends, OPERATOR, MeetingEnded("m", ends)),
    ]
    for seq, (at_utc, actor, event) in enumerate(day, start=1):
        fold.take(Entry(seq, at_utc, event.KIND, event.VERSION, actor, event_data(event), event))
    found = fold.facts(SITES, JournalEnd(3, "5a" * 32, ends), ends)
    assert found is not None
    made = minutes_paper(found, ReportWords(Words("en"), PLACE))
    assert [annex.title for annex in made.annexes] == [
        "Attendance of the sites", "Speakers and pictures", "Operator actions",
    ]  # fmt: skip
    assert "No outage was recorded" in "\n".join(paper_lines(made))
    assert "Venue: the room of the chair's site, 1 VP UBND." in "\n".join(paper_lines(made))
    sections = Document(BytesIO(docx_bytes(made))).sections
    assert [section.orientation for section in sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ], "two annexes share the landscape page"  # fmt: skip


def test_the_shutdown_has_a_paper_of_its_own_with_each_step_of_each_site() -> None:
    found, w = facts(), ReportWords(Words("vi"), PLACE)
    assert found.shutdown is not None
    made = shutdown_paper(found, found.shutdown, w)
    steps = ("done", "left", "codec", "cooled", "power")
    told = {
        (row["data"]["site"], row["data"].get("step", "")): row
        for row in rows()
        if row["kind"] in ("shutdown.signed", "shutdown.judged")
    }
    wanted = [
        (
            NAMES[site],
            *(
                f"{'đã ký' if step == 'done' else 'đo được'} {clock(told[site, step]['data']['at_utc'])}"
                if (site, step) in told
                else "chưa làm"
                for step in steps
            ),
        )
        for site in SITES
    ]
    assert list(table(made, "Các điểm cầu")) == [tuple(map(clean, row)) for row in wanted]
    text = "\n".join(paper_lines(made))
    assert "4 trên 5 điểm cầu đã tắt" in text
    assert "Chưa xác nhận đã tắt: 11 Văn Bàn." in text
    assert (made.name, made.signatures[0].post) == ("bien-ban-tat-may-1", "CÁN BỘ KỸ THUẬT TRỰC")
    assert not any("Tắt" in annex.title for annex in paper("vi").annexes)
    closed, record = facts(is_closed=True), facts(is_closed=True).shutdown
    assert record is not None
    secret = shutdown_paper(closed, record, w)
    assert (secret.is_private, TITLE in secret.subject) == (True, False)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Cuộc gọi mất nhiều gói: 2 lần tại 6 Bắc Hà, tổng 0:03:00."),
        ("en", "Calls of which much was lost: 2 at 6 Bắc Hà, 0:03:00 in all."),
    ],
)
def test_poor_calls_are_told_with_their_sites_and_how_long_they_lasted(language: str, said: str) -> None:
    known = facts()
    site, from_utc = SITES[2], known.attendance.from_utc
    poor = [
        Incident(90 + n, "call.poor", site, "", from_utc + at, from_utc + at + 90)
        for n, at in enumerate((60, 600))
    ]
    made = minutes_paper(
        replace(known, incidents=(*known.incidents, *poor)), ReportWords(Words(language), PLACE)
    )
    assert said in "\n".join(paper_lines(made))
    assert "mất nhiều gói" not in "\n".join(paper_lines(paper("vi")))
