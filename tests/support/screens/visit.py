"""The way over every screen there is, by keys, each with a sign that it has come."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass

from gbdt_console.screens.alarms.alarms_screen import AlarmScreen
from gbdt_console.screens.checklist.checklist_screen import ChecklistScreen
from gbdt_console.screens.conference.roster_screen import RosterScreen
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.confirm import ConfirmScreen, QuitScreen
from gbdt_console.screens.dialogs.form import FormScreen
from gbdt_console.screens.dialogs.handover import HandoverScreen
from gbdt_console.screens.dialogs.palette import PaletteScreen
from gbdt_console.screens.dialogs.phones import PhoneScreen
from gbdt_console.screens.dialogs.preset import PresetScreen
from gbdt_console.screens.dialogs.too_small import TooSmallScreen
from gbdt_console.screens.frame.frame_screen import FrameScreen
from gbdt_console.screens.guide.guide_screen import GuideScreen
from gbdt_console.screens.meetings.meetings_screen import MeetingScreen
from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.screens.outages.outages_screen import OutageScreen
from gbdt_console.screens.profiles.profiles_screen import ProfileScreen
from gbdt_console.screens.reports.reports_screen import ReportScreen
from gbdt_console.screens.room_cleaning.cleaning_screen import CleaningScreen
from gbdt_console.screens.shutdown.shutdown_screen import ShutdownScreen
from gbdt_console.screens.site.site_screen import SiteScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from tests.support.terminal.pty_terminal import Terminal

SMALL = (60, 20)
WALL, SITE, ALARMS, ROSTER = "Space trao lượt", "Độ trễ khứ hồi", "Làm ngay", "CÓ MẶT: "
OUTAGES, FRAME = "BÁO CHỦ TRÌ", "KHUNG HÌNH"
MEETINGS, CHECKLIST, SHUTDOWN = "chưa có cuộc họp nào", "Chưa có phiếu kiểm tra", "TẮT HỆ THỐNG SAU HỌP"
CARE = "CÁN BỘ VÀ PHÒNG HỌP"
REPORTS = "Biên bản kỹ thuật cuộc họp"
ROOM, PROFILES = "CẢ PHÒNG HỌP", "hồ sơ cuộc họp"


@dataclass(frozen=True, slots=True)
class Stop:
    """`keys` open the screen and `sign` is then on it, in Vietnamese; Esc leads back. One that acts needs
    control, and what stands on its home must have stood there a while."""

    screen: type
    keys: str
    sign: str
    homes: tuple[str, ...] = (WALL, SITE, ALARMS, ROSTER, OUTAGES)
    is_acting: bool = False


STOPS = (
    Stop(MenuScreen, "?", "NHÌN"),
    Stop(GuideScreen, "???", "HƯỚNG DẪN", (WALL,)),
    Stop(PaletteScreen, "\x10", "Gõ tên lệnh"),
    Stop(PaletteScreen, "/", "Gõ tên điểm", (WALL,)),
    Stop(PaletteScreen, "/zq", "không tìm thấy", (WALL,)),
    Stop(HandoverScreen, "$", "BÀN GIAO CA", (WALL,)),
    Stop(PhoneScreen, "g", "GỌI AI", (WALL, SITE)),
    Stop(ChoiceScreen, "g", "Đã gọi ai", (ALARMS, OUTAGES), is_acting=True),
    Stop(ChoiceScreen, "t", "Đã báo bằng cách nào", is_acting=True),
    Stop(ChoiceScreen, "h", "nguyên nhân?", (WALL, SITE, ALARMS, OUTAGES), is_acting=True),
    Stop(ChoiceScreen, "\r", "ghi tình trạng", (OUTAGES,), is_acting=True),
    Stop(ChoiceScreen, ";", "rút lại", (ALARMS,), is_acting=True),
    Stop(ChoiceScreen, "\r", "xuất Word (", (REPORTS,)),
    Stop(FormScreen, ",", "Số phút", (ALARMS,), is_acting=True),
    Stop(FormScreen, "@", "Đến: +60", (SITE,), is_acting=True),
    Stop(ChoiceScreen, "r", "ngắt mọi cuộc gọi", (SITE,), is_acting=True),
    Stop(PresetScreen, "p", "Gọi preset số mấy", (SITE,), is_acting=True),
    Stop(ConfirmScreen, "\x1b[3~", "Hủy", (ROSTER,), is_acting=True),
    Stop(ChoiceScreen, "*", "CẢ PHÒNG HỌP", (ROSTER,), is_acting=True),
    Stop(QuitScreen, "q", "Thoát màn hình giám sát?"),
)
PLACES = {
    WallScreen,
    SiteScreen,
    AlarmScreen,
    RosterScreen,
    OutageScreen,
    FrameScreen,
    MeetingScreen,
    ChecklistScreen,
    ShutdownScreen,
    CleaningScreen,
    ReportScreen,
    ProfileScreen,
    TooSmallScreen,
    *(stop.screen for stop in STOPS),
}


def visit(terminal: Terminal) -> Iterator[str]:
    """What stands on each screen in turn; begins and ends on the wall, whose clock stands still and which has
    an alarm and a conference with a stranger in it."""
    terminal.wait_for(WALL)
    size = terminal.columns, terminal.lines
    terminal.child.send("l")
    for home, keys in (
        (WALL, ""),
        (ALARMS, "b"),
        (OUTAGES, "\x1bOS"),
        (FRAME, "\x1bOR"),
        (MEETINGS, "\x1b[15~"),
        (CHECKLIST, "\x1b[17~"),
        (SHUTDOWN, "\x1b[18~"),
        (CARE, ":"),
        (REPORTS, "\x1b[19~"),
        (PROFILES, "7"),
        (ROSTER, "j"),
        (SITE, "\r"),
    ):
        if home is PROFILES:
            terminal.press("j", ROSTER)
            _let_a_second_pass(terminal)
            terminal.press("*", ROOM)
            _let_a_second_pass(terminal)
        terminal.press(keys, home)
        terminal.settle()
        yield terminal.text()
        for stop in (stop for stop in STOPS if home in stop.homes):
            if stop.is_acting:
                _let_a_second_pass(terminal)
            terminal.press(stop.keys, stop.sign)
            yield terminal.text()
            terminal.press_esc(stop.sign)
        if home is PROFILES:
            terminal.press("\x1b", ROSTER)
        if home not in (WALL, SITE):
            terminal.press("\x1b", WALL)
            terminal.settle()  # else a key right behind Esc is read as Alt with that key
    terminal.resize(*SMALL)
    terminal.wait_for("Cửa sổ quá nhỏ")
    yield terminal.text()
    terminal.resize(*size)
    terminal.wait_for(SITE)
    terminal.press("\x1b", WALL)


def _let_a_second_pass(terminal: Terminal) -> None:
    """Acting keys wait for half a second after a field closed, a choice for as long after it came."""
    terminal.child.kill(signal.SIGUSR2)
    terminal.settle()
