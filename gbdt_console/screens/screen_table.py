"""Lists the screens over live data, one row a screen."""

from collections.abc import Iterable, Sequence

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.screens.alarms.alarms_screen import AlarmScreen
from gbdt_console.screens.checklist.checklist_screen import ChecklistScreen
from gbdt_console.screens.conference.roster_screen import RosterScreen
from gbdt_console.screens.frame.frame_screen import FrameScreen
from gbdt_console.screens.guide.guide_screen import GuideScreen
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.meetings.meetings_screen import MeetingScreen
from gbdt_console.screens.outages.outages_screen import OutageScreen
from gbdt_console.screens.profiles.profiles_screen import ProfileScreen
from gbdt_console.screens.reports.reports_screen import ReportScreen
from gbdt_console.screens.room_cleaning.cleaning_screen import CleaningScreen
from gbdt_console.screens.shutdown.shutdown_screen import ShutdownScreen
from gbdt_console.screens.site.site_screen import SiteScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.actions import EVERYWHERE, Action, Rank, rows_of_screen


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """Describes one screen to factory, App, help and palette.

    name: the screen's name; 'action.<name>.show' and '.help' behind it are the codes of its words
    key: Textual's name of the key that opens it from every screen; empty: other screens open it
    is_hinted: whether the bottom line names its key; help and palette always do
    """

    name: str
    screen: type[LiveScreen]
    key: str = ""
    needs_mcu: bool = False
    is_hinted: bool = True

    @property
    def opening(self) -> tuple[Action, ...]:
        """The action that opens it from every screen, if a key does."""
        if not self.key:
            return ()
        method = f"app.open_screen('{self.name}')"
        id_, keys = f"{self.name}.show", (self.key,)
        hinted = self.is_hinted
        return (Action(id_, keys, method, Rank.SCREEN, is_hinted=hinted, needs_mcu=self.needs_mcu),)


SCREENS: tuple[ScreenRow, ...] = (
    ScreenRow("wall", WallScreen),
    ScreenRow("site", SiteScreen),
    ScreenRow("alarms", AlarmScreen, "b"),
    ScreenRow("frame", FrameScreen, "f3", needs_mcu=True),
    ScreenRow("outages", OutageScreen, "f4"),
    ScreenRow("meetings", MeetingScreen, "f5"),
    ScreenRow("checklist", ChecklistScreen, "f6"),
    ScreenRow("shutdown", ShutdownScreen, "f7", is_hinted=False),
    ScreenRow("care", CleaningScreen, "colon", is_hinted=False),
    ScreenRow("reports", ReportScreen, "f8", is_hinted=False),
    ScreenRow("roster", RosterScreen, "j", needs_mcu=True),
    ScreenRow("profiles", ProfileScreen, needs_mcu=True),
    ScreenRow("guide", GuideScreen),
)
"""The wall lies below all others; `wall.show` leads back to it."""


def common_actions(screens: Iterable[ScreenRow] = SCREENS) -> tuple[Action, ...]:
    """Return the actions of every screen, with those that open one."""
    return (*EVERYWHERE, *(action for row in screens for action in row.opening))


def actions_by_screen(screens: Sequence[ScreenRow] = SCREENS) -> dict[type[LiveScreen], tuple[Action, ...]]:
    common = common_actions(screens)
    return {row.screen: rows_of_screen(row.screen.ACTIONS, common) for row in screens}


def all_actions(screens: Sequence[ScreenRow] = SCREENS) -> tuple[Action, ...]:
    return tuple(dict.fromkeys(action for rows in actions_by_screen(screens).values() for action in rows))
