"""The call round on the checklist: one site at a time, by number too, and none that another console calls."""

import re
from collections.abc import AsyncIterator, Collection
from dataclasses import replace

import pytest

from gbdt_console.core.checklist.calls import Call, CallStep
from gbdt_console.core.checklist.commands import AnswerRoll, CallSite, SignCheck
from gbdt_console.core.commands import Command
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens.dialogs.dialog import Dialog
from tests.support.checklist.sheets import a_call, with_sheet
from tests.support.conference.scenes import SCENES
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import MINE
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

SIZES = [(80, 24), (120, 40), (200, 60)]


def shown(calls: dict[int, Call] | None = None, called: Collection[int] = (), count: int = 11) -> Snapshot:
    made = with_sheet(make_snapshot(count, at_utc=AT_UTC), called, calls=calls)
    return replace(made, control=MINE)


async def press(c: Console, *keys: str) -> list[Command]:
    """Press the keys slowly; return what they ask for."""
    c.port.submitted.clear()
    for key in keys:
        await c.press(key)
        await c.let_pass(0.5)
    return list(c.port.submitted)


async def opened(c: Console) -> None:
    await press(c, "f6")


def row_of(c: Console, number: int) -> str:
    """Return the site's line from its call on, without blanks."""
    line = next(line for line in c.text().splitlines() if re.match(rf"[▸ ] ?{number} \w", line))
    return line.replace(" ", "").lstrip("▸0123456789")


def is_asked(c: Console) -> bool:
    return any(isinstance(screen, Dialog) for screen in c.app.screen_stack)


async def test_a_site_is_kept_for_this_console_while_it_is_asked_and_esc_lets_it_go() -> None:
    async with console(shown()) as c:
        await opened(c)
        assert await press(c, "enter") == [CallSite("site1")]
        assert await press(c, "escape") == [CallSite("site1", "ended")]
        asked = await press(c, "enter", "1", "1", "1", "escape")
        assert asked[-1] == CallSite("site1", "ended")
        assert await press(c, "escape") == []


async def test_the_key_of_another_screen_keeps_the_site() -> None:
    async with console(shown()) as c:
        await opened(c)
        assert await press(c, "enter", "f2") == [CallSite("site1")]


@pytest.mark.parametrize("number", ["7", "11"])
async def test_a_number_then_enter_calls_that_site(number: str) -> None:
    async with console(shown()) as c:
        await opened(c)
        asked = await press(c, *number, "enter")
        assert asked == [CallSite(f"site{number}")]
        assert await press(c, "1") == [AnswerRoll(f"site{number}", "heard", "both")]
        await press(c, "escape")
        assert f"▸{number:>2} " in c.text()


async def test_a_number_is_a_site_of_the_sheet_or_nobody() -> None:
    snapshot = shown()
    assert snapshot.checklist is not None
    few = replace(snapshot.checklist, rows=snapshot.checklist.rows[:8])
    async with console(replace(snapshot, checklist=few)) as c:
        await opened(c)
        for number, said in (("11", "không có trong phiếu"), ("99", "không có điểm cầu này")):
            assert await press(c, *number, "enter") == []
            assert said in c.text()
            assert not is_asked(c)
        assert await press(c, "7", "escape") == []
        assert "KIỂM TRA" in c.text(), "Esc took the number only"
        assert await press(c, "enter") == [CallSite("site1")]


async def test_a_number_signs_the_check_of_that_site() -> None:
    async with console(shown()) as c:
        await opened(c)
        assert await press(c, "right", "right", "8", "percent_sign", "1") == [SignCheck("site8", "sound")]


async def test_a_site_that_another_one_calls_is_named_and_the_next_one_offered() -> None:
    async with console(shown({1: a_call()})) as c:
        await opened(c)
        assert "▸ 2 " in c.text(), "it opens at the site to call"
        assert await press(c, "1", "enter") == []
        text = c.text()
        assert re.search(r"1 VP UBND tỉnh: Trực ca 1 đang gọi · 4\d s", text)
        assert "gọi 2 TP. Lào Cai" in text
        assert await press(c, "enter") == [CallSite("site2")]


async def test_whose_console_crashed_is_called_for_after_a_key_that_says_so() -> None:
    async with console(shown({1: a_call()})) as c:
        await opened(c)
        assert await press(c, "1", "enter", "1") == [CallSite("site1", instead_of="console-2")]
        assert await press(c, "1") == [AnswerRoll("site1", "heard", "both")]


async def test_an_own_call_goes_on_without_a_question() -> None:
    async with console(shown({1: a_call(client="console-1")})) as c:
        await opened(c)
        assert await press(c, "1", "enter") == [CallSite("site1")]


async def test_a_site_that_is_called_meanwhile_is_not_called_by_the_enter_that_waited() -> None:
    async with console(shown()) as c:
        await opened(c)
        await press(c, "enter", "4")
        assert "gọi 2 TP. Lào Cai" in c.text()
        late = shown({2: a_call(ago_s=0.0)})
        await c.publish(replace(late, version=2, at_s=c.clock.monotonic(), at_utc=c.clock.utc()))
        assert await press(c, "enter") == []
        assert "Trực ca 1 đang gọi" in c.text()
        assert await press(c, "enter") == [CallSite("site3")]


async def test_one_key_notes_that_a_site_is_called_back_and_goes_on() -> None:
    async with console(shown()) as c:
        await opened(c)
        asked = await press(c, "enter", "5", "enter")
        assert asked == [CallSite("site1"), CallSite("site1", "back"), CallSite("site2")]


async def test_the_last_site_says_whether_all_answered() -> None:
    async with console(shown(called=range(2, 12))) as c:
        await opened(c)
        await press(c, "enter", "1", "1", "1", "5", "enter")
        assert "Đã điểm danh hết" in c.text()
    async with console(shown({2: a_call()}, called=range(3, 12))) as c:
        await opened(c)
        await press(c, "enter", "1", "1", "1", "5", "enter")
        assert "không còn điểm nào khác để gọi" in c.text()


async def test_a_second_technician_calls_without_control_and_signs_nothing() -> None:
    other = replace(shown({1: a_call()}), control=Control("console-2", "Trực ca 1"))
    async with console(other) as c:
        await opened(c)
        assert await press(c, "enter", "1") == [CallSite("site2"), AnswerRoll("site2", "heard", "both")]
        await press(c, "escape")
        assert await press(c, "percent_sign") == []
        assert not is_asked(c)


async def test_who_was_slower_sees_the_question_go_and_who_was_faster() -> None:
    async with console(shown()) as c:
        await opened(c)

        async def refuses(command: Command) -> AsyncIterator[Progress]:
            yield Progress("r", Stage.FAILED, "checklist.being-called", "Trực ca 1")

        c.port.submit = refuses  # type: ignore[method-assign]
        await press(c, "enter")
        assert not is_asked(c)
        assert "Trực ca 1 đang gọi điểm này" in c.text()


@pytest.mark.parametrize("size", SIZES)
async def test_who_was_called_calls_back_and_is_next_is_seen_at_a_glance(size: tuple[int, int]) -> None:
    calls = {2: a_call(), 3: a_call(CallStep.BACK)}
    async with console(shown(calls, called=(1,)), size=size) as c:
        await opened(c)
        assert "điểm danh 1/11, hẹn 1" in c.text()
        assert row_of(c, 1).startswith("VPUBNDtỉnh✓")
        assert re.match(r"TP.LàoCai=4\ds", row_of(c, 2))
        assert row_of(c, 3).startswith("BátXát○hẹn")
        assert row_of(c, 4).startswith("BảoThắngtiếp")
        await press(c, "up")
        assert "hẹn gọi lại (Trực ca 1, 14:21:32)" in c.text()
        await press(c, "up")
        assert "Trực ca 1 đang gọi · 4" in c.text()


async def test_a_large_network_has_a_mark_of_each_call() -> None:
    calls = {2: a_call(), 3: a_call(CallStep.BACK)}
    async with console(shown(calls, called=(1,), count=220)) as c:
        await opened(c)
        lines = c.text().splitlines()
        assert any(line.lstrip(" ▸").startswith("1 ✓") for line in lines)
        assert any(line.lstrip(" ▸").startswith("2 =") for line in lines)
        assert any(line.lstrip(" ▸").startswith("3 ○") for line in lines)


async def test_in_a_meeting_f9_is_still_named_beside_the_numbers() -> None:
    meeting = with_sheet(SCENES["quiet"](make_snapshot(11)))
    async with console(replace(meeting, control=MINE), size=(200, 60)) as c:
        await opened(c)
        assert re.search(r"F9 \w", c.text().splitlines()[-1])


async def test_the_marks_of_the_round_are_explained_behind_the_menu() -> None:
    async with console(shown(), size=(120, 100)) as c:
        await opened(c)
        await press(c, "f1", "f1")
        assert "DẤU TRONG CỘT GỌI" in c.text()
        assert re.search(r"= +đang có người gọi", c.text())
