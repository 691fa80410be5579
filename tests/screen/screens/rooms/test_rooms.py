"""The rooms' own layer under a technician's hands: both microphones, and what a codec is asked."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.commands import (
    HangUpRoom,
    MuteRoom,
    OpenRoom,
    RecallPreset,
    SleepCodec,
    WakeCodec,
)
from gbdt_console.core.rooms.room import CameraView, PresetStanding, Protocol, Registration, RoomCall
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens.conference.roster_screen import RosterScreen
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.preset import PresetScreen
from gbdt_console.screens.site.site_screen import SiteScreen
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import conferring, rows_of, stranger
from tests.support.rooms.snapshots import MadeRoom, camera_alone, room, with_rooms
from tests.support.screens.console import Console, console
from tests.support.screens.hostile_texts import PAYLOADS
from tests.support.screens.meeting_console import ask, asked, lines, network, settle, tile
from tests.support.screens.scripted_port import later, make_snapshot

SIZES = [(80, 24), (120, 40), (200, 60)]
FLOOR = Floor("site1", "site6", prepared="site8")


def rooms_at(*made: MadeRoom, is_meeting: bool = True) -> Snapshot:
    snapshot = conferring(network(), rows_of(11, opened=(1, 6)), floor=FLOOR, is_meeting=is_meeting)
    return with_rooms(snapshot, made)


def camera_at(standing: PresetStanding) -> MadeRoom:
    """Return the room of a prepared site whose own camera was sent to its floor preset."""
    left_utc = 1_767_600_300.0 if standing is PresetStanding.LEFT else None
    return room(
        8, preset=2, floor_preset=2, camera=CameraView("site8.camera", True), standing=standing,
        left_utc=left_utc, preset_names={2: "bục"},
    )  # fmt: skip


async def at_site(c: Console, number: str) -> None:
    """Its screen, with all that stands there old enough to be meant."""
    await c.press(*number, "enter")
    await settle(c)
    assert isinstance(c.app.screen, SiteScreen)


async def choose(c: Console, key: str) -> list[Command]:
    """What that answer to `r` asks the engine for."""
    c.port.submitted.clear()
    await c.press("r")
    await c.let_pass(0.4)
    await c.press(key)
    await c.pilot.pause()
    await c.let_pass(0.6)
    return list(c.port.submitted)


def section(c: Console) -> list[str]:
    """The lines of the room's part of a site's screen."""
    text = lines(c)
    top = next(place for place, line in enumerate(text) if "CODEC CỦA PHÒNG" in line)
    end = next((place for place, line in enumerate(text) if "1 GIỜ QUA" in line), len(text) - 2)
    return [line.strip() for line in text[top:end]]


@pytest.mark.parametrize("is_ascii", [False, True])
@pytest.mark.parametrize("size", SIZES)
async def test_both_layers_stand_side_by_side_on_the_wall(size: tuple[int, int], is_ascii: bool) -> None:
    dot = "-" if is_ascii else "·"
    async with console(SCENES["rooms"](network()), size=size, ascii_only=is_ascii) as c:
        assert "mic" not in tile(c, "1 VP UBND tỉnh"), "that nobody blocks it says nothing"
        assert f"chặn tiếng {dot} mic tắt" in tile(c, "2 TP. Lào Cai")
        assert "chặn tiếng" in tile(c, "5 Bảo Yên")
        assert f"có lượt {dot} mic tắt" in tile(c, "6 Bắc Hà"), "who has the floor is not heard"
        for name in ("3 Bát Xát", "4 Bảo Thắng", "7 Mường Khương"):
            assert "mic ?" in tile(c, name), "cannot tell, cannot be asked, or too old"


@pytest.mark.parametrize("size", SIZES)
async def test_both_layers_stand_side_by_side_in_the_roster(size: tuple[int, int]) -> None:
    async with console(SCENES["rooms"](network()), size=size) as c:
        await c.press("j")
        rows = {line[1:20].strip(): line for line in lines(c)[3:-4]}
        assert "không bị chặn · mic mở" in rows["1 VP UBND tỉnh"]
        assert "chặn tiếng · mic tắt" in rows["2 TP. Lào Cai"]
        assert "chặn tiếng · mic không rõ" in rows["4 Bảo Thắng"]
        assert "chuẩn bị · chặn tiếng · mic tắt" in rows["8 Sa Pa"]
        assert "có lượt · mic tắt" in rows["6 Bắc Hà"]
        assert "mic" not in rows["10 Văn Bàn"], "no codec of it can be asked"
        assert "5 Bảo Yên: codec ngắt cuộc gọi: không thực hiện được. Thiết bị từ chối" in c.text()


@pytest.mark.parametrize(("count", "size"), [(16, (80, 24)), (48, (120, 40)), (60, (200, 60))])
async def test_long_lines_have_both_layers(count: int, size: tuple[int, int]) -> None:
    snapshot = conferring(make_snapshot(count), rows_of(count))
    made = (room(1, is_muted=False), room(2), room(3, age_s=9.0))
    async with console(with_rooms(snapshot, made), size=size) as c:
        assert "mic mở" not in c.text()
        assert "chặn tiếng · mic tắt" in c.text()
        assert "chặn tiếng · mic ?" in c.text()


async def test_without_an_mcu_the_room_s_microphone_is_told_on_the_site_s_page() -> None:
    async with console(with_rooms(network(), (room(1, is_muted=False),)), size=(120, 40)) as c:
        assert "mic mở" not in c.text()
        await at_site(c, "1")
        assert "Mic của phòng     mở" in section(c)
        assert await choose(c, "1") == [MuteRoom("site1")]


async def test_what_the_codec_said_grows_old_while_the_engine_is_silent() -> None:
    async with console(rooms_at(room(2))) as c:
        assert "chặn tiếng · mic tắt" in tile(c, "2 TP. Lào Cai")
        await at_site(c, "2")
        await c.let_pass(8.0)
        assert section(c)[1].startswith("Mic của phòng     không rõ")
        assert any("số liệu quá cũ" in line for line in section(c))
        assert any(line == "Cuộc gọi          không rõ" for line in section(c))
        assert "mic tắt" not in c.text()


@pytest.mark.parametrize("size", SIZES)
async def test_a_site_tells_all_of_its_codec(size: tuple[int, int]) -> None:
    async with console(SCENES["rooms"](network()), size=size) as c:
        await c.press("5", "enter")
        told = section(c)
        assert "codec báo cách đây" in told[0]
        assert told[1] == "Mic của phòng     mở · trung tâm chặn tiếng"
        assert told[2] == "Điều khiển        được · hoạt động"
        assert told[3] == "Cuộc gọi          hoinghi@mcu.example (đã nối)"
        assert told[4] == "Preset            khi phát biểu: 2"
        assert told[5].startswith("telnet: mật khẩu và mọi lệnh")
        rest = " ".join(told[6:])
        assert "5 Bảo Yên: tắt mic của phòng: thiết bị đã nhận" in rest
        assert "Thiết bị nói: error: no active call" in rest, "whole, in its own words"
        assert "chưa rõ đã thực hiện chưa" in rest


@pytest.mark.parametrize(("fault", "says"), [("credentials", "không nhận tên hoặc mật khẩu"),
                                             ("silent", "không trả lời")])  # fmt: skip
async def test_a_codec_that_cannot_be_asked_says_why_and_nothing_else(fault: str, says: str) -> None:
    async with console(rooms_at(room(4, fault=ControlFault(fault)))) as c:
        await at_site(c, "4")
        told = "\n".join(section(c))
        assert says in told
        assert "Mic của phòng     không rõ" in told
        assert "hoinghi" not in told
        assert "hoạt động" not in told


async def test_a_line_that_is_too_long_for_80_columns_goes_on_below_itself() -> None:
    async with console(rooms_at(room(4, fault=ControlFault.SILENT)), size=(80, 24)) as c:
        await at_site(c, "4")
        told = " ".join(section(c))
        assert "…" not in told
        assert "Kiểm tra địa chỉ, cổng và đường mạng đến thiết bị." in " ".join(told.split())


async def test_ready_for_the_floor_takes_the_preset_a_codec_that_is_awake_and_a_call() -> None:
    cases = {
        "sẵn sàng": room(8), "chưa nhận preset 2": room(8, floor_preset=2),
        "preset 2 bục ✓": camera_at(PresetStanding.HELD),
        "không đọc được preset 2 bục": room(8, preset=2, floor_preset=2, preset_names={2: "bục"}),
        "chưa đối chiếu preset 2 bục": camera_at(PresetStanding.UNPROVEN),
        "lệch preset 2 bục từ": camera_at(PresetStanding.LEFT),
        "không rõ preset 2 bục": camera_at(PresetStanding.UNKNOWN),
        "codec ở chế độ chờ": room(8, is_asleep=True), "codec không rõ": room(8, age_s=9.0),
    }  # fmt: skip
    for says, made in cases.items():
        async with console(rooms_at(made), size=(200, 60)) as c:
            is_ready = says in ("sẵn sàng", "preset 2 bục ✓")
            assert ("CHƯA SẴN SÀNG" not in c.text()) is is_ready
            await c.press("b")
            strip = "\n".join(lines(c)[-4:-1])
            assert f"8 Sa Pa · {says}" in strip
            await c.press("escape")
            await at_site(c, "8")
            assert ("sẵn sàng trao lượt" in "\n".join(section(c))) is is_ready


@pytest.mark.parametrize("size", SIZES)
async def test_a_site_tells_of_its_camera_beside_its_codec(size: tuple[int, int]) -> None:
    left = OrderView("room.preset", "site8", Stage.VERIFIED, is_reverted=True)
    good = room(8, preset=3, floor_preset=3, orders=(left,), camera=CameraView("site8.camera", True))
    async with console(rooms_at(good), size=size) as c:
        await at_site(c, "8")
        told = "\n".join(section(c))
        assert "Camera            được, VISCA: ai trên mạng cũng điều khiển được" in told
        assert "3: camera đứng đúng vị trí" in told
        assert "8 Sa Pa: camera đã rời preset" in told
    lost = room(8, floor_preset=3, camera=CameraView("site8.camera", True, ControlFault.SILENT))
    async with console(rooms_at(lost), size=size) as c:
        await at_site(c, "8")
        assert "Camera            Thiết bị không trả lời" in "\n".join(section(c))
        assert "Điều khiển        được" in "\n".join(section(c)), "the codec answers"


@pytest.mark.parametrize(
    ("source", "layout", "says"),
    [
        ("4", "full_screen", ["Trình chiếu       đang trình chiếu (nguồn 4)", "một hình toàn màn"]),
        ("", "quad_view", ["Trình chiếu       không trình chiếu", "Màn hình 1        quad_view"]),
        (None, None, []),
    ],
)
async def test_a_site_tells_what_its_room_presents_where_the_codec_does(
    source: str | None, layout: str | None, says: list[str]
) -> None:
    async with console(rooms_at(room(8, content_source=source, screen_layout=layout))) as c:
        await at_site(c, "8")
        told = "\n".join(section(c))
        assert all(words in told for words in says)
        assert ("rình chiếu" in told) is bool(says)


async def test_a_site_tells_how_its_codec_is_registered_and_which_of_its_devices_it_misses() -> None:
    told = (Registration(Protocol.SIP, False), Registration(Protocol.H323, True))
    async with console(rooms_at(room(8, registrations=told, lost_parts=("Touch 10", *PAYLOADS)))) as c:
        await at_site(c, "8")
        said = "\n".join(section(c))
        assert "Đăng ký           SIP chưa đăng ký được · H.323 đã đăng ký" in said
        assert "Mất kết nối       Touch 10" in said
        assert "\x1b" not in said
    async with console(rooms_at(room(8))) as c:
        await at_site(c, "8")
        assert not any("Đăng ký" in line or "Mất kết nối" in line for line in section(c))


async def test_a_camera_alone_offers_its_preset_and_tells_of_no_microphone() -> None:
    async with console(rooms_at(camera_alone(7, preset=3))) as c:
        assert "mic" not in tile(c, "7 Mường Khương")
        await at_site(c, "7")
        text = c.text()
        assert "CAMERA CỦA PHÒNG (camera báo cách đây" in text
        assert "CODEC CỦA PHÒNG" not in text
        assert "Mic của phòng" not in text
        assert "Cuộc gọi" not in text
        assert await choose(c, "1") == []
        await c.press("escape")
        await c.let_pass(0.6)
        c.port.submitted.clear()
        await c.press("p", "4")
        await c.let_pass(0.6)
        assert list(c.port.submitted) == [RecallPreset("site7", 4)]


async def test_a_prepared_site_with_a_silent_camera_alone_is_not_ready() -> None:
    async with console(rooms_at(camera_alone(8, fault=ControlFault.SILENT))) as c:
        assert "CHƯA SẴN SÀNG" in c.text()
        await c.press("b")
        assert "8 Sa Pa · camera không rõ" in "\n".join(lines(c)[-4:-1])


async def test_each_answer_to_r_asks_for_its_own_and_only_what_does_not_hold_is_offered() -> None:
    made = (room(2, is_muted=False, calls=()), room(3, is_asleep=True, calls=(), may_be_opened=True))
    async with console(rooms_at(*made)) as c:
        await at_site(c, "2")
        await c.press("r")
        assert isinstance(c.app.screen, ChoiceScreen)
        assert "mở mic của phòng" not in c.text(), "it is open"
        assert "đánh thức" not in c.text(), "it is awake"
        await c.press("escape")
        await settle(c)
        assert await choose(c, "2") == []
        await c.press("escape")
        await settle(c)
        assert await choose(c, "1") == [MuteRoom("site2")]
        assert await choose(c, "4") == [SleepCodec("site2")], "in no call it may sleep at once"
        await c.press("right")
        assert await choose(c, "2") == [OpenRoom("site3")]
        assert await choose(c, "5") == [WakeCodec("site3")]


async def test_opening_is_offered_only_where_the_room_may_be_opened_from_afar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def submit(command: Command) -> AsyncIterator[Progress]:
        yield Progress("r", Stage.FAILED, "guard.remote-unmute")

    async with console(rooms_at(room(2, may_be_opened=False), room(3))) as c:
        await at_site(c, "2")
        await c.press("r")
        assert "mở mic của phòng" not in c.text()
        await c.press("escape", "right")
        await settle(c)
        monkeypatch.setattr(c.port, "submit", submit)
        await choose(c, "2")
        assert "không cho mở mic của phòng này từ xa" in c.text()


@pytest.mark.parametrize("site", [1, 6])
async def test_the_room_of_chair_or_speaker_is_closed_only_after_a_question(site: int) -> None:
    async with console(rooms_at(room(site, is_muted=False))) as c:
        await at_site(c, str(site))
        assert await choose(c, "1") == []
        assert "cả phòng họp không nghe nữa" in asked(c)
        assert await ask(c, "enter") == [], "the question begins on Cancel"
        await settle(c)
        await choose(c, "1")
        assert await ask(c, "right", "enter") == [MuteRoom(f"site{site}", is_sure=True)]


async def test_hanging_up_and_sleeping_in_a_call_name_the_calls_and_begin_on_cancel() -> None:
    calls = (RoomCall("1", "hoinghi", True), RoomCall("2", "0214000999", False))
    wanted = {
        "6": (HangUpRoom("site5", is_sure=True), "5 Bảo Yên: codec ngắt cuộc gọi"),
        "4": (SleepCodec("site5", is_sure=True), "5 Bảo Yên: chuyển codec sang chế độ chờ"),
    }
    async with console(rooms_at(room(5, calls=calls))) as c:
        await at_site(c, "5")
        for key, (command, question) in wanted.items():
            assert await choose(c, key) == []
            assert question in asked(c)
            assert "hoinghi, 0214000999" in asked(c)
            assert "mất cả hình lẫn tiếng" in asked(c)
            assert await ask(c, "enter") == []
            await settle(c)
            assert await choose(c, key) == []
            assert await ask(c, "right", "enter") == [command]
            await settle(c)


async def test_sleep_asks_too_while_it_is_not_known_whether_the_codec_is_in_a_call() -> None:
    async with console(rooms_at(room(5, age_s=9.0))) as c:
        await at_site(c, "5")
        assert await choose(c, "4") == []
        assert "Không rõ codec có đang trong cuộc gọi không" in asked(c)


async def test_a_yes_to_calls_that_have_changed_meanwhile_hangs_up_nothing() -> None:
    snapshot = rooms_at(room(5))
    async with console(snapshot) as c:
        await at_site(c, "5")
        await choose(c, "6")
        assert isinstance(c.app.screen, ConfirmScreen)
        other = rooms_at(room(5, calls=(RoomCall("35", "0214000111", True),)))
        await c.publish(replace(other, version=9))
        assert await ask(c, "right", "enter") == []
        assert "vừa đổi; chưa làm gì" in c.text()


async def test_the_site_that_a_question_is_about_is_meant_whatever_comes_meanwhile() -> None:
    """Its roster line goes and another takes its place while the question is open."""
    rows = (*rows_of(11, away=(9,)),)
    snapshot = with_rooms(conferring(network(), rows, floor=FLOOR), (room(9, is_muted=False), room(1)))
    async with console(snapshot) as c:
        await c.press("j")
        await settle(c)
        await c.press("ctrl+p", *"codec cua phong", "enter")
        await c.let_pass(0.6)
        assert isinstance(c.app.screen, ChoiceScreen)
        assert "Codec của phòng · 9 Si Ma Cai" in c.text()
        back = with_rooms(conferring(network(), rows_of(11), floor=FLOOR), (room(9, is_muted=False), room(1)))
        await c.publish(replace(back, version=9))
        assert await ask(c, "1") == [MuteRoom("site9")]
        assert isinstance(c.app.screen, RosterScreen)


async def test_a_caller_in_the_roster_has_no_codec() -> None:
    snapshot = conferring(network(), (*rows_of(11), stranger("9999")), floor=FLOOR)
    async with console(with_rooms(snapshot, (room(1),))) as c:
        await c.press("j", "home")
        await settle(c)
        await c.press("ctrl+p", *"codec cua phong", "enter")
        await c.pilot.pause()
        assert isinstance(c.app.screen, RosterScreen)
        assert "Chưa chọn điểm cầu nào" in c.text()


async def test_p_takes_the_next_key_whatever_it_is() -> None:
    async with console(rooms_at(room(5, floor_preset=7), room(6))) as c:
        await at_site(c, "5")
        assert await ask(c, "p", "3") == [RecallPreset("site5", 3)]
        assert "5 Bảo Yên: gọi preset 3" in c.text()
        await c.let_pass(0.6)
        assert await ask(c, "p", "enter") == [RecallPreset("site5", 7)], "the one for the floor"
        for key in ("m", "escape", "right", "p", "f2"):
            await c.let_pass(0.6)
            assert await ask(c, "p", key) == []
            assert isinstance(c.app.screen, SiteScreen)
            assert c.app.screen.site_id == "site5"
        await c.press("right")
        await c.let_pass(0.6)
        assert await ask(c, "p", "enter") == [], "none is set for its floor"
        assert not isinstance(c.app.screen, PresetScreen)


async def test_the_question_names_the_presets_and_what_is_said_names_the_one_recalled() -> None:
    names = {1: "toàn phòng", 7: "bục phát biểu", 12: "bàn ghi"}
    async with console(rooms_at(room(5, floor_preset=7, preset_names=names))) as c:
        await at_site(c, "5")
        await c.press("p")
        told = c.text()
        assert "1  toàn phòng" in told
        assert "preset khi phát biểu (7 bục phát biểu)" in told
        assert "bàn ghi" not in told, "no digit recalls it"
        assert await ask(c, "7") == [RecallPreset("site5", 7)]
        assert "5 Bảo Yên: gọi preset 7 bục phát biểu" in c.text()


@pytest.mark.parametrize("typed", ["", "1"])
async def test_a_refused_p_takes_the_digit_so_that_it_names_no_site(typed: str) -> None:
    async with console(rooms_at(room(5))) as c:
        await c.press(*typed, "p", "7")
        assert c.wall.typed == ""
        assert list(c.port.submitted) == []
        await c.press("7")
        assert c.wall.typed == "7", "only the next key was taken"


async def test_a_p_that_comes_too_soon_after_a_field_takes_its_digit() -> None:
    async with console(rooms_at(room(5))) as c:
        await c.press("5", "p", "escape", "p", "8")
        assert c.wall.typed == ""
        assert list(c.port.submitted) == []


async def test_a_site_without_such_a_codec_says_so() -> None:
    async with console(rooms_at(room(5))) as c:
        await at_site(c, "6")
        assert "CODEC CỦA PHÒNG" not in c.text()
        for key in ("r", "p"):
            assert await ask(c, key) == []
            assert "không có codec điều khiển được" in c.text()


async def test_where_no_codec_can_be_controlled_no_key_of_it_does_anything() -> None:
    async with console(network(), size=(200, 60)) as c:
        await at_site(c, "5")
        before = c.text()
        assert await ask(c, "r", "p") == []
        assert c.text() == before
        await c.press("question_mark", "question_mark")
        assert "preset" not in c.text()


async def test_an_observer_sees_both_layers_and_has_no_key_for_a_codec() -> None:
    async with console(rooms_at(room(5, is_muted=False)), observe=True, size=(200, 60)) as c:
        await at_site(c, "5")
        assert "Mic của phòng     mở" in c.text()
        assert "codec của phòng" not in lines(c)[-1]
        assert await ask(c, "r", "p", "3") == []
        assert isinstance(c.app.screen, SiteScreen)


async def test_without_control_a_codec_is_not_asked_and_the_reason_is_said() -> None:
    snapshot = replace(rooms_at(room(5)), control=Control("console-9", "Trực ca 1", "pts/0"))
    async with console(snapshot) as c:
        await at_site(c, "5")
        for key in ("r", "p"):
            assert await ask(c, key) == []
            assert isinstance(c.app.screen, SiteScreen)
            assert "bấm l để nhận quyền" in c.text()


async def test_the_help_and_the_hints_of_a_site_tell_the_keys() -> None:
    async with console(rooms_at(room(5)), size=(120, 40)) as c:
        await at_site(c, "5")
        assert "r codec của phòng  p preset" in lines(c)[-1]
        await c.press("question_mark", "question_mark")
        assert "p rồi số 0-9" in c.text()


@pytest.mark.parametrize("begin", range(0, len(PAYLOADS), 14))
async def test_texts_of_a_codec_that_steer_terminals_are_only_text(begin: int) -> None:
    texts: Sequence[str] = PAYLOADS[begin : begin + 14]
    async with console(rooms_at(), size=(80, 24)) as c:
        await c.press("5", "enter")
        for version, text in enumerate(texts, start=2):
            order = OrderView("room.hang-up", "site5", Stage.FAILED, "control.refused", text)
            calls = (RoomCall(text, text, True),)
            made = rooms_at(room(5, calls=calls, orders=(order,)))
            await c.publish(replace(made, version=version))
            assert section(c)
            steering = {char for char in c.text() if ord(char) < 32 or 127 <= ord(char) < 160} - {"\n"}
            assert steering == set()
        c.clock.advance(2.0)
        await c.publish(replace(later(rooms_at(room(5, calls=calls)), 2.0), version=99))
        await choose(c, "6")
        assert isinstance(c.app.screen, ConfirmScreen)
