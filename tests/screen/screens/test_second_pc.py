"""The wall and the menu of a PC that follows, and of one that was overtaken."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.resource_ids import MCU
from gbdt_console.core.standby.view import Role, StandbyFault, StandbyView
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from tests.support.alarms.snapshots import with_alarms
from tests.support.conference.scenes import SCENES
from tests.support.frame.snapshots import two_buses
from tests.support.screens.console import console
from tests.support.screens.meeting_console import lines
from tests.support.screens.scripted_port import AT_UTC, make_snapshot
from tests.support.standby.walls import FOLLOWS, SILENT, following

NOTHING_RECEIVED = "KHÔNG NHẬN ĐƯỢC GÌ TỪ MÁY CHÍNH: gbdt-console doctor"
NOTHING_WITHOUT_MAJORITY = "KHÔNG ĐỦ 2/3 MÁY: không nhận được gì từ máy chính. gbdt-console doctor"
ALONE = "KHÔNG ĐỦ 2/3 MÁY: chưa nhận ghi chép, họp vẫn chạy. gbdt-console doctor"
LOST = Alarm(1, AlarmKey(MCU, AlarmType.MCU_LOST), Severity.CRITICAL, AT_UTC - 74, AT_UTC - 64)


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (FOLLOWS, "MÁY DỰ PHÒNG, chỉ xem. Máy chính hỏng thì cho máy này thay: F1"),
        (SILENT, "MÁY CHÍNH gbdt-1 IM 01:14. Hỏng thì cho máy này thay: F1"),
        (replace(FOLLOWS, heard_utc=0.0), "CHƯA THẤY MÁY CHÍNH gbdt-1. Hỏng thì cho máy này thay: F1"),
        (replace(FOLLOWS, fault=StandbyFault.OTHER_JOURNAL), NOTHING_RECEIVED),
        (replace(FOLLOWS, fault=StandbyFault.UNREACHABLE, heard_utc=0.0), NOTHING_RECEIVED),
        (replace(FOLLOWS, fault=StandbyFault.NO_QUORUM, has_quorum=False), NOTHING_WITHOUT_MAJORITY),
    ],
)
async def test_it_tells_how_the_main_pc_is_and_to_take_over_comes_first(view: StandbyView, told: str) -> None:
    async with console(following(make_snapshot(11), view), size=(80, 24)) as c:
        await c.press("f1")
        await c.let_pass(1.0)
        assert lines(c)[2].strip() == told
        assert any(" 1 Cho máy này làm máy chính" in line for line in lines(c))
        assert not any("Ký nhận" in line for line in lines(c))
        await c.press("1", "enter")
        assert isinstance(c.app.screen, ConfirmScreen)
        assert any("Cho máy này thay máy chính?" in line for line in lines(c))


async def test_an_alarm_is_told_before_that_it_follows_and_a_silent_main_pc_before_all() -> None:
    for view, told in ((FOLLOWS, "MCU mất liên lạc"), (SILENT, "MÁY CHÍNH gbdt-1 IM")):
        shown = with_alarms(following(make_snapshot(11), view), [LOST])
        async with console(shown, size=(80, 24)) as c:
            assert "MÁY DỰ PHÒNG, chỉ xem" in lines(c)[1]
            assert told in lines(c)[2]


@pytest.mark.parametrize(("needs_two", "line"), [(True, ALONE), (False, "")])
async def test_without_two_of_three_machines_the_wall_says_what_goes_on(needs_two: bool, line: str) -> None:
    view = replace(
        FOLLOWS, role=Role.COMMANDING, fault=StandbyFault.NO_QUORUM, has_quorum=False, needs_two=needs_two
    )
    async with console(replace(make_snapshot(11), standby=view), size=(80, 24)) as c:
        assert "KHÔNG ĐỦ 2/3 MÁY" in lines(c)[1]
        assert (lines(c)[2].strip() == ALONE) is bool(line)


async def test_while_the_journal_is_sent_the_wall_says_how_far_and_what_goes_on() -> None:
    view = replace(FOLLOWS, role=Role.COMMANDING, has_quorum=True, needs_two=True, sent_share=0.998)
    async with console(replace(make_snapshot(11), standby=view), size=(80, 24)) as c:
        assert "đang chuyển nhật ký: 99%" in lines(c)[1]
        assert (
            lines(c)[2].strip()
            == "ĐANG CHUYỂN NHẬT KÝ SANG MÁY THỨ HAI, 99%: chưa nhận ghi chép, họp vẫn chạy"
        )


async def test_a_pc_that_is_alone_is_let_command_on_by_f1_and_both_walls_tell_of_a_takeover_by_itself() -> (
    None
):
    alone = replace(FOLLOWS, role=Role.COMMANDING, has_quorum=False, needs_two=True)
    shown = replace(make_snapshot(11), standby=alone, withheld=Withheld.ALONE)
    async with console(shown, size=(80, 24)) as c:
        await c.press("f1")
        await c.let_pass(1.0)
        assert (
            lines(c)[2].strip() == "KHÔNG ĐỦ 2/3 MÁY: tạm thôi điều khiển. Máy kia đã tắt thì giữ ở đây: F1"
        )
        await c.press("1", "enter")
        assert any("Máy kia đã tắt, cho máy này tiếp tục" in line for line in lines(c))
        assert any("có thể còn chạy" in line for line in lines(c))
    for role, told, cure in (
        (Role.COMMANDING, "MÁY NÀY ĐÃ TỰ THAY", "Xem lại phòng họp"),
        (Role.FOLLOWING, "ĐÃ TỰ THAY MÁY NÀY", "sang đó điều khiển"),
    ):
        view = replace(FOLLOWS, role=role, there="gbdt-lao-cai-2", automatic_utc=AT_UTC - 60)
        async with console(replace(make_snapshot(11), standby=view), size=(80, 24)) as c:
            assert told in lines(c)[2]
            assert lines(c)[2].strip().endswith(cure)


async def test_a_pc_alone_without_a_witness_speaks_of_no_third_machine() -> None:
    shown = replace(
        make_snapshot(11), standby=replace(FOLLOWS, role=Role.COMMANDING), withheld=Withheld.ALONE
    )
    async with console(shown, size=(80, 24)) as c:
        told = "MÁY KIA CÓ THỂ ĐÃ THAY: tạm thôi điều khiển. Máy kia đã tắt thì giữ ở đây: F1"
        assert lines(c)[2].strip() == told
        await c.press("m")
        assert "2/3" not in c.text()


async def test_what_takes_the_orders_away_is_told_before_what_would_need_one() -> None:
    """A key that another sentence named would be refused."""
    frozen = two_buses(SCENES["quiet"](make_snapshot(11)))
    for withheld, told in ((Withheld.ALONE, "giữ ở đây: F1"), (Withheld.ASKING, "F3 khung hình")):
        shown = replace(frozen, standby=replace(FOLLOWS, role=Role.COMMANDING), withheld=withheld)
        async with console(shown, size=(80, 24)) as c:
            assert told in lines(c)[2]


async def test_an_overtaken_engine_offers_nothing_to_sign() -> None:
    shown = replace(following(make_snapshot(11)), withheld=Withheld.OVERTAKEN)
    async with console(shown, size=(80, 24)) as c:
        await c.press("f1")
        await c.let_pass(1.0)
        assert lines(c)[2].strip().startswith("MÁY KIA ĐÃ THAY")
        assert not any("Ký nhận" in line or "Cho máy này làm" in line for line in lines(c))


@pytest.mark.parametrize(
    ("withheld", "told"),
    [
        (Withheld.FOLLOWING, "Đây là máy dự phòng, chỉ xem"),
        (Withheld.OVERTAKEN, "Máy này thôi điều khiển"),
        (None, "Máy này đang điều khiển, không cần ký nhận"),
    ],
)
async def test_who_looks_for_signing_there_is_told_who_commands(withheld: Withheld | None, told: str) -> None:
    shown = replace(following(make_snapshot(11)), withheld=withheld)
    async with console(shown, size=(80, 24)) as c:
        await c.press("ctrl+p", *"may truoc da tat", "enter")
        await c.let_pass(0.5)
        assert any(told in line for line in lines(c))


@pytest.mark.parametrize("withheld", [None, Withheld.RIVAL])
async def test_where_both_pcs_command_both_walls_say_so(withheld: Withheld | None) -> None:
    view = StandbyView(Role.COMMANDING, "gbdt-2", "gbdt-1", fault=StandbyFault.RIVAL)
    shown = replace(make_snapshot(11), standby=view, withheld=withheld)
    async with console(shown, size=(80, 24)) as c:
        await c.let_pass(1.0)
        assert "HAI MÁY CHÍNH: doctor" in lines(c)[1]
        says = "đang ra lệnh" if withheld is None else "không ra lệnh"
        assert lines(c)[2].strip() == f"HAI MÁY CÙNG LÀ MÁY CHÍNH; máy này {says}: gbdt-console doctor"
