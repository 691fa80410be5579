"""A meeting that an upper site leads, under a technician's hands."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.conference.commands import CountBeforeUs, SetCalled
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.frame.commands import TakeFrame
from tests.support.alarms.snapshots import make_alarm
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import console
from tests.support.screens.meeting_console import (
    SPEAKING,
    ask,
    asked,
    attention,
    lines,
    meeting,
    now,
    settle,
    then,
)
from tests.support.screens.scripted_port import later


def led(*, is_called: bool = False) -> dict[str, object]:
    """Site 11 leads; ours are closed but for the chair while it calls."""
    floor = replace(SPEAKING, speaker="", upper="site11", is_called=is_called)
    return {"rows": rows_of(11, opened=(1, 11) if is_called else (11,)), "floor": floor, "shown": 11}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_whether_the_upper_site_calls_is_on_every_screen_and_one_key_says_so(
    size: tuple[int, int],
) -> None:
    snapshot = meeting(**led())
    async with console(snapshot, size=size) as c:
        for opened in ((), ("j",), ("escape", "5", "enter")):
            await c.press(*opened)
            assert "CHƯA ĐƯỢC MỜI" in lines(c)[1]
            assert "F10 cấp trên gọi" in lines(c)[-1]
            await c.let_pass(0.5)
            assert await ask(c, "f10") == [SetCalled(True)]
        await c.press("escape", "j")
        assert "điểm cấp trên" in next(
            line for line in lines(c) if "11 Sở TT&TT" in line and "thấy" not in line
        )
        await now(c, snapshot, **led(is_called=True))
        assert "ĐƯỢC MỜI PHÁT BIỂU" in lines(c)[1]
        await c.let_pass(0.5)
        assert await ask(c, "f10") == [SetCalled(False)]
        behind_s = c.clock.monotonic() - snapshot.at_s
        await then(c, later(snapshot, behind_s), **led() | {"rows": rows_of(11)})
        assert "CHƯA ĐƯỢC MỜI" in lines(c)[1]
        assert await ask(c, "f10") == [], "the same press once more would open the chair again"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_lost_upper_site_is_told_before_all_with_what_to_dial(
    size: tuple[int, int], language: str
) -> None:
    faults = ((FloorFault.UPPER_LOST, 11, 3.0), (FloorFault.CHAIR_LOST, 1, 600.0))
    snapshot = meeting(**led() | {"rows": rows_of(11, away=(1, 11)), "faults": faults})
    old = make_alarm(1, 5, snapshot.at_utc, severity=Severity.CRITICAL)
    sites = (*snapshot.sites[:-1], replace(snapshot.sites[-1], backup_dial="6200"))
    snapshot = replace(snapshot, sites=sites, alarms=(old,))
    async with console(snapshot, size=size, language=language) as c:
        told = attention(c)
        assert "11 Sở TT&TT" in told
        assert ("CẤP TRÊN" if language == "vi" else "UPPER") in told
        assert "6200" in told
        assert "0914 000 000" in told


async def test_the_header_names_the_chair_of_the_meeting_that_leads() -> None:
    snapshot = meeting(**led())
    assert snapshot.meeting is not None
    snapshot = replace(snapshot, meeting=replace(snapshot.meeting, upper_site_id="site11"))
    async with console(snapshot, size=(120, 40)) as c:
        assert "chủ trì Sở TT&TT" in lines(c)[0]
        assert "VP UBND tỉnh" not in lines(c)[0]


async def test_under_an_upper_site_the_floor_is_given_only_once_called_and_after_a_question() -> None:
    snapshot = meeting(**led())
    async with console(snapshot) as c:
        assert await ask(c, "space") == []
        assert "chưa mời" in c.text()
        await now(c, snapshot, **led(is_called=True))
        assert await ask(c, "space") == []
        assert "cả cuộc họp của cấp trên" in asked(c)
        await settle(c)
        assert await ask(c, "right", "enter") == [TakeFrame(is_sure=True)]
        await settle(c)
        await ask(c, "1", "1", "m")
        assert "điểm cấp trên: chặn tiếng thì không ai" in asked(c)


async def test_without_an_upper_site_its_key_does_nothing() -> None:
    async with console(meeting()) as c:
        assert "F10" not in lines(c)[-1]
        assert await ask(c, "f10") == []
        assert "không có điểm cấp trên" in c.text()


async def test_one_key_counts_down_whom_the_upper_site_calls_before_us() -> None:
    base = led()
    floor = replace(SPEAKING, speaker="", upper="site11", before_us=2)
    snapshot = meeting(**base | {"floor": floor})
    async with console(snapshot, size=(120, 40)) as c:
        assert "còn 2 tỉnh" in lines(c)[1]
        assert "< đã qua một tỉnh" in lines(c)[-1]
        assert await ask(c, "less_than_sign") == [CountBeforeUs(1)]
        await now(c, snapshot, **base | {"floor": replace(floor, before_us=0)})
        assert "kế tiếp là ta" in lines(c)[1]
        assert await ask(c, "less_than_sign") == []
        assert "F10" in c.text()
        await now(c, snapshot, **base | {"floor": replace(floor, before_us=None)})
        assert "u đã qua" not in lines(c)[-1]
        assert await ask(c, "less_than_sign") == []
        assert "before-us" in c.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_what_goes_up_is_told_and_what_is_not_measured_is_unknown(size: tuple[int, int]) -> None:
    snapshot = meeting(**led())
    async with console(snapshot, size=size) as c:
        await c.press("j")
        told = next(line for line in lines(c) if "cấp trên:" in line)
        assert "thấy 11 Sở TT&TT" in told
        assert "nghe không ai" in told
        assert "trình chiếu: không rõ" in told
        assert "trễ 4 ms" in told
        vague = tuple(
            replace(row, participant=replace(row.participant, is_blocked=None)) if row.participant else row
            for row in rows_of(11)
        )
        await now(c, snapshot, **led() | {"rows": vague})
        assert "nghe không rõ" in c.text()
        await now(c, snapshot, **led(is_called=True))
        assert "nghe 1 VP UBND tỉnh" in c.text()
        await now(c, snapshot, **led() | {"rows": rows_of(11, away=(11,))})
        assert "không thấy, không nghe" in c.text()
