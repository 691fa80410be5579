"""Alarms under a technician's hands: seen, acknowledged, put aside, phoned about, heard."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from gbdt_console.app import GbdtApp
from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmLoad, Severity
from gbdt_console.core.alarms.commands import (
    AcknowledgeAlarm,
    AcknowledgeEnded,
    EndMaintenance,
    OverrideCause,
    PlanMaintenance,
    ShelveAlarm,
    SilenceBell,
    UnshelveAlarm,
)
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens.alarms.alarms_screen import AlarmScreen
from gbdt_console.screens.dialogs.form import FormScreen
from gbdt_console.screens.dialogs.phones import PhoneScreen
from gbdt_console.screens.site.site_screen import SiteScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.site_text import SiteText
from tests.support.alarms.snapshots import acknowledged, make_alarm, node_lost, with_alarms, work_on
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import AT_UTC, later, make_snapshot

MINE = Control("console-1", "Trực ca 2", "pts/1")


def network(*alarms: Alarm, load: AlarmLoad | None = None, control: Control = MINE) -> Snapshot:
    return with_alarms(replace(make_snapshot(11), control=control), alarms, load)


def site_lost(number: int, site: int, **changed: object) -> Alarm:
    return make_alarm(number, site, AT_UTC, **changed)


async def settle(c: Console) -> None:
    """What stands there has stood there long enough."""
    await c.let_pass(1.0)


async def publish(c: Console, snapshot: Snapshot, *alarms: Alarm) -> Snapshot:
    newer = with_alarms(later(snapshot, 0.1), alarms)
    await c.publish(newer)
    return newer


def row_of(c: Console, text: str) -> int:
    """On which line it stands."""
    return next(place for place, line in enumerate(c.text().splitlines()) if text in line)


def highlighted(c: Console) -> str:
    return next(line for line in c.text().splitlines() if line.startswith("▸"))


async def refuse(command: Command) -> AsyncIterator[Progress]:
    yield Progress("r", Stage.FAILED, "alarm.got-worse")


async def test_a_quiet_network_says_so_and_offers_no_key_for_alarms() -> None:
    async with console(network(), size=(80, 24)) as c:
        assert "không có cảnh báo" in c.text()
        hints = c.text().splitlines()[-1]
        assert "tiếp nhận" not in hints
        assert "gọi ai" not in hints
        await settle(c)
        await c.press("c")
        assert "Không có cảnh báo nào được chọn" in c.text()
        assert c.port.submitted == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_an_alarm_is_on_the_wall_effect_first_with_cause_and_a_whole_number(
    size: tuple[int, int],
) -> None:
    async with console(network(site_lost(1, 3)), size=size) as c:
        assert "CẢNH BÁO 1 · 1 chưa tiếp nhận" in c.text()
        line = highlighted(c)
        assert line.index("3 Bát Xát") < line.index("mất kết nối") < line.index("0214 000 0119")
        tile = c.text().partition("CẢNH BÁO")[0].split("\n", 3)[3]
        assert tile.index("MẤT KẾT NỐI") < tile.index("do đường truyền hoặc")
        assert "0214 000 0119" in tile


async def test_one_key_acknowledges_the_highlighted_row_as_it_was_seen() -> None:
    for key in ("c", "C"):
        async with console(network(site_lost(7, 3))) as c:
            await settle(c)
            await c.press(key)
            await c.pilot.pause()
            assert c.port.submitted == [AcknowledgeAlarm(7, Severity.CRITICAL)]
            assert "tiếp nhận 3 Bát Xát: đã ghi" in c.text()
            await c.let_pass(8.0)
            assert "gọi ai" in c.text().splitlines()[-1]


@pytest.mark.parametrize("opened", [(), ("b",)])
async def test_arrivals_never_move_the_highlighted_row(opened: tuple[str, ...]) -> None:
    snapshot = network(site_lost(1, 3, severity=Severity.MAJOR), site_lost(2, 5, severity=Severity.MAJOR))
    async with console(snapshot) as c:
        await c.press(*opened)
        before = row_of(c, "▸!N")
        await settle(c)
        alarms = (site_lost(3, 8), site_lost(4, 9), *snapshot.alarms)
        await publish(c, snapshot, *alarms)
        assert row_of(c, "▸!N") == before
        assert "3 Bát Xát" in highlighted(c)
        await c.press("c")
        await c.pilot.pause()
        assert c.port.submitted == [AcknowledgeAlarm(1, Severity.MAJOR)]


async def test_a_row_that_got_worse_between_look_and_key_is_refused_with_words() -> None:
    snapshot = network(site_lost(1, 3, severity=Severity.MINOR))
    async with console(snapshot) as c:
        await settle(c)
        newer = await publish(c, snapshot, site_lost(1, 3))
        await c.press("c")
        assert c.port.submitted == []
        assert "3 Bát Xát: Cảnh báo này vừa đổi" in c.text()
        await settle(c)
        await publish(c, newer, site_lost(1, 3))
        await c.press("c")
        await c.pilot.pause()
        assert c.port.submitted == [AcknowledgeAlarm(1, Severity.CRITICAL)]


async def test_the_reason_of_the_engine_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(network(site_lost(1, 3))) as c:
        monkeypatch.setattr(c.port, "submit", refuse)
        await settle(c)
        await c.press("c")
        await c.pilot.pause()
        assert "tiếp nhận 3 Bát Xát: Chưa tiếp nhận" in c.text()
        assert "nặng hơn mức bạn thấy" in c.text()


async def test_a_row_that_took_the_place_of_one_that_went_is_not_hit() -> None:
    snapshot = network(site_lost(1, 3), site_lost(2, 5))
    async with console(snapshot) as c:
        await settle(c)
        await publish(c, snapshot, site_lost(2, 5))
        assert "5 Bảo Yên" in highlighted(c)
        await c.press("c")
        assert c.port.submitted == []
        await settle(c)
        await c.press("c")
        await c.pilot.pause()
        assert c.port.submitted == [AcknowledgeAlarm(2, Severity.CRITICAL)]


async def test_after_an_acknowledgement_the_wall_goes_on_to_what_waits() -> None:
    snapshot = network(site_lost(1, 3), site_lost(2, 5))
    async with console(snapshot) as c:
        await settle(c)
        await c.press("c")
        await c.pilot.pause()
        await publish(c, snapshot, site_lost(2, 5), acknowledged(site_lost(1, 3)))
        assert "5 Bảo Yên" in highlighted(c)


async def test_without_control_no_key_acts_and_says_why() -> None:
    holder = Control("console-9", "Trực ca 1", "pts/0")
    async with console(network(site_lost(1, 3), control=holder)) as c:
        await settle(c)
        for keys in (("c",), ("s",), ("b", "comma"), ("semicolon",), ("enter", "at")):
            await c.press(*keys)
            assert "bấm l để nhận quyền" in c.text()
        assert c.port.submitted == []


async def test_with_a_number_a_verb_means_that_site() -> None:
    async with console(network(site_lost(1, 3), site_lost(2, 5))) as c:
        await settle(c)
        await c.press("5", "c")
        await c.pilot.pause()
        assert c.port.submitted == [AcknowledgeAlarm(2, Severity.CRITICAL)]
        assert c.wall.typed == ""
        await c.press("9", "g")
        assert "9 Si Ma Cai" in c.text()
        assert "0914 000 000" in c.text()


async def test_the_cursor_takes_the_highlight_to_a_site_that_has_an_alarm() -> None:
    async with console(network(site_lost(1, 3), site_lost(2, 5))) as c:
        await c.press("tab", "tab")
        assert c.wall.cursor == "site5"
        assert "5 Bảo Yên" in highlighted(c)
        await c.press("home")
        assert "5 Bảo Yên" in highlighted(c)


async def test_one_key_shows_whom_to_phone_with_whole_numbers_the_first_on_top() -> None:
    async with console(network(site_lost(1, 3)), size=(80, 24)) as c:
        await c.press("g")
        assert isinstance(c.app.screen, PhoneScreen)
        text = c.text()
        assert "3 Bát Xát mất kết nối" in text
        assert text.index("0214 000 0119") < text.index("0914 000 000")
        await c.press("g")
        assert isinstance(c.app.screen, WallScreen)


async def test_a_fault_of_the_site_phones_the_site_first() -> None:
    alarm = site_lost(1, 3, cause="site-power", confidence="high")
    async with console(network(alarm)) as c:
        await c.press("g")
        assert c.text().index("0914 000 000") < c.text().index("0214 000 0119")


async def test_what_lies_under_another_alarm_is_folded_and_says_its_cause() -> None:
    async with console(network(*node_lost(1, (4, 6, 11), AT_UTC))) as c:
        panel = c.text()[c.text().index("CẢNH BÁO 1") :]
        assert "3 gộp" in panel
        assert "4 Bảo Thắng" not in panel
        assert c.text().count("do nút mạng") == 3, "each site names its cause, the node is its own"
        assert "3 điểm cầu mất kết nối (4, 6, 11)" in panel
        await c.press("b")
        assert "GỘP TRONG CẢNH BÁO NÀY" in c.text()
        assert "11 Sở TT&TT" in c.text()


async def test_acknowledged_sites_look_calmer_and_maintenance_is_its_own_state() -> None:
    snapshot = network(acknowledged(site_lost(1, 3)))
    async with console(with_alarms(snapshot, snapshot.alarms, windows=[work_on(5, AT_UTC)])) as c:
        assert "✕ mất kết nối ✓" in c.text()
        assert "MẤT KẾT NỐI" not in c.text()
        assert "▣ bảo trì đến 15:22" in c.text()
        assert "1 bảo trì" in c.text()
        await c.press("tab")
        assert c.wall.cursor == "site3"


async def test_nothing_that_is_hidden_is_silent() -> None:
    alarms = [site_lost(n, n % 11 + 1) for n in range(1, 31)]
    shelved = site_lost(40, 2, shelved_until_utc=AT_UTC + 900, shelf_reason="chờ thợ")
    load = AlarmLoad(raised_10min=31, is_flood=True, flood_more=21)
    async with console(network(*alarms, shelved, load=load), size=(80, 24)) as c:
        assert "và 28 cảnh báo nữa" in c.text()
        assert "DỒN DẬP +21" in c.text()
        await c.press("b")
        assert "1 tạm ẩn" in c.text()
        assert "hàng ở dưới" in c.text()
        await c.press("end")
        assert "TẠM ẨN" in c.text()
        assert "chờ thợ" in c.text()
        assert "hàng ở trên" in c.text()


async def test_the_list_shows_evidence_causes_history_and_what_to_do() -> None:
    alarm = site_lost(1, 3, override="site-power", override_by="Trực ca 1")
    async with console(network(alarm), size=(120, 50)) as c:
        await c.press("b")
        await c.pilot.pause()
        assert isinstance(c.app.screen, AlarmScreen)
        for part in (
            "Báo chủ trì", "0214 000 0119", "đường truyền hoặc bộ định tuyến (chưa chắc chắn)",
            "theo người trực:",
            "Trực ca 1", "BẰNG CHỨNG", "LỊCH SỬ", "mất kết nối từ", "THỐNG KÊ CẢNH BÁO",
        ):  # fmt: skip
            assert part in c.text()
        await c.press("enter")
        assert isinstance(c.app.screen, SiteScreen)
        assert c.app.screen.site_id == "site3"
        await c.press("escape")
        assert isinstance(c.app.screen, AlarmScreen)
        await c.press("escape")
        assert c.wall.cursor == "site3"


async def test_shelving_asks_for_a_reason_and_keeps_the_row_that_was_meant() -> None:
    snapshot = network(site_lost(1, 3))
    async with console(snapshot) as c:
        await settle(c)
        await c.press("b", "comma", "enter")
        assert "Cần ghi lý do" in c.text()
        await c.press(*"lq s")
        await publish(c, snapshot, site_lost(2, 5))
        await c.press("enter")
        await c.pilot.pause()
        assert c.port.submitted == [ShelveAlarm(1, "lq s", 900.0)]


async def test_shelving_is_capped_at_eight_hours() -> None:
    async with console(network(site_lost(1, 3))) as c:
        await settle(c)
        await c.press("b", "comma", "x", "tab", *"481", "enter")
        assert isinstance(c.app.screen, FormScreen)
        assert "đến 8 giờ" in c.text()
        await c.press("backspace", "0", "enter")
        await c.pilot.pause()
        assert c.port.submitted == [ShelveAlarm(1, "x", 28_800.0)]


@pytest.mark.parametrize("opened", [(), ("b",)])
async def test_after_shelving_the_next_open_alarm_is_acknowledged_by_c(opened: tuple[str, ...]) -> None:
    snapshot = network(site_lost(1, 3), site_lost(2, 5))
    async with console(snapshot) as c:
        await c.press(*opened)
        assert "3 Bát Xát" in highlighted(c)
        shelved = site_lost(1, 3, shelved_until_utc=AT_UTC + 900, shelf_reason="chờ thợ")
        await publish(c, snapshot, site_lost(2, 5), shelved)
        assert "5 Bảo Yên" in highlighted(c)
        await settle(c)
        await c.press("c")
        await c.pilot.pause()
        assert c.port.submitted == [AcknowledgeAlarm(2, Severity.CRITICAL)]


@pytest.mark.parametrize("opened", [(), ("b",), ("3", "enter")])
async def test_ended_alarms_are_acknowledged_together_and_only_those(opened: tuple[str, ...]) -> None:
    ended = [site_lost(n, 3, is_active=False, ended_utc=AT_UTC - 5) for n in (2, 3)]
    async with console(network(site_lost(1, 3), *ended)) as c:
        await c.press(*opened)
        await settle(c)
        assert "\\ tiếp nhận đã hết" not in c.text().splitlines()[-1]
        await c.press("backslash")
        await c.pilot.pause()
        assert c.port.submitted == [AcknowledgeEnded((2, 3))]
        assert "tiếp nhận đã hết: đã ghi" in c.text()
    async with console(network(site_lost(1, 3))) as c:
        assert "tiếp nhận đã hết" not in c.text()
        await c.press("backslash")
        assert c.port.submitted == []
        assert "Không có cảnh báo nào đã hết" in c.text()


async def test_the_same_key_takes_a_shelved_alarm_back() -> None:
    shelved = site_lost(1, 3, shelved_until_utc=AT_UTC + 900, shelf_reason="chờ thợ")
    async with console(network(shelved)) as c:
        await settle(c)
        await c.press("b", "comma")
        await c.pilot.pause()
        assert c.port.submitted == [UnshelveAlarm(1)]


async def test_the_operators_own_cause_is_one_key_more() -> None:
    async with console(network(site_lost(1, 3))) as c:
        await settle(c)
        await c.press("b", "semicolon", "2")
        await c.pilot.pause()
        assert c.port.submitted == [OverrideCause(1, "site-power")]
        await c.let_pass(0.6)
        await c.press("semicolon", "escape")
        assert isinstance(c.app.screen, AlarmScreen)


async def test_maintenance_is_planned_and_ended_from_the_site() -> None:
    snapshot = network()
    async with console(snapshot) as c:
        await c.press("5", "enter", "at", *"thay may", "tab", *"+90", "enter")
        await c.pilot.pause()
        assert c.port.submitted == [PlanMaintenance("site5", AT_UTC, AT_UTC + 5_400, "thay may")]
        assert "5 Bảo Yên: bảo trì: đã ghi" in c.text()
        await c.publish(with_alarms(snapshot, (), windows=[work_on(5, AT_UTC)]))
        await c.let_pass(0.6)
        await c.press("at")
        await c.let_pass(0.4)
        await c.press("1")
        await c.pilot.pause()
        assert c.port.submitted[1:] == [EndMaintenance("w1")]


async def test_the_site_shows_its_alarms_with_the_facts_behind_them() -> None:
    async with console(network(site_lost(1, 3), site_lost(2, 5))) as c:
        await settle(c)
        await c.press("3", "enter")
        section = c.text()[c.text().index("── CẢNH BÁO ") :]
        assert "Bộ định tuyến không trả lời ping 151 giây" in section
        assert "5 Bảo Yên" not in section
        await settle(c)
        await c.press("c")
        await c.pilot.pause()
        assert c.port.submitted == [AcknowledgeAlarm(1, Severity.CRITICAL)]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the terminal was told to ring."""
    told: list[str] = []
    monkeypatch.setattr(GbdtApp, "bell", lambda self: told.append("ring"))
    return told


async def test_a_muted_console_does_not_ring(rung: list[str]) -> None:
    snapshot = network(site_lost(1, 3), load=AlarmLoad(sounds=4))
    for mute, rings in ((True, 0), (False, 1)):
        async with console(snapshot, mute=mute) as c:
            await c.publish(replace(later(snapshot, 1.0), alarm_load=AlarmLoad(sounds=5)))
            assert len(rung) == rings


async def test_the_bell_rings_when_the_engine_sounds_and_again_until_silenced(rung: list[str]) -> None:
    snapshot = network(site_lost(1, 3), load=AlarmLoad(sounds=4, is_ringing=True))
    async with console(snapshot) as c:
        await c.publish(later(snapshot, 1.0))
        assert rung == []
        louder = replace(later(snapshot, 2.0), version=9, alarm_load=AlarmLoad(sounds=5, is_ringing=True))
        await c.publish(louder)
        assert len(rung) == 1
        c.clock.advance(29.0)
        await c.publish(later(louder, 29.0))
        assert len(rung) == 1
        c.clock.advance(1.0)
        await c.publish(replace(later(louder, 30.0), version=11))
        assert len(rung) == 2
        assert "s tắt chuông" in c.text()
        await c.press("s")
        await c.pilot.pause()
        assert c.port.submitted == [SilenceBell()]


@pytest.mark.parametrize("name", ["A[/]B", "[@click=app.quit]x", "UPS [on battery]", "{x}"])
async def test_hostile_names_in_alarms_are_shown_as_they_are(name: str) -> None:
    snapshot = replace(make_snapshot(11, names={3: name}), control=MINE)
    shelved = site_lost(2, 3, shelved_until_utc=AT_UTC + 9, shelf_reason=name)
    identity = site_lost(
        3, 3, key=AlarmKey("site3.codec", AlarmType.IDENTITY_CHANGED), site_id="site3",
        params=(("after", name), ("before", "x"), ("what", "address")),
    )  # fmt: skip
    async with console(with_alarms(snapshot, (site_lost(1, 3), identity, shelved)), size=(200, 60)) as c:
        assert f"3 {name}" in highlighted(c)
        await c.press("b", "down")
        assert f"địa chỉ: x → {name}" in c.text()
        assert c.text().count(name) >= 4
        await settle(c)
        for key in ("g", "comma", "semicolon"):
            await c.press(key)
            assert name in c.text()
            await c.press("escape")
            await c.let_pass(0.6)


async def test_in_a_meeting_a_lost_site_says_that_the_chair_is_to_be_told() -> None:
    meeting = Meeting("m", "Giao ban", "site1", AT_UTC - 60, AT_UTC + 3_600)
    async with console(replace(network(site_lost(1, 3)), meeting=meeting)) as c:
        assert "báo chủ trì" in highlighted(c)


async def an_arrival(c: Console) -> None:
    """A worse alarm comes, and another site is lost, between look and key."""
    snapshot = c.port.newest
    assert snapshot is not None
    await c.publish(with_alarms(later(snapshot, 0.1), (site_lost(90, 9), *snapshot.alarms)))


async def a_telex_echo(c: Console) -> None:
    """The keys close behind it are dropped with it."""
    await c.press("backspace", "á")
    await c.let_pass(0.5)


async def a_half_typed_number(c: Console) -> None:
    """Ended with Esc, as always."""
    await c.press("9", "escape")


async def nothing(c: Console) -> None:
    """Nobody and nothing interferes."""


@pytest.mark.parametrize("disturb", [nothing, an_arrival, a_telex_echo, a_half_typed_number])
async def test_acknowledging_silencing_and_whom_to_phone_cost_one_key(
    disturb: Callable[[Console], Awaitable[None]],
) -> None:
    load = AlarmLoad(sounds=1, is_ringing=True)
    for key, wanted in (
        ("c", AcknowledgeAlarm(1, Severity.MAJOR)), ("C", AcknowledgeAlarm(1, Severity.MAJOR)),
        ("s", SilenceBell()), ("S", SilenceBell()),
    ):  # fmt: skip
        async with console(network(site_lost(1, 3, severity=Severity.MAJOR), load=load)) as c:
            await settle(c)
            await disturb(c)
            await c.press(key)
            await c.pilot.pause()
            assert c.port.submitted == [wanted]
    async with console(network(site_lost(1, 3)), size=(80, 24)) as c:
        await disturb(c)
        await c.press("g")
        assert "GỌI AI: 3 Bát Xát" in c.text()
        assert "0214 000 0119" in c.text()


@pytest.mark.parametrize("palette", ["dark", "light", "contrast", "colour-safe", "sixteen", "none"])
async def test_in_every_theme_waiting_taken_and_maintenance_differ_without_colour(palette: str) -> None:
    look = appearance_of("vi", palette, {}, ascii_only=False)
    snapshot = network(site_lost(1, 3), acknowledged(site_lost(2, 5)))
    snapshot = with_alarms(snapshot, snapshot.alarms, windows=[work_on(7, AT_UTC)])
    view = View(snapshot, snapshot.at_s)
    text, seen = SiteText(look), set()
    for site in snapshot.sites[:7:2]:
        shown = view.site(site)
        ink = text.mark_ink(shown.trouble, is_calm=shown.is_calm)
        is_reverse = bool(ink.reverse) or ink.bgcolor != look.inks.plain.bgcolor
        seen.add((text.mark(shown.state, shown.trouble), text.state(shown), is_reverse))
    assert seen == {
        ("· ", "bình thường", False), ("✕M", "MẤT KẾT NỐI", True), ("✕M", "mất kết nối", False),
        ("▣S", "bảo trì đến 15:22", False),
    }  # fmt: skip


async def test_an_arrival_that_overfills_the_panel_keeps_the_highlighted_line() -> None:
    alarms = [site_lost(n, n + 2, severity=Severity.MAJOR) for n in range(1, 4)]
    snapshot = network(*alarms)
    async with console(snapshot, size=(80, 24)) as c:
        await c.press("tab", "tab", "tab")
        before = highlighted(c), row_of(c, "▸!N")
        await publish(c, snapshot, site_lost(8, 9), *alarms)
        assert (highlighted(c), row_of(c, "▸!N")) == before
        assert "và 2 cảnh báo nữa" in c.text()


async def test_on_the_wall_no_key_means_a_row_that_is_not_there() -> None:
    shelved = site_lost(1, 3, shelved_until_utc=AT_UTC + 900, shelf_reason="chờ thợ")
    async with console(network(shelved)) as c:
        await settle(c)
        await c.press("3", "c")
        await c.press("c")
        assert c.port.submitted == []
        await c.press("g")
        assert "GỌI AI: 1 VP UBND tỉnh" in c.text()


async def test_an_observer_sees_alarms_and_is_offered_no_key_that_acts() -> None:
    async with console(network(site_lost(1, 3), load=AlarmLoad(is_ringing=True)), observe=True) as c:
        await settle(c)
        assert "chuông đang reo" in c.text()
        await c.press("c", "s", "b")
        assert "chuông đang reo" in c.text()
        assert "tắt chuông" not in c.text()
        await c.press("c", "comma", "semicolon", "enter", "at")
        assert c.port.submitted == []
        assert isinstance(c.app.screen, SiteScreen)
        assert "tiếp nhận" not in c.text().splitlines()[-1]
        await c.press("g")
        assert "0214 000 0119" in c.text()


async def test_the_palette_acknowledges_too() -> None:
    async with console(network(site_lost(1, 3))) as c:
        await settle(c)
        await c.press("ctrl+p", *"tiep nhan", "enter")
        assert c.port.submitted == []
        await settle(c)
        await c.press("right", "enter")
        await c.pilot.pause()
        assert c.port.submitted == [AcknowledgeAlarm(1, Severity.CRITICAL)]
