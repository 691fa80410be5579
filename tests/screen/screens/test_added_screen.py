"""A screen from outside the package: one class and one row are all that it takes."""

from collections.abc import Sequence

import pytest
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.commands import AcknowledgeAlarm, SilenceBell
from gbdt_console.core.commands import Command, TakeControl
from gbdt_console.core.conference.commands import BlockMicrophone, PrepareFloor
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import AlarmLoad, Snapshot
from gbdt_console.screens import live
from gbdt_console.screens.actions.screen_actions import ScreenActions
from gbdt_console.screens.alarms.alarms_screen import AlarmScreen
from gbdt_console.screens.conference.roster_screen import RosterScreen
from gbdt_console.screens.dialogs.confirm import QuitScreen
from gbdt_console.screens.dialogs.palette import PaletteScreen
from gbdt_console.screens.dialogs.phones import PhoneScreen
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.screens.screen_table import SCREENS, ScreenRow, actions_by_screen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.text.words import Words
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.view import View
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import meeting
from tests.support.screens.scripted_port import AT_UTC


class DutyScreen(LiveScreen):
    """Shows how many sites there are; a key means the second."""

    ACTIONS = (
        Action("duty.count", ("z",), "screen.count", Rank.CURSOR),
        Action("duty.close", ("escape",), "app.leave", Rank.CURSOR, is_hinted=True),
    )
    counted = 0

    def body(self) -> Sequence[Widget]:
        return (Static(id="duty"),)

    def show_view(self, view: View) -> None:
        self.query_one("#duty", Static).update(f"ON DUTY FOR {len(view.snapshot.sites)} SITES")

    def subject(self) -> SiteView | None:
        return self.view.snapshot.sites[1] if self.view is not None else None

    def action_count(self) -> None:
        self.counted += 1


WITH_DUTY = (*SCREENS, ScreenRow("duty", DutyScreen, "d"))


@pytest.fixture(autouse=True)
def own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the words of the new key and action be those of the other package."""
    monkeypatch.setattr(Words, "missing", lambda _, code: code)


def in_trouble() -> Snapshot:
    """A meeting with an alarm that rings."""
    return with_alarms(
        meeting(rows_of(11, opened=(1, 2))), [make_alarm(1, 3, AT_UTC)], AlarmLoad(sounds=1, is_ringing=True)
    )


async def open_duty(c: Console, key: str = "d") -> DutyScreen:
    await c.let_pass(1.0)
    await c.press(key)
    screen = c.app.screen
    assert isinstance(screen, DutyScreen)
    return screen


async def test_its_key_opens_it_from_the_wall_and_esc_leads_back() -> None:
    async with console(in_trouble(), screens=WITH_DUTY) as c:
        for key in ("d", "D"):
            await open_duty(c, key)
            assert "ON DUTY FOR 11 SITES" in c.text()
            await c.press("escape")
            assert isinstance(c.app.screen, WallScreen)


async def test_its_key_leads_back_to_it_from_a_screen_above() -> None:
    async with console(in_trouble(), screens=WITH_DUTY) as c:
        await open_duty(c)
        await c.press("b", "d")
        assert [type(screen) for screen in c.app.screen_stack] == [WallScreen, DutyScreen]


async def test_it_is_in_hints_help_and_palette_with_its_own_actions() -> None:
    async with console(in_trouble(), screens=WITH_DUTY, size=(320, 100)) as c:
        assert "action.duty.show" in c.text().splitlines()[-1]
        await c.press("question_mark", "question_mark")
        assert "action.duty.show.help" in c.text()
        assert "action.duty.count.help" not in c.text()
        await c.press("escape", "ctrl+p", *"duty.show", "enter")
        screen = c.app.screen
        assert isinstance(screen, DutyScreen)
        await c.press("question_mark", "question_mark")
        assert "action.duty.count.help" in c.text()
        await c.press("escape")
        await c.let_pass(1.0)
        await c.press("ctrl+p", *"duty.count", "enter")
        await c.let_pass(1.0)
        await c.press("z")
        assert screen.counted == 2


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("g", PhoneScreen), ("b", AlarmScreen), ("j", RosterScreen), ("q", QuitScreen),
        ("question_mark", MenuScreen), ("ctrl+p", PaletteScreen), ("f2", WallScreen),
    ],
)  # fmt: skip
async def test_a_global_key_opens_its_screen_over_it(key: str, screen: type[Screen[object]]) -> None:
    async with console(in_trouble(), screens=WITH_DUTY) as c:
        await open_duty(c)
        await c.press(key)
        assert isinstance(c.app.screen, screen)


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("c", AcknowledgeAlarm(1, Severity.CRITICAL)), ("s", SilenceBell()), ("l", TakeControl()),
        ("f", PrepareFloor("site2")), ("m", BlockMicrophone("site2")),
    ],
)  # fmt: skip
async def test_a_global_key_gives_its_command_on_it(key: str, command: Command) -> None:
    async with console(in_trouble(), screens=WITH_DUTY) as c:
        await open_duty(c)
        await c.let_pass(1.0)
        await c.press(key)
        await c.pilot.pause()
        assert c.port.submitted == [command]


async def test_an_observer_has_none_of_its_acting_keys() -> None:
    acting = ScreenRow("duty", ActingScreen, "d")
    for is_observer in (False, True):
        async with console(in_trouble(), screens=(*SCREENS, acting), observe=is_observer) as c:
            await c.press("d", "z")
            screen = c.app.screen
            assert isinstance(screen, ActingScreen)
            assert screen.counted == (0 if is_observer else 1)


class ActingScreen(DutyScreen):
    """Counts by an acting key."""

    ACTIONS = (Action("duty.count", ("z",), "screen.count", Rank.CURSOR, is_acting=True),)


class CountActions(ScreenActions):
    """Counts, on every screen."""

    name = "count"
    counted = 0

    def add(self) -> None:
        CountActions.counted += 1


class CountingScreen(DutyScreen):
    """Counts by a key of a feature."""

    ACTIONS = (Action("duty.add", ("z",), "count.add", Rank.CURSOR),)


async def test_a_feature_from_outside_is_one_row_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "FEATURES", (*live.FEATURES, CountActions))
    counting = ScreenRow("duty", CountingScreen, "d")
    async with console(in_trouble(), screens=(*SCREENS, counting)) as c:
        await open_duty(c)
        await c.press("z")
        assert CountActions.counted == 1


async def test_every_row_of_every_screen_names_a_method() -> None:
    async with console(in_trouble(), screens=WITH_DUTY) as c:
        for row in WITH_DUTY:
            screen = c.app._factory.make(row.name)
            for action in actions_by_screen(WITH_DUTY)[row.screen]:
                holder, _, method = action.method.partition("(")[0].partition(".")
                own: dict[str, object] = {"app": c.app, "screen": screen}
                prefix = "action_" if holder in ("app", "screen") else ""
                held = own[holder] if holder in own else screen.features[holder]
                assert callable(getattr(held, prefix + method)), action.id
