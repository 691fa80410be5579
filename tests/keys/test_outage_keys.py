"""The keys about outage records: what they cost, what they send, and what stands on F4."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import Command
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.commands import (
    CloseOutage,
    DecideCause,
    EstimateRepair,
    LogCall,
    MergeOutages,
    OpenOutage,
    SetRemedy,
    SplitOutage,
    TellChair,
)
from gbdt_console.core.outages.contract_month import Breach, BreachKind, LineMonth, UnclosedDay
from gbdt_console.core.outages.outage import Estimate, EstimateSource, Outage
from gbdt_console.core.people import Contact
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.frame.frame_screen import FrameScreen
from gbdt_console.screens.outages.outages_screen import OutageScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.text.words import Words
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.outages.records import lost, repaired, told_and_late
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import meeting
from tests.support.screens.scripted_port import AT_UTC, Fault, make_snapshot

SMALL = (80, 24)


def with_outages(*outages: Outage, has_carrier_number: bool = True) -> Snapshot:
    faulty = {int(site.removeprefix("site")): Fault.DOWN for o in outages for site in o.sites_down}
    made = make_snapshot(11, faulty, at_utc=AT_UTC)
    duty = Contact("trực kỹ thuật VNPT", "0214 000 0800")
    contacts = (duty,) if has_carrier_number else ()
    sites = tuple(replace(view, carrier_contacts=contacts) for view in made.sites)
    return replace(made, sites=sites, control=Control("console-1", "Trực ca 2"), outages=outages)


@asynccontextmanager
async def over(*outages: Outage, size: tuple[int, int] = SMALL) -> AsyncIterator[Console]:
    async with console(with_outages(*outages), size=size) as c:
        await c.let_pass(1.0)
        yield c


async def press(c: Console, *keys: str) -> None:
    for key in keys:
        await c.let_pass(0.6)
        await c.press(key)


def sent(c: Console) -> list[Command]:
    return list(c.port.submitted)


@pytest.mark.parametrize(
    "keys",
    [
        ("3", "h", "enter", "plus", "2", "0", "enter", "enter"),
        ("3", "h", "1", "plus", "2", "0", "enter", "1"),
        ("3", "H", "2", "1", "4", "colon", "5", "0", "enter", "3"),
    ],
)
@pytest.mark.outcome("told by the carrier")
async def test_cause_and_estimate_cost_at_most_ten_keys(keys: tuple[str, ...]) -> None:
    async with over(lost(7, 3, AT_UTC)) as c:
        assert len(keys) <= 10
        await press(c, *keys)
        decided, estimated = sent(c)
        assert isinstance(decided, DecideCause)
        assert (decided.number, decided.cause) == (7, "carrier-equipment" if "H" in keys else "line")
        assert isinstance(estimated, EstimateRepair)
        assert estimated.number == 7
        said = {"enter": "centre", "1": "carrier-spoken", "3": "technician"}
        assert estimated.source == said[keys[-1]]
        ahead_s = estimated.back_utc - AT_UTC
        assert 1_200.0 <= ahead_s <= 1_210.0 if "plus" in keys else 0.0 < ahead_s <= 86_400.0


async def test_an_empty_estimate_sends_the_cause_alone() -> None:
    async with over(lost(7, 3, AT_UTC)) as c:
        await press(c, "3", "h", "3", "enter")
        assert sent(c) == [DecideCause(7, "power-grid")]


async def test_a_site_without_a_fault_gets_a_record_by_hand() -> None:
    async with over() as c:
        await press(c, "9", "h", "6", "enter")
        assert sent(c) == [OpenOutage("site9", "điểm cầu báo: không có tiếng", "av-sound", None)]


async def test_an_estimate_that_a_site_reports_has_its_source_too() -> None:
    async with over() as c:
        await press(c, "9", "h", "6", "plus", "2", "0", "enter", "3")
        (opened,) = sent(c)
        assert isinstance(opened, OpenOutage)
        assert opened.source == "technician"


async def test_a_record_is_merged_into_another_and_a_site_split_off() -> None:
    both = replace(lost(8, 4, AT_UTC), sites=("site4", "site5"))
    async with over(lost(7, 3, AT_UTC, 60.0), both) as c:
        await press(c, "f4", "enter", "5", "1")
        await press(c, "down", "enter", "6", "2")
        assert sent(c) == [MergeOutages(7, 8), SplitOutage(8, ("site5",))]


async def test_esc_at_any_question_sends_nothing() -> None:
    async with over(lost(7, 3, AT_UTC)) as c:
        await press(c, "3", "h", "escape", "3", "h", "1", "escape", "t", "escape")
        assert sent(c) == []


async def test_the_chair_is_told_with_two_keys_and_the_sentence_shown() -> None:
    async with over(lost(7, 3, AT_UTC)) as c:
        await press(c, "t")
        shown = " ".join(c.text().split())
        await press(c, "2")
        (told,) = sent(c)
        assert isinstance(told, TellChair)
        assert (told.number, told.channel, told.person, told.back_utc) == (7, "phone", "chủ trì", None)
        assert told.text.startswith("3 Bát Xát: mất kết nối từ 14:19 do đường truyền. ")
        assert all(word in shown for word in told.text.split())


async def test_the_untold_outage_is_told_before_the_one_with_a_new_time() -> None:
    async with over(told_and_late(4, 5, AT_UTC), lost(7, 3, AT_UTC)) as c:
        await press(c, "t", "1")
        assert [command.number for command in sent(c) if isinstance(command, TellChair)] == [7]


async def test_a_number_before_the_telling_names_its_site_and_no_other() -> None:
    async with over(lost(7, 3, AT_UTC), repaired(8, 5, AT_UTC)) as c:
        await press(c, "3")
        assert "t báo chủ trì" in c.text()
        await press(c, "escape", "4")
        assert "t báo chủ trì" not in c.text()
        await press(c, "t")
        assert isinstance(c.app.screen, WallScreen)
        assert "4 Bảo Thắng: không có sự cố nào đang mở" in c.text()
        await press(c, "1", "9", "9", "t")
        assert isinstance(c.app.screen, WallScreen)
        assert "Chưa chọn điểm cầu nào" in c.text()
        await press(c, "3", "t", "1")
        assert [command.number for command in sent(c) if isinstance(command, TellChair)] == [7]


@pytest.mark.parametrize("key", ["c", "g", "h", "t"])
async def test_a_number_on_the_frame_screen_means_its_site_and_not_the_highlighted_alarm(key: str) -> None:
    snapshot = replace(with_alarms(meeting(), [make_alarm(1, 3, AT_UTC)]), outages=(lost(7, 3, AT_UTC),))
    async with console(snapshot, size=SMALL) as c:
        await c.let_pass(1.0)
        await press(c, "f3", "1", "9", "9", key)
        assert isinstance(c.app.screen, FrameScreen)
        assert sent(c) == []


@pytest.mark.article("A8.1b")
async def test_a_call_and_its_outcome_cost_three_keys() -> None:
    async with over(lost(7, 3, AT_UTC)) as c:
        await press(c, "3", "g")
        assert "0214 000 0800" in c.text()
        await press(c, "1", "2")
        (called,) = sent(c)
        assert isinstance(called, LogCall)
        assert (called.number, called.outcome, called.is_carrier) == (7, "no-answer", True)


async def test_more_numbers_than_digits_are_on_the_next_page() -> None:
    snapshot = with_outages(lost(7, 3, AT_UTC))
    many = tuple(Contact(f"trực ca {n}", f"0214 000 08{n:02}") for n in range(1, 13))
    sites = tuple(replace(view, carrier_contacts=many, contacts=()) for view in snapshot.sites)
    async with console(replace(snapshot, sites=sites), size=SMALL) as c:
        await c.let_pass(1.0)
        await press(c, "3", "g")
        assert "0214 000 0809" in c.text()
        assert "0  xem tiếp (đang xem 1–9 trong 12)" in c.text()
        await press(c, "0")
        assert "0214 000 0812" in c.text()
        await press(c, "4")
        assert isinstance(c.app.screen, ChoiceScreen), "there is no thirteenth"
        await press(c, "3", "2")
        assert [one.phone for one in sent(c) if isinstance(one, LogCall)] == ["0214 000 0812"]


async def test_numbers_that_have_no_room_are_scrolled_to() -> None:
    made = make_snapshot(11, at_utc=AT_UTC)
    many = tuple(Contact(f"trực ca {n}", f"0214 000 08{n:02}") for n in range(1, 31))
    sites = tuple(replace(view, carrier_contacts=many) for view in made.sites)
    async with console(replace(made, sites=sites), size=SMALL) as c:
        await press(c, "3", "g")
        assert "0214 000 0830" not in c.text()
        assert "còn nữa" in c.text()
        await press(c, "end")
        assert "0214 000 0830" in c.text()


async def test_the_pages_of_a_choice_go_round() -> None:
    others = [lost(n, n, AT_UTC) for n in range(1, 11)]
    async with over(lost(11, 11, AT_UTC), *others) as c:
        await press(c, "f4", "enter", "5", "0", "0", "0")
        assert "xem tiếp (đang xem 10–10 trong 10)" in c.text()
        await press(c, "1")
        (merged,) = sent(c)
        assert isinstance(merged, MergeOutages)
        assert merged.into == 10


@pytest.mark.parametrize("observe", [False, True])
async def test_a_carrier_without_a_number_gets_nobody_else_s(observe: bool) -> None:
    made = with_outages(lost(7, 3, AT_UTC), has_carrier_number=False)
    made = with_alarms(made, [make_alarm(1, 3, AT_UTC)])
    made = replace(made, sites=tuple(replace(view, carrier_contacts=()) for view in made.sites))
    async with console(made, size=(120, 40), observe=observe) as c:
        await c.let_pass(1.0)
        told = [line for line in c.text().split("\n") if "→ VNPT: chưa có số" in line]
        assert len(told) == 2, "the line of attention and the list"
        assert "VNPT 0914" not in c.text()
        await press(c, "3", "g")
        assert re.search(r"VNPT\W+chưa có số", c.text())
        assert re.search(r"0914 000 000 +Cán bộ kỹ thuật", c.text())
        await press(c, "1", "2")
        called = [(one.contact, one.phone, one.is_carrier) for one in sent(c) if isinstance(one, LogCall)]
        assert called == ([] if observe else [("Cán bộ kỹ thuật", "0914 000 000", False)])


async def test_without_control_the_numbers_are_shown_and_nothing_is_sent() -> None:
    made = with_outages(lost(7, 3, AT_UTC))
    async with console(made, size=SMALL, observe=True) as c:
        await press(c, "3", "g")
        assert "0214 000 0800" in c.text()
        await press(c, "1", "escape", "h", "t")
        assert sent(c) == []


async def test_closing_asks_for_the_missing_cause_and_remedy_then_for_a_yes() -> None:
    async with over(replace(repaired(2, 6, AT_UTC), remedy="")) as c:
        await press(c, "f4")
        assert isinstance(c.app.screen, OutageScreen)
        await press(c, "enter", "7", "enter", "enter")
        await c.let_pass(1.0)
        await press(c, "tab", "enter")
        assert sent(c) == [
            DecideCause(2, "line"),
            SetRemedy(2, "tự khôi phục"),
            CloseOutage(2, is_unknown=False, is_sure=True),
        ]


async def test_closing_a_complete_record_asks_once_and_no_is_no() -> None:
    complete = replace(repaired(2, 6, AT_UTC), cause=OutageCause.LINE, cause_by="trực")
    async with over(complete) as c:
        await press(c, "f4", "enter", "7")
        await c.let_pass(1.0)
        await press(c, "enter")
        assert sent(c) == []
        await press(c, "enter", "7")
        await c.let_pass(1.0)
        await press(c, "tab", "enter")
        assert sent(c) == [CloseOutage(2, is_unknown=False, is_sure=True)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_f4_shows_the_worst_first_and_what_is_owed(size: tuple[int, int]) -> None:
    outages = (repaired(2, 6, AT_UTC), told_and_late(4, 5, AT_UTC), lost(7, 3, AT_UTC))
    async with over(*outages, size=size) as c:
        await press(c, "f4")
        width = size[0] // 2 if size[0] >= 150 else size[0]
        lines = [line[:width] for line in c.text().splitlines()[3:]]
        names = ("5 Bảo Yên", "3 Bát Xát", "6 Bắc Hà")
        rows = [next(i for i, line in enumerate(lines) if name in line) for name in names]
        assert rows == sorted(rows)
        assert "chủ trì biết giờ cũ" in lines[rows[0]]
        assert "chưa có dự kiến" in lines[rows[1]]
        assert "đã khôi phục" in lines[rows[2]]


@pytest.mark.parametrize(
    ("left_s", "words"),
    [
        (750.0, "dự kiến 14:34 · còn 12 ph"),
        (50.0, "dự kiến 14:23 · còn <1 ph"),
        (-90.0, "quá hẹn 14:20 · 2 ph"),
    ],
)
async def test_the_tile_counts_down_to_the_estimate(left_s: float, words: str) -> None:
    estimate = Estimate(AT_UTC + left_s, AT_UTC - 100.0, EstimateSource.CARRIER_SPOKEN, "trực")
    async with over(replace(lost(7, 3, AT_UTC), estimates=(estimate,)), size=(120, 40)) as c:
        assert words in c.text()


async def test_every_cause_and_the_way_out_are_in_sight_at_80x24() -> None:
    words = Words("vi")
    async with over(lost(7, 3, AT_UTC)) as c:
        await press(c, "3", "h")
        shown = c.text()
        for cause in OutageCause:
            assert cause is OutageCause.MONITOR_BLIND or words(f"outage.cause.{cause}") in shown
        assert "Enter  đề xuất: đường truyền" in shown
        assert words("choice.keys") in shown


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (AlarmType.OUTAGE_UNTOLD, "→ t báo chủ trì"),
        (AlarmType.OUTAGE_OVERDUE, "→ 3h ghi dự kiến mới"),
        (AlarmType.OUTAGE_OLD_TIME, "→ t báo giờ mới"),
        (AlarmType.OUTAGE_UNREPORTED, "→ VNPT"),
    ],
)
@pytest.mark.parametrize("size", [SMALL, (120, 40)])
async def test_an_alarm_about_a_record_names_site_and_key(kind: str, key: str, size: tuple[int, int]) -> None:
    alarm = replace(
        make_alarm(5, 3, AT_UTC),
        key=AlarmKey("outage.7", kind),
        params=(("number", "7"),),
        cause="",
        members=(),
    )
    made = with_alarms(with_outages(lost(7, 3, AT_UTC)), (alarm,))
    async with console(made, size=size) as c:
        await c.let_pass(1.0)
        line = next(line for line in c.text().splitlines() if Words("vi")(f"alarm.{kind}.name") in line)
        assert "3 Bát Xát" in line
        assert key in line
        assert "(sự cố 7)" in line or size == SMALL


async def test_the_highlight_stays_on_its_record_while_others_arrive() -> None:
    async with over(lost(7, 3, AT_UTC), lost(8, 4, AT_UTC, 60.0)) as c:
        await press(c, "f4", "down")
        screen = c.app.screen
        assert isinstance(screen, OutageScreen)
        assert screen.cursor.row is not None
        chosen = screen.cursor.row.number
        made = with_outages(lost(7, 3, AT_UTC), lost(8, 4, AT_UTC, 60.0), lost(9, 5, AT_UTC, 10.0))
        await c.publish(replace(made, version=made.version + 1))
        assert screen.cursor.row.number == chosen


def month_of(number: int, down_s: int, *breaches: Breach) -> LineMonth:
    return LineMonth(
        f"site{number}", "2026-11", 2_000_000, 0, 0, down_s, 1, 1_900_000, 900, 0, 23.4, 99.5,
        12_960.0 - down_s, breaches, (0, 3, None, 8)
    )  # fmt: skip


async def test_right_shows_the_months_worst_first_and_left_the_records() -> None:
    missed = Breach(BreachKind.REPAIR, 18_000.0, 14_400.0, 7, int(AT_UTC) - 20_000, int(AT_UTC) - 2_000)
    made = replace(with_outages(lost(7, 3, AT_UTC)), contract=(month_of(2, 60), month_of(3, 18_000, missed)))
    async with console(made, size=SMALL) as c:
        await c.let_pass(1.0)
        await press(c, "f4", "right")
        await c.let_pass(0.6)
        lines = c.text().splitlines()
        worst = next(at for at, line in enumerate(lines) if "99,100%" in line)
        better = next(at for at, line in enumerate(lines) if "99,997%" in line)
        assert worst < better
        assert "còn -1:24:00" in lines[worst]
        assert any("khắc phục 5:00:00, hợp đồng 4:00:00 (sự cố 7" in line for line in lines)
        assert any("–▃ █" in line for line in lines)
        await press(c, "left")
        await c.let_pass(0.6)
        assert "99,100%" not in c.text()


async def test_what_came_after_the_closed_days_stands_apart_and_first() -> None:
    today = UnclosedDay(int(AT_UTC) - 50_000, 2, 95, int(AT_UTC) - 100)
    cut = replace(month_of(4, 0), today=today)
    quiet = replace(month_of(2, 60), today=UnclosedDay(int(AT_UTC) - 50_000))
    made = replace(with_outages(lost(7, 3, AT_UTC)), contract=(quiet, cut))
    async with console(made, size=SMALL) as c:
        await c.let_pass(1.0)
        await press(c, "f4", "right")
        await c.let_pass(0.6)
        shown = c.text()
        assert "hôm nay gián đoạn" in next(line for line in shown.splitlines() if "100,000%" in line)
        assert shown.index("100,000%") < shown.index("99,997%")
        whole = " ".join(shown.split())
        assert "2 lần gián đoạn, các lần đã khôi phục 01:35; đang gián đoạn từ" in whole
        print(shown)
