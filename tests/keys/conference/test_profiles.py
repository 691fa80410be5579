"""The screen of the conference profiles: what it tells, and what Enter asks for on each line."""

from dataclasses import replace

import pytest
from textual.widgets import Static

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.profiles.commands import ApplyProfile
from gbdt_console.core.profiles.drift import Difference, Drift, DriftKind
from gbdt_console.core.profiles.profile import BackupConference, Profile, ProfileSite
from gbdt_console.core.profiles.run import ProfileStep, StepKind
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.requests import Stage
from gbdt_console.core.resource_ids import MCU
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.phones import PhoneScreen
from gbdt_console.screens.profiles.profiles_screen import ProfileScreen
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import ask, asked, highlighted, lines, meeting, settle

MORNING = Profile(
    "giao-ban",
    "Giao ban tỉnh",
    tuple(ProfileSite(f"site{n}", f"200{n}") for n in range(1, 12)),
    is_blocking=True,
    backup=BackupConference("6200", "MCU Viettel", "phong bì 3, tủ trực"),
)
CLOSED = Profile("hop-kin", "Họp kín", MORNING.participants[:4], is_blocking=True, is_locked=True)


def with_profiles(own: ProfileView | None = None) -> Snapshot:
    """A meeting of which sites 9 and 10 are absent, with two profiles."""
    return replace(meeting(rows_of(11, away=(9, 10))), profiles=(CLOSED, MORNING), profile=own)


def applied(snapshot: Snapshot) -> ProfileView:
    """The morning's profile, applied with one busy site; since then another one left."""
    steps = (
        ProfileStep(StepKind.BLOCK, "", Stage.VERIFIED),
        ProfileStep(StepKind.DIAL, "site8", Stage.VERIFIED),
        ProfileStep(StepKind.DIAL, "site9", Stage.FAILED, "control.refused", "User busy"),
    )
    drift = (
        Drift(Difference(DriftKind.MISSING, "site9"), snapshot.at_utc - 600),
        Drift(Difference(DriftKind.MISSING, "site10"), snapshot.at_utc - 60),
        Drift(Difference(DriftKind.UNLOCKED), snapshot.at_utc - 600),
    )
    return ProfileView("giao-ban", snapshot.at_utc - 600, "Trực ca 1", False, True, steps, drift)


async def open_profiles(c: Console) -> None:
    await c.press("j", "asterisk")
    await settle(c)
    await c.press("7")
    await settle(c)
    assert isinstance(c.app.screen, ProfileScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_drift_stands_above_steps_and_steps_above_profiles(size: tuple[int, int]) -> None:
    plain = with_profiles()
    async with console(replace(plain, profile=applied(plain)), size=size) as c:
        await open_profiles(c)
        text = "\n".join(line[:100] for line in lines(c)) if size[0] == 200 else c.text()
        told = [
            "hồ sơ Giao ban tỉnh: 1 bước chưa xong, khác 3 chỗ",
            "9 Si Ma Cai chưa vào phòng họp (từ 14:12:17)",
            "10 Văn Bàn chưa vào phòng họp (từ 14:21:17)",
            "phòng họp chưa khóa (từ 14:12:17)",
            "gọi 9 Si Ma Cai: không được: Thiết bị từ chối",
            "chặn tiếng các điểm khi vào: xong",
            "giao-ban: Giao ban tỉnh, 11 điểm cầu",
        ]
        told = told[:4] if size[1] == 24 else told  # a small terminal scrolls to the others
        places = [text.find(one) for one in told]
        assert -1 not in places, [one for one, at in zip(told, places, strict=True) if at < 0]
        assert places == sorted(places)


async def test_enter_on_a_profile_asks_first_and_says_how_many_sites_it_calls() -> None:
    async with console(with_profiles(ProfileView("giao-ban"))) as c:
        await open_profiles(c)
        assert "hồ sơ Giao ban tỉnh: chưa áp dụng" in c.text()
        assert "dự phòng" in c.text()
        assert "gọi 6200 (MCU Viettel), mã PIN: phong bì 3, tủ trực" in c.text()
        assert await ask(c, "enter") == []
        await settle(c)
        assert "Gọi 2 điểm cầu chưa vào; chặn tiếng mọi điểm trừ chủ trì" in asked(c)
        assert await ask(c, "enter") == []
        await settle(c)
        await c.press("down", "enter")
        await settle(c)
        assert "Thay cho hồ sơ Giao ban tỉnh." in asked(c)
        assert await ask(c, "tab", "enter") == [ApplyProfile("hop-kin", is_sure=True)]


async def test_enter_on_a_failed_call_calls_that_site_alone() -> None:
    plain = with_profiles()
    async with console(replace(plain, profile=applied(plain))) as c:
        await open_profiles(c)
        await c.press("down", "down", "down")
        assert "gọi 9 Si Ma Cai" in highlighted(c)[1]
        await c.press("enter")
        await settle(c)
        assert "gọi lại riêng điểm cầu này" in asked(c)
        assert await ask(c, "tab", "enter") == [ApplyProfile("giao-ban", ("site9",))]


async def test_enter_on_another_difference_applies_the_profile_again() -> None:
    plain = with_profiles()
    async with console(replace(plain, profile=applied(plain))) as c:
        await open_profiles(c)
        await c.press("down", "down", "enter")
        await settle(c)
        assert await ask(c, "tab", "enter") == [ApplyProfile("giao-ban")]


async def test_the_highlight_stays_on_its_line_while_others_come_and_go() -> None:
    plain = with_profiles()
    own = applied(plain)
    async with console(replace(plain, profile=own)) as c:
        await open_profiles(c)
        await c.press("down")
        assert "10 Văn Bàn" in highlighted(c)[1]
        await c.publish(replace(plain, version=9, profile=replace(own, drift=own.drift[1:])))
        assert "10 Văn Bàn" in highlighted(c)[1]


async def test_the_roster_says_in_one_quiet_line_how_it_stands_to_the_profile() -> None:
    plain = with_profiles()
    async with console(replace(plain, profile=applied(plain))) as c:
        await c.press("j")
        assert "hồ sơ Giao ban tỉnh: 1 bước chưa xong, khác 3 chỗ" in c.text()


async def test_without_profiles_the_menu_has_no_such_entry_and_the_palette_says_so() -> None:
    async with console(meeting(rows_of(11))) as c:
        await c.press("j", "asterisk")
        await settle(c)
        assert "Hồ sơ cuộc họp" not in c.text()
        await c.press("escape", "ctrl+p", *"ho so cuoc hop", "enter")
        await settle(c)
        assert isinstance(c.app.screen, ProfileScreen)
        assert "sites.yaml không có hồ sơ cuộc họp nào" in c.text()


async def test_while_the_mcu_is_lost_nothing_is_called_right() -> None:
    plain = with_profiles()
    own = replace(applied(plain), steps=(), drift=())
    async with console(replace(plain, profile=own)) as c:
        await open_profiles(c)
        assert "hồ sơ Giao ban tỉnh: đúng như hồ sơ" in c.text()
        await c.publish(replace(plain, version=9, profile=replace(own, is_known=False)))
        assert "hồ sơ Giao ban tỉnh: không rõ vì MCU không trả lời" in c.text()


def said(c: Console) -> str:
    """The words of the dialog that tells whom to phone."""
    assert isinstance(c.app.screen, PhoneScreen)
    return " ".join(str(part.content) for part in c.app.screen.query(Static))


def with_lost_mcu(snapshot: Snapshot) -> Snapshot:
    key = AlarmKey(MCU, AlarmType.MCU_LOST)
    alarm = make_alarm(1, 1, snapshot.at_utc, key=key, site_id="", cause="", evidence=())
    return with_alarms(snapshot, [alarm])


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_lost_mcu_names_the_meetings_backup_conference_where_one_looks(size: tuple[int, int]) -> None:
    plain = with_profiles(ProfileView("giao-ban"))
    async with console(with_lost_mcu(plain), size=size) as c:
        assert "phòng họp MCU dự phòng: gọi 6200" in c.text()
        await c.press("g")
        told = "Mất MCU: dùng phòng họp MCU dự phòng, gọi 6200 (MCU Viettel), mã PIN: phong bì 3, tủ trực."
        assert told in said(c)
        await c.press("g", "b")
        assert told in " ".join(c.text().split())


async def test_without_a_meetings_profile_every_backup_conference_is_named() -> None:
    other = replace(CLOSED, backup=BackupConference("6300"))
    plain = replace(with_profiles(), profiles=(MORNING, other))
    async with console(with_lost_mcu(plain), size=(120, 40)) as c:
        assert "phòng họp MCU dự phòng: gọi" not in c.text()
        await c.press("g")
        assert "Giao ban tỉnh: gọi 6200 (MCU Viettel), mã PIN: phong bì 3, tủ trực; " in said(c)
        assert "Họp kín: gọi 6300." in said(c)


async def test_without_a_backup_conference_nothing_is_said_of_one() -> None:
    async with console(with_lost_mcu(meeting(rows_of(11)))) as c:
        await c.press("g")
        assert "MCU" in said(c)
        assert "dự phòng" not in said(c)


async def test_after_applying_the_first_thing_that_failed_is_highlighted() -> None:
    plain = with_profiles(ProfileView("giao-ban"))
    async with console(plain) as c:
        await open_profiles(c)
        await c.press("enter")
        await settle(c)
        assert await ask(c, "tab", "enter") == [ApplyProfile("giao-ban", is_sure=True)]
        await settle(c)
        await c.publish(replace(plain, version=9, profile=replace(applied(plain), drift=())))
        assert "gọi 9 Si Ma Cai: không được" in highlighted(c)[1]
        await c.press("down")
        await c.publish(replace(plain, version=10, profile=applied(plain)))
        assert "chặn tiếng các điểm khi vào" in highlighted(c)[1]
