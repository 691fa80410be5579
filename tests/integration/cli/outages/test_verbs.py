"""`outages` and `outage …`, over an engine and over the journal alone."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.events import OutageOpened
from gbdt_console.core.outages.outage import CallOutcome, Channel, EstimateSource, OutageState
from gbdt_console.settings.shipped import shipped_example
from tests.support.cli.station import Station
from tests.support.places import DOCS

MINUTE_S = 60.0
HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07",
    "\u202etxt.exe\u2066",
    "two\nlines\rand\ttabs",
    "\u200b\ufeff\U000e0041",
    "ế" * 10_000,
    "x" * 10_000,
    "a" + "\u0301" * 500,
)
EVERY_FIELD = (
    ("open", "8", "{}"),
    ("estimate", "1", "+20", "--reason", "{}"),
    ("remedy", "1", "{}"),
    ("state", "1", "technician-sent", "--reason", "{}"),
    ("report", "1", "--ticket", "{}"),
    ("call", "1", "{}", "{}", "reached", "--note", "{}"),
    ("told", "1", "--person", "{}", "--channel", "phone", "--text", "không có tiếng"),
)


def outages(station: Station) -> dict[int, dict[str, Any]]:
    result = station.run("outages", "--json", "--all")
    assert result.exit_code == 0, result.stderr
    return {one["number"]: one for one in json.loads(result.stdout)["outages"]}


def do(station: Station, *words: str) -> str:
    return station.do("outage", *words)


def opened(station: Station) -> None:
    """Record 1: site 8 reported a fault, and an engine or a verb wrote it."""
    do(station, "open", "8", "không có tiếng")


def test_each_verb_writes_its_part_of_the_record(desk: Station) -> None:
    before_utc = SystemClock().utc()
    out = do(desk, "open", "8", "không có tiếng", "--cause", "av-sound", "--back", "+20")
    assert out.splitlines()[-1] == "recorded"
    do(desk, "estimate", "1", "+1h30", "--source", "technician", "--reason", "phải thay mic")
    do(desk, "cause", "1", "codec")
    do(desk, "report", "1", "--ticket", "VNPT-22119")
    do(desk, "call", "1", "trực VNPT", "0214 000 0800", "no-answer", "--note", "gọi lại sau")
    do(desk, "state", "1", "technician-sent", "--reason", "anh Minh đi")
    do(desk, "remedy", "1", "thay mic")
    record = outages(desk)[1]
    assert (record["sites"], record["words"], record["cause"]) == (["sa-pa"], "không có tiếng", "codec")
    assert [(e["source"], e["reason"]) for e in record["estimates"]] == [
        ("centre", None),
        ("technician", "phải thay mic"),
    ]
    back_utc = datetime.fromisoformat(record["estimates"][1]["back"]).timestamp()
    assert before_utc <= back_utc - 90 * MINUTE_S <= SystemClock().utc()
    assert (record["ticket"], record["remedy"], record["state"]) == (
        "VNPT-22119",
        "thay mic",
        "technician-sent",
    )
    assert [(c["contact"], c["phone"], c["outcome"], c["note"]) for c in record["calls"]] == [
        ("trực VNPT", "0214 000 0800", "no-answer", "gọi lại sau")
    ]
    assert [s["state"] for s in record["states"]] == ["open", "reported", "technician-sent"]
    assert desk.run("verify").exit_code == 0


@pytest.mark.article("A8.2d")
def test_the_chair_is_told_the_sentence_that_is_printed(desk: Station) -> None:
    opened(desk)
    out = do(desk, "told", "1", "--person", "chủ trì", "--channel", "phone")
    (told,) = outages(desk)[1]["told"]
    assert (told["person"], told["channel"], told["estimate"]) == ("chủ trì", "phone", None)
    assert told["text"] == out.splitlines()[0]
    assert told["text"].startswith("8 Sa Pa: không có tiếng since ")
    do(desk, "told", "1", "--person", "thư ký", "--channel", "in-room", "--text", "đã báo miệng")
    assert outages(desk)[1]["told"][1]["text"] == "đã báo miệng"


def test_the_chair_can_be_told_of_the_longest_words(desk: Station) -> None:
    do(desk, "open", "8", "không có tiếng " * 100)
    do(desk, "told", "1", "--person", "chủ trì", "--channel", "in-room")
    assert len(outages(desk)[1]["told"]) == 1


def test_records_are_merged_split_closed_and_corrected(desk: Station) -> None:
    opened(desk)
    do(desk, "open", "6", "không có hình")
    do(desk, "merge", "2", "1")
    assert (outages(desk)[1]["sites"], outages(desk)[2]["merged_into"]) == (["sa-pa", "bac-ha"], 1)
    do(desk, "split", "1", "6")
    assert (outages(desk)[1]["sites"], outages(desk)[3]["sites"]) == (["sa-pa"], ["bac-ha"])
    do(desk, "state", "1", "restored")
    do(desk, "remedy", "1", "cắm lại dây")
    do(desk, "cause", "1", "av-sound")
    assert desk.run("outage", "close", "1").exit_code == 4, "it never had an estimate"
    do(desk, "close", "1", "--yes")
    do(desk, "correct", "1", "cause", "operator", "--reason", "nghe lại")
    closed = outages(desk)[1]
    assert (closed["is_open"], closed["cause"]) == (False, "operator")
    assert [(c["field"], c["before"], c["after"]) for c in closed["corrections"]] == [
        ("cause", "av-sound", "operator")
    ]
    listed = desk.run("outages").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["3"]


def test_an_unknown_cause_closes_with_a_date_only_when_asked(desk: Station) -> None:
    do(desk, "open", "8", "x", "--back", "+20")
    do(desk, "state", "1", "restored")
    do(desk, "remedy", "1", "tự khôi phục")
    assert desk.run("outage", "close", "1").exit_code == 4
    do(desk, "close", "1", "--unknown")
    assert outages(desk)[1]["due"] is not None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("open", "99", "x"), 2),
        (("open", "8", " "), 4),
        (("open", "8"), 2),
        (("open", "8", "x", "--cause", "weather"), 2),
        (("open", "8", "x", "--back", "soon"), 2),
        (("open", "8", "x", "--back", "0"), 4),
        (("open", "8", "x", "--back", "+20", "--source", "rumour"), 2),
        (("estimate", "9", "+20"), 4),
        (("estimate", "0", "+20"), 2),
        (("estimate", "one", "+20"), 2),
        (("estimate", "1", "24:00"), 2),
        (("estimate", "1", "2099-01-01 00:00"), 4),
        (("estimate", "1", "2020-01-01 00:00"), 4),
        (("cause", "1", "weather"), 2),
        (("cause", "9", "line"), 4),
        (("remedy", "1", "\t "), 4),
        (("remedy", "9", "x"), 4),
        (("state", "1", "closed"), 2),
        (("state", "9", "restored"), 4),
        (("report", "9"), 4),
        (("call", "1", "a", "b", "maybe"), 2),
        (("call", "9", "a", "b", "busy"), 4),
        (("told", "1"), 2),
        (("told", "1", "--person", "x", "--channel", "pigeon"), 2),
        (("told", "1", "--person", "x"), 2),  # nobody said how
        (("told", "1", "--person", "x", "--channel", "phone", "--text", "\x1b[2J"), 4),
        (("told", "1", "--person", "x", "--channel", "phone", "--text", " "), 4),
        (("told", "9", "--person", "x", "--channel", "phone"), 4),
        (("merge", "1", "1"), 4),
        (("merge", "1", "9"), 4),
        (("merge", "9", "1"), 4),
        (("split", "1", "8"), 4),
        (("split", "1", "6"), 4),
        (("split", "1", "99"), 2),
        (("split", "1"), 2),
        (("close", "1"), 4),
        (("close", "9"), 4),
        (("correct", "1", "cause", "line", "--reason", "x"), 4),
        (("correct", "1", "colour", "red", "--reason", "x"), 2),
        (("correct", "1", "cause", "line"), 2),
        (("burn", "1"), 2),
    ],
)
def test_a_refusal_has_its_exit_code_and_changes_nothing(
    words: tuple[str, ...], code: int, station: Station
) -> None:
    opened(station)
    before = outages(station)
    result = station.run("outage", *words)
    assert result.exit_code == code, result.output
    assert result.stderr
    after = outages(station)
    assert {n: one | {"duration_s": 0} for n, one in after.items()} == {
        n: one | {"duration_s": 0} for n, one in before.items()
    }


def test_an_engine_refuses_with_the_same_exit_codes(station: Station) -> None:
    with station.engine():
        opened(station)
        for words, code in (
            (("open", "99", "x"), 2),
            (("open", "8", " "), 4),
            (("estimate", "9", "+20"), 4),
            (("told", "9", "--person", "x", "--channel", "phone"), 4),
            (("told", "1", "--person", "x", "--channel", "phone", "--text", "\x1b[2J"), 4),
            (("split", "1", "99"), 2),
            (("split", "1", "8"), 4),
            (("close", "1"), 4),
            (("correct", "1", "cause", "line", "--reason", "x"), 4),
        ):
            result = station.run("outage", *words)
            assert (result.exit_code, bool(result.stderr)) == (code, True), (words, result.output)
        assert list(outages(station)) == [1]


@pytest.mark.parametrize("text", HOSTILE, ids=["escape", "bidi", "lines", "hidden", "long", "ascii", "marks"])
def test_hostile_words_reach_no_terminal_and_stay_short(text: str, station: Station) -> None:
    opened(station)
    for words in EVERY_FIELD:
        station.run("outage", *(word.replace("{}", text) for word in words))
    station.run("outage", "told", "1", "--person", "x", "--channel", "phone", "--text", text)
    do(station, "state", "1", "restored")
    do(station, "cause", "1", "av-sound")
    assert station.run("outage", "close", "1").exit_code in (0, 4)
    station.run("outage", "correct", "1", "ticket", text, "--reason", text)
    plain, as_json = station.run("outages", "--all").stdout, station.run("outages", "--json", "--all").stdout
    known = json.loads(as_json)
    for shown in (plain, *strings(known)):
        unsafe = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn")} - {"\n"}
        assert not unsafe, (text[:20], shown[:80])
    assert max(map(len, strings(known))) <= 600
    assert station.run("verify").exit_code == 0


def strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from strings(one)
        case list():
            for one in value:
                yield from strings(one)


def test_without_an_engine_the_records_come_from_the_journal_and_say_so(station: Station) -> None:
    assert station.run("outages").exit_code == 3
    at_utc = SystemClock().utc() - 600.0
    lost = OutageOpened(
        1, ["sa-pa"], at_utc, at_utc + 5.0, "sa-pa", "site.lost", cause=OutageCause.LINE, confidence="medium"
    )
    station.record(lost)
    result = station.run("outages")
    assert (result.exit_code, "No engine runs" in result.stderr) == (0, True)
    (line,) = result.stdout.splitlines()
    assert line.split()[0] == "1"
    assert "8 Sa Pa: lost" in line
    assert "no estimate" in line
    assert json.loads(station.run("outages", "--json").stdout)["is_live"] is False


def test_with_an_engine_nothing_is_said_of_the_journal(station: Station) -> None:
    with station.engine():
        empty = station.run("outages")
        assert (empty.exit_code, empty.stderr) == (0, "")
        opened(station)
        result = station.run("outages")
        assert (result.stderr, "8 Sa Pa: không có tiếng" in result.stdout) == ("", True)
        assert json.loads(station.run("outages", "--json").stdout)["is_live"] is True


def test_the_json_has_the_documented_fields_and_no_other(station: Station) -> None:
    do(station, "open", "8", "x", "--back", "+20")
    do(station, "told", "1", "--person", "chủ trì", "--channel", "phone")
    do(station, "call", "1", "a", "b", "busy")
    do(station, "state", "1", "restored")
    do(station, "remedy", "1", "y")
    do(station, "close", "1", "--unknown")
    do(station, "correct", "1", "remedy", "z", "--reason", "sai")
    whole = json.loads(station.run("outages", "--json", "--all").stdout)
    documented = (DOCS / "outages-json.md").read_text()
    (record,) = whole["outages"]
    parts = [record[name][0] for name in ("states", "estimates", "calls", "told", "corrections")]
    for fields in (whole, record, *parts):
        for field in fields:
            assert f"`{field}`" in documented or f"`{field}[]`" in documented, field
    for values in (OutageCause, OutageState, EstimateSource, CallOutcome, Channel):
        for value in values:
            assert f"`{value}`" in documented, value


def test_an_unlisted_user_writes_no_record(station: Station) -> None:
    station.config.write_text(shipped_example("sites.yaml"))
    assert station.run("outage", "open", "8", "x").exit_code == 4
    with station.engine():
        refused = station.run("outage", "open", "8", "x")
        assert refused.exit_code == 4
        assert str(station.config) in refused.stderr
        assert outages(station) == {}
