"""An alarm that is held although its fault is gone says so, and until when; it is not told as present."""

from dataclasses import replace

import pytest

from gbdt_console.cli.alarms.alarm_form import alarms_object
from gbdt_console.cli.alarms.lines import AlarmLines
from gbdt_console.core.alarms.alarm import Alarm, Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import DEFINITIONS
from gbdt_console.core.alarms.order import most_urgent_first
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.recorded_snapshot import recorded_snapshot
from gbdt_console.core.snapshot import REPLAYED
from gbdt_console.text.handover.handover_text import HandoverWords
from gbdt_console.text.words import Words
from gbdt_console.ui.alarms.rows import rows_of
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, worst_waiting
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from tests.support.alarms.snapshots import acknowledged, make_alarm, watched, with_watched
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

OVER = {"vi": "đã hết, theo dõi đến 14:22:57", "en": "over, watched until 14:22:57"}


@pytest.mark.parametrize("kind", list(DEFINITIONS))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_line_sheet_and_verb_say_that_it_is_over_and_until_when_it_is_watched(
    kind: str, language: str
) -> None:
    look, alarm = appearance_of(language, "dark", {}, ascii_only=False), watched(1, 3, AT_UTC, kind)
    view = View(with_watched(make_snapshot(3), alarm), 0.0)
    (row,) = rows_of([alarm])
    texts = AlarmWords(look, view)
    line = AlarmLine(look, 200).paint(row, texts, view.now_utc, is_cursor=False, is_worst=False).text
    sheet = " ".join(strip.text for strip in AlarmSheet(look, 200).paint(row, view, None))
    told = AlarmLines(view.snapshot, Words(language)).line(alarm)
    assert all(OVER[language] in text for text in (line, sheet, told))
    assert "0214" not in line, "nobody is to be called"


def test_a_site_with_a_watched_alarm_alone_is_as_quiet_as_it_is_well() -> None:
    snapshot = with_watched(make_snapshot(3), watched(1, 3, AT_UTC))
    view = View(snapshot, snapshot.at_s)
    bare = View(make_snapshot(3), snapshot.at_s)
    assert view.site(view.snapshot.sites[2]) == bare.site(bare.snapshot.sites[2])


def test_what_is_over_stands_below_what_is_not_and_rings_no_louder() -> None:
    major = make_alarm(2, 1, AT_UTC, severity=Severity.MAJOR)
    known = acknowledged(make_alarm(3, 2, AT_UTC, severity=Severity.MINOR))
    held = replace(watched(1, 3, AT_UTC), severity=Severity.CRITICAL)
    ordered = sorted([held, known, major], key=most_urgent_first)
    assert [alarm.number for alarm in ordered] == [2, 3, 1]
    assert [row.alarm.number for row in rows_of([held, major, known])] == [2, 3, 1]
    assert worst_waiting(rows_of([held, major])) is Severity.MAJOR
    assert worst_waiting(rows_of([held])) is None


def test_the_json_form_has_both_times() -> None:
    (told,) = alarms_object(with_watched(make_snapshot(3), watched(1, 3, AT_UTC)))["alarms"]  # type: ignore[misc, union-attr]
    assert isinstance(told, dict)
    assert (told["is_active"], told["ended"], told["watched_until"]) == (
        True, "2026-01-05T07:21:57.000Z", "2026-01-05T07:22:57.000Z",
    )  # fmt: skip


@pytest.mark.parametrize("is_live", [True, False])
@pytest.mark.parametrize(("language", "said"), [("vi", "có thể đã hết"), ("en", "may be over")])
def test_of_a_held_alarm_that_the_journal_alone_tells_nobody_knows_whether_it_is_over(
    is_live: bool, language: str, said: str
) -> None:
    look, alarm = appearance_of(language, "dark", {}, ascii_only=False), held(1, 3)
    snapshot = with_watched(make_snapshot(3), alarm)
    view = View(snapshot if is_live else replace(snapshot, epoch=REPLAYED), 0.0)
    (row,), texts = rows_of([alarm]), AlarmWords(look, view)
    line = AlarmLine(look, 200).paint(row, texts, view.now_utc, is_cursor=False, is_worst=False).text
    handed = HandoverWords(look.words, look.formats, view.snapshot)
    told = AlarmLines(view.snapshot, Words(language)).line(alarm)
    pages = [line for _, lines in handed.parts() for line, _ in lines]
    (form,) = alarms_object(view.snapshot)["alarms"]  # type: ignore[misc, union-attr]
    assert {said in text for text in (line, " ".join(pages), told)} == {not is_live}
    assert isinstance(form, dict)
    assert form["may_be_over"] is not is_live


def test_a_hand_over_says_of_a_watched_alarm_that_it_is_over() -> None:
    look, snapshot = appearance_of("vi", "dark", {}, ascii_only=False), make_snapshot(3)
    handed = HandoverWords(look.words, look.formats, with_watched(snapshot, watched(1, 3, AT_UTC)))
    assert any(OVER["vi"] in line for _, lines in handed.parts() for line, _ in lines)


def test_a_hand_over_from_the_journal_alone_knows_no_end_of_a_hold() -> None:
    ledger = Ledger(AlarmBook(1, {1: held(1, 3)}))
    told = recorded_snapshot(ledger, None, AT_UTC)
    assert told.alarms[0].may_be_over(is_live=told.is_live)


def held(number: int, site: int) -> Alarm:
    return replace(make_alarm(number, site, AT_UTC), is_chattering=True)


def test_a_hand_over_lists_what_is_over_apart_from_what_is_open() -> None:
    look, snapshot = appearance_of("vi", "dark", {}, ascii_only=False), make_snapshot(3)
    ended = replace(make_alarm(2, 2, AT_UTC), is_active=False, ended_utc=AT_UTC)
    both = replace(snapshot, alarms=(make_alarm(1, 1, AT_UTC), ended))
    parts = dict(HandoverWords(look.words, look.formats, both).parts())
    assert ["VP UBND" in line for line, _ in parts["ĐANG MỞ"]] == [True]
    assert ["TP. Lào Cai" in line for line, _ in parts["ĐÃ HẾT, CHƯA TIẾP NHẬN"]] == [True]
    open_only = dict(HandoverWords(look.words, look.formats, replace(both, alarms=both.alarms[:1])).parts())
    assert "ĐÃ HẾT, CHƯA TIẾP NHẬN" not in open_only
