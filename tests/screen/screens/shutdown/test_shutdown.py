"""The shutdown's screen: what its keys ask for, and that what is still on stands on top."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from gbdt_console.core.commands import Command
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.shutdown.commands import (
    CloseShutdown,
    HangUpStraggler,
    OpenShutdown,
    SignStep,
    StepTogether,
    SwitchSiteOff,
)
from gbdt_console.core.shutdown.owed import OwedShutdown
from gbdt_console.core.shutdown.record import StepEnd
from gbdt_console.core.shutdown.steps import UNREAD, Step, StepState
from gbdt_console.core.shutdown.view import stragglers_first
from gbdt_console.core.snapshot import Snapshot
from tests.support.conference.scenes import SCENES
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import MINE
from tests.support.screens.scripted_port import make_snapshot
from tests.support.shutdown.records import signed_off, with_shutdown


def mine(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, control=MINE)


async def press(c: Console, keys: Sequence[str]) -> list[Command]:
    c.port.submitted.clear()
    for key in keys:
        await c.press(key)
        await c.let_pass(0.5)
    return list(c.port.submitted)


async def opened(c: Console) -> None:
    await c.press("f7")
    await c.let_pass(0.5)


async def at(c: Console, number: int) -> None:
    """Highlight that site."""
    await press(c, ["home"])
    for _ in range(11):
        if f"▸{number:>2} " in c.text():
            return
        await press(c, ["down"])
    raise AssertionError(number)


async def test_stragglers_stand_above_what_is_off() -> None:
    async with console(mine(with_shutdown(make_snapshot(11))), size=(80, 24)) as c:
        await opened(c)
        head = next(line for line in c.text().splitlines() if "Đã tắt 2/11 điểm" in line)
        assert "còn: 9 Si Ma Cai, " in head, "worst first"
        assert " điểm nữa." in head, "it is not cut"
        await press(c, ["end"])
        assert "▸11 " in c.text()


async def test_a_signature_is_whole_in_english_too() -> None:
    async with console(mine(with_shutdown(make_snapshot(11))), size=(80, 24), language="en") as c:
        await opened(c)
        assert "sig 14:12 " in c.text()


async def test_room_done_asks_for_problems_first() -> None:
    async with console(mine(with_shutdown(make_snapshot(11)))) as c:
        await opened(c)
        await at(c, 1)
        assert await press(c, ["enter", "3"]) == []
        assert await press(c, [*"mic re", "enter"]) == [SignStep("site1", "done", "mic re")]
        await at(c, 1)
        assert await press(c, ["enter", "3", "enter"]) == [SignStep("site1", "done", "")]


async def test_standby_is_one_key_and_power_asks_and_starts_on_cancel() -> None:
    async with console(mine(with_shutdown(make_snapshot(11)))) as c:
        await opened(c)
        await at(c, 3)
        assert await press(c, ["enter"]) == [SwitchSiteOff("site3")]
        await at(c, 5)
        assert await press(c, ["enter", "enter"]) == []
        await press(c, ["enter"])
        assert "chỉ" in c.text() or "phải có người" in c.text()
        assert await press(c, ["right", "enter"]) == [SwitchSiteOff("site5", is_sure=True)]


async def test_a_straggler_in_the_call_names_its_key_and_is_hung_up_after_a_question() -> None:
    snapshot = mine(with_shutdown(make_snapshot(11)))
    record = snapshot.shutdown
    assert record is not None
    sites = (replace(one, may_act=one.site_id == "site2") for one in record.sites)
    called = replace(record, sites=stragglers_first(sites))
    async with console(replace(snapshot, shutdown=called), size=(80, 24)) as c:
        await opened(c)
        await at(c, 2)
        assert "→ còn gọi" in c.text()
        assert "bấm Enter ngắt cuộc gọi" in c.text()
        assert await press(c, ["enter", "enter"]) == []
        await press(c, ["enter"])
        assert "Ngắt cuộc gọi 2 TP. Lào Cai" in c.text()
        assert await press(c, ["right", "enter"]) == [HangUpStraggler("site2", is_sure=True)]


async def test_what_cannot_be_done_from_here_says_what_to_do() -> None:
    async with console(mine(with_shutdown(make_snapshot(11), may_act=False))) as c:
        await opened(c)
        await at(c, 5)
        assert await press(c, ["enter"]) == []
        assert "Nhờ điểm cầu cắt điện rồi bấm Enter ký tên" in c.text()


async def test_a_site_that_only_waits_is_named_with_what_it_waits_for() -> None:
    snapshot = mine(with_shutdown(make_snapshot(11)))
    assert snapshot.shutdown is not None
    cooling = next(one for one in snapshot.shutdown.sites if one.next_step is Step.COOLED)
    number = cooling.site_id.removeprefix("site")
    async with console(snapshot, size=(80, 24)) as c:
        await opened(c)
        await at(c, int(number))
        assert await press(c, ["enter"]) == []
        last = c.text().splitlines()[-1]
        assert last.startswith(f" {number} ")
        assert ": Chờ nguội, còn" in last


async def test_an_unproven_step_is_signed_with_a_reason_only() -> None:
    async with console(mine(with_shutdown(make_snapshot(11)))) as c:
        await opened(c)
        await at(c, 9)
        assert "tải UPS không giảm" in c.text()
        assert await press(c, ["percent_sign", "enter"]) == []
        assert await press(c, [*"anh Minh rut dien", "enter"]) == [
            SignStep("site9", "power", "anh Minh rut dien")
        ]
        await at(c, 9)
        assert await press(c, ["enter", "1"]) == [
            SignStep("site9", "power", "kỹ thuật điểm cầu xác nhận qua điện thoại")
        ]


async def test_signing_off_asks_for_problems_names_what_is_on_and_starts_on_cancel() -> None:
    async with console(mine(with_shutdown(make_snapshot(11)))) as c:
        await opened(c)
        await press(c, ["number_sign", *"UPS 9", "enter"])
        assert "CÒN CHƯA TẮT" in c.text()
        assert await press(c, ["enter"]) == []
        await press(c, ["number_sign", *"UPS 9", "enter"])
        assert await press(c, ["right", "enter"]) == [CloseShutdown("UPS 9", is_sure=True)]


async def test_without_a_shutdown_the_key_begins_one() -> None:
    async with console(mine(make_snapshot(11))) as c:
        await opened(c)
        assert "bấm Enter để bắt đầu" in c.text()
        assert await press(c, ["number_sign"]) == [OpenShutdown()]


async def test_sites_at_one_step_go_on_together_but_a_few() -> None:
    async with console(mine(with_shutdown(make_snapshot(11), may_act=False)), size=(80, 24)) as c:
        await opened(c)
        await at(c, 1)
        assert await press(c, ["enter", "escape"]) == []
        assert await press(c, ["enter", "1"]) == [StepTogether("done", ("site1", "site6", "site7", "site8"))]
        await at(c, 7)
        assert await press(c, ["enter", "2", *"7,99", "enter"]) == []
        assert await press(c, [*["backspace"] * 2, "1", "enter"]) == [
            StepTogether("done", ("site6", "site8"))
        ]


def with_site_like(site_id: str, model_id: str) -> Snapshot:
    """Return a shutdown in which that site is as far as another one."""
    snapshot = mine(with_shutdown(make_snapshot(11)))
    assert snapshot.shutdown is not None
    model = snapshot.shutdown.site(model_id)
    assert model is not None
    others = [one for one in snapshot.shutdown.sites if one.site_id != site_id]
    sites = stragglers_first([*others, replace(model, site_id=site_id)])
    return replace(snapshot, shutdown=replace(snapshot.shutdown, sites=sites))


@pytest.mark.outcome("confirmed")
@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.ACCEPTED, "cắt điện 3 Bát Xát: thiết bị đã nhận"),
        (Stage.UNKNOWN, "cắt điện 3 Bát Xát: không rõ kết quả"),
        (Stage.VERIFIED, "PDU báo đã tắt ổ cắm 3 Bát Xát; còn chờ đo codec, router, UPS"),
    ],
)
async def test_a_cut_that_is_still_measured_is_never_said_to_have_gone_off(
    stage: Stage, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def submit(command: Command) -> AsyncIterator[Progress]:
        yield Progress("r", stage)

    async with console(with_site_like("site3", "site5"), size=(80, 24)) as c:
        monkeypatch.setattr(c.port, "submit", submit)
        await opened(c)
        await at(c, 3)
        await press(c, ["enter", "3", "right", "enter"])
        assert c.text().splitlines()[-1].strip().startswith(said)


async def test_codecs_that_cannot_tell_are_signed_together() -> None:
    async with console(with_site_like("site6", "site3")) as c:
        await opened(c)
        await at(c, 3)
        assert await press(c, ["enter", "1"]) == [StepTogether("codec", ("site3", "site6"))]
        await at(c, 3)
        assert await press(c, ["enter", "4"]) == []
        (signed,) = await press(c, ["2"])
        assert signed == StepTogether("codec", ("site3", "site6"), "kỹ thuật điểm cầu nhắn tin xác nhận")


async def test_a_standby_that_was_ordered_and_not_read_says_when_and_is_signed_together() -> None:
    snapshot = mine(with_shutdown(make_snapshot(11)))
    record = snapshot.shutdown
    assert record is not None
    at_codec = record.site("site3")
    assert at_codec is not None
    ordered = StepEnd(StepState.UNPROVEN, snapshot.at_utc - 300.0, UNREAD)
    unread = replace(at_codec, ends=(*at_codec.ends[:2], ordered, *at_codec.ends[3:]))
    others = [one for one in record.sites if one.site_id not in ("site3", "site6")]
    sites = stragglers_first([*others, unread, replace(unread, site_id="site6")])
    async with console(replace(snapshot, shutdown=replace(record, sites=sites)), size=(80, 24)) as c:
        await opened(c)
        await at(c, 3)
        rows = [line for line in c.text().splitlines() if "? 0" in line or "? 1" in line or "? 2" in line]
        assert len(rows) == 2
        assert "không đọc lại được: gọi điểm cầu hỏi" in " ".join(c.text().split())
        assert await press(c, ["enter", "1"]) == []
        (signed,) = await press(c, ["2"])
        assert signed == StepTogether("codec", ("site3", "site6"), "kỹ thuật điểm cầu nhắn tin xác nhận")


async def test_in_a_meeting_the_empty_page_says_that_it_has_to_end_first() -> None:
    async with console(mine(SCENES["quiet"](make_snapshot(11)))) as c:
        await opened(c)
        assert "còn diễn ra: kết thúc họp trước (F1 hoặc F5)" in c.text()
        assert "11 điểm phải tắt" in c.text()
        rows = [line for line in c.text().splitlines() if "hỏi, ký" in line]
        assert len(rows) == 11
        assert all("chờ 2 phút" in row for row in rows)
        await press(c, ["end"])
        assert "▸11 " in c.text()
        assert await press(c, ["enter"]) == [], "nothing was begun"


async def test_what_a_running_meeting_will_owe_stands_there_even_after_a_signed_shutdown() -> None:
    past = signed_off(with_shutdown(make_snapshot(11)))
    async with console(mine(SCENES["quiet"](past))) as c:
        await opened(c)
        assert "11 điểm phải tắt" in c.text()


async def test_a_signed_record_says_who_signed_and_takes_no_step() -> None:
    async with console(mine(signed_off(with_shutdown(make_snapshot(11))))) as c:
        await opened(c)
        assert "không phải chữ ký số" in c.text().replace("\n", " ")
        assert await press(c, ["enter"]) == []
        assert await press(c, ["percent_sign"]) == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_shutdown_that_nobody_verified_is_said_everywhere_until_it_is_begun(
    size: tuple[int, int],
) -> None:
    snapshot = make_snapshot(11)
    owed = OwedShutdown("7", "", ("site8", "site9"), snapshot.at_utc - 90_000.0)
    for one, is_said in ((owed, True), (replace(owed, record_id="7"), False)):
        async with console(mine(replace(snapshot, owed_shutdowns=(one,))), size=size) as c:
            await c.let_pass(0.5)
            assert ("Chưa kiểm tra tắt hệ thống" in c.text()) is is_said
            assert ("F7" in c.text().split("Chưa kiểm tra", 1)[-1].split("\n")[0]) is is_said
            await c.press("dollar_sign")
            await c.let_pass(0.5)
            told = [line for line in c.text().split("\n") if "CHƯA KIỂM TRA TẮT" in line]
            assert len(told) == is_said


async def test_a_codec_that_answers_after_its_signature_is_named_before_the_whole_is_signed() -> None:
    snapshot = mine(with_shutdown(make_snapshot(11), off=10))
    record = snapshot.shutdown
    assert record is not None
    off = record.site("site11")
    assert off is not None
    sites = [replace(off, site_id=one.site_id, is_answering=one.site_id == "site6") for one in record.sites]
    told = "Đã ký tắt nhưng codec lại trả lời: 6 Bắc Hà."
    async with console(replace(snapshot, shutdown=replace(record, sites=tuple(sites)))) as c:
        await opened(c)
        assert told in c.text()
        assert await press(c, ["enter"]) == []
        assert c.text().count(told) == 2
        assert await press(c, ["1"]) == [CloseShutdown()]


async def test_sites_that_an_earlier_shutdown_left_are_named_and_leaving_them_needs_a_reason() -> None:
    shown = with_shutdown(make_snapshot(11))
    assert shown.shutdown is not None
    carried = replace(shown, shutdown=replace(shown.shutdown, carried=("site7", "site8")))
    async with console(mine(carried)) as c:
        await opened(c)
        assert "Lần trước để lại: 7 " in c.text()
        assert await press(c, ["number_sign", "enter", "right", "enter"]) == []
        assert "ghi lý do" in c.text()
