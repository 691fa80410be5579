"""The records' contract seconds and the downtime in the percentage are the same, whatever happens."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.alarms.events import MaintenancePlanned
from gbdt_console.core.events import BlindnessBegan, BlindnessEnded, Entry
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.outages.contract_clock import TURNS_AFTER_S
from gbdt_console.core.outages.events import OutageMerged
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.month_fold import MonthFold
from gbdt_console.journal.sample_recorder import LATE, LOST, UNKNOWN
from tests.support.engine.contract_history import HANDED_ON_AFTER_S, ContractHistory
from tests.support.engine.networks import network

ZONE = "Asia/Ho_Chi_Minh"
MIDNIGHT_S = 1_767_891_600
"""2026-01-09 00:00 in Viet Nam."""
FROM_S = MIDNIGHT_S - 400
LENGTH = 1_000
QUIET_END = 200
"""Good seconds at the end, in which every fault ends."""

RUNS = st.lists(
    st.tuples(st.sampled_from([120, LOST, LATE, UNKNOWN]), st.integers(1, 90) | st.integers(7, 12)),
    min_size=4,
    max_size=40,
)
SPANS = st.lists(st.tuples(st.integers(0, LENGTH), st.integers(1, 200)), max_size=2)


def vector(runs: list[tuple[int, int]]) -> list[int]:
    codes = [code for code, length in runs for _ in range(length)][:LENGTH]
    return codes + [120] * (LENGTH + QUIET_END - len(codes))


def history(lines: list[list[tuple[int, int]]], work: list[tuple[int, int]]) -> ContractHistory:
    codes = {f"s{number}": vector(runs) for number, runs in enumerate(lines, 1)}
    made = ContractHistory(FROM_S, codes)
    for number, (begin, length) in enumerate(work):
        begin_utc = float(FROM_S + begin)
        made.write(MaintenancePlanned(f"w{number}", "s1", begin_utc, begin_utc + length, "x", "y"))
    return made


def reference(codes: list[int], blind: set[int], excluded: set[int]) -> tuple[int, int, int]:
    """Excluded, blind and down seconds, found second by second."""
    marks: list[str] = []
    gap = 1
    for place, code in enumerate(codes):
        if code < LATE:
            mark, gap = "g", 0
        elif place in blind:
            mark, gap = "?", 1
        elif code != UNKNOWN:
            mark, gap = "b", 0
        elif gap < 1:
            mark, gap = marks[-1], 1
        else:
            mark = "?"
        marks.append(mark)
    is_down, down = False, [False] * len(marks)
    for place in range(len(marks)):
        ahead = marks[place : place + TURNS_AFTER_S]
        if len(ahead) == TURNS_AFTER_S and set(ahead) == {"g" if is_down else "b"}:
            is_down = not is_down
        down[place] = is_down
    outside = [place for place in range(len(marks)) if place not in excluded]
    blind_s = sum(marks[place] == "?" for place in outside)
    down_s = sum(down[place] and marks[place] != "?" for place in outside)
    return len(marks) - len(outside), blind_s, down_s


def counted(played: ContractHistory) -> list[tuple[int, int]]:
    """Unavailable seconds and periods of each line; screen and paper have the same, closed days and later."""
    fold = MonthFold(played.months[0].month, ZONE)
    for seq, event in enumerate(played.events, start=1):
        fold.take(Entry(seq, 0.0, event.KIND, event.VERSION, "", {}, event))
    lines = {site.id: site.line for site in network(len(played.codes)).sites}
    paper = fold.facts(lines, JournalEnd(), float(FROM_S + LENGTH))
    found = []
    for month, on_paper in zip(played.months, paper.lines, strict=True):
        assert month.today is not None
        today = replace(month.today, total_s=None, excluded_s=None, blind_s=None)
        assert replace(month, today=today, blips=()) == replace(on_paper.month, blips=())
        found.append((month.down_s + today.down_s, month.outages + today.outages))
    return found


@given(st.lists(RUNS, min_size=2, max_size=2), SPANS, SPANS, st.lists(st.integers(1, LENGTH), max_size=3))
def test_the_terms_are_those_of_a_second_by_second_count(
    lines: list[list[tuple[int, int]]],
    work: list[tuple[int, int]],
    blind: list[tuple[int, int]],
    stops: list[int],
) -> None:
    played = history(lines, work)
    for begin, length in blind:
        played.write(BlindnessBegan("anchors", float(FROM_S + begin)))
        played.write(BlindnessEnded("anchors", float(length)))
    edges = sorted({0, *stops, LENGTH + QUIET_END})
    for begin, end in pairwise(edges):
        played.run(begin, end)
    until = (FROM_S + edges[-1] - HANDED_ON_AFTER_S) // 60 * 60 - FROM_S
    first = FROM_S % 60  # the count begins with the minute in which the engine started
    for number, month in enumerate(played.months, 1):
        codes = [UNKNOWN] * first + list(played.codes[f"s{number}"])[:until]
        blind_s = {at + first for begin, length in blind for at in range(begin, begin + length)}
        work_s = {at + first for begin, length in work for at in range(begin, begin + length)}
        excluded = work_s & set(range(len(codes))) if number == 1 else set()
        expected = reference(codes, blind_s, excluded)
        today = month.today
        assert today is not None
        terms = ((month.excluded_s, today.excluded_s), (month.blind_s, today.blind_s))
        sums = tuple(closed + (later or 0) for closed, later in (*terms, (month.down_s, today.down_s)))
        assert sums == expected
        assert month.total_s + (today.total_s or 0) == len(codes)


@settings(max_examples=150)
@given(
    st.lists(RUNS, min_size=2, max_size=2),
    SPANS,
    st.lists(
        st.tuples(st.integers(1, LENGTH), st.integers(1, 200), st.booleans(), st.integers(0, 2)), max_size=4
    ),
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=3),
)
def test_the_records_sum_up_to_the_downtime_over_kills_at_any_second(
    lines: list[list[tuple[int, int]]],
    work: list[tuple[int, int]],
    stops: list[tuple[int, int, bool, int]],
    merges: list[tuple[int, int]],
) -> None:
    played = history(lines, work)
    begin = 0
    for at, off, is_killed, lost in sorted(stops):
        if at > begin:
            played.run(begin, at, is_killed=is_killed, lost_minutes=lost)
            begin = at + off
            for number, into in merges:
                played.write(OutageMerged(number, into, 0.0))
    played.run(min(begin, LENGTH), LENGTH + QUIET_END)
    in_records = sum(record.contract_s for record in played.records)
    assert in_records == sum(down_s for down_s, _ in counted(played))
    periods = played.ledger[ContractBook].periods.values()
    assert in_records == sum(period.down_s for period in periods)
    assert all(period.number for period in periods)


def test_down_seconds_in_the_journal_stay_down_though_their_samples_are_lost() -> None:
    played = ContractHistory(FROM_S, {"s1": [120] * 60 + [LOST] * 100 + [120] * 1_000})
    played.run(0, 300, is_killed=True, lost_minutes=9)
    assert [record.contract_s for record in played.records] == [100]
    played.run(310, 1_000)
    assert counted(played) == [(100, 1)]
    assert [record.contract_s for record in played.records] == [100]


def test_the_time_before_the_first_answer_of_a_line_is_not_counted() -> None:
    codes = {"s1": [LOST] * 90 + [120] * 120 + [LOST] * 60 + [120] * 730, "s2": [LOST] * 1_000}
    played = ContractHistory(FROM_S, codes, answered={"s1": FROM_S + 90})
    played.run(0, 600)
    played.run(620, 1_000)
    assert [(record.sites, record.contract_s) for record in played.records] == [(("s1",), 60)]
    assert counted(played) == [(60, 1), (0, 0)]
