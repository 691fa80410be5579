"""Makes the screens and dialogs of one App."""

from collections.abc import Sequence

from textual.binding import BindingsMap

from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.dialogs.confirm import QuitScreen
from gbdt_console.screens.dialogs.palette import Choice, PaletteScreen
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.screens.screen_table import ScreenRow, actions_by_screen, all_actions, common_actions
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.actions import OF_A_MEETING, Action, Rank, bindings_of, leading_keys, without_mcu

SITE_KEY = "site:"
"""What the palette's key of a site begins with; the site's id follows."""


class ScreenFactory:
    """Makes screens from the table's rows."""

    def __init__(self, services: ScreenServices, screens: Sequence[ScreenRow], *, engine_stays: bool) -> None:
        """`engine_stays` says whether the engine goes on when this App ends."""
        self.appearance = services.appearance
        self._services = services
        self._rows = {row.name: row for row in screens}
        self._screens = screens
        self._actions = actions_by_screen(screens)
        self._engine_stays = engine_stays

    def common_bindings(self) -> BindingsMap:
        """Return the bindings of the permitted actions of every screen."""
        return bindings_of(self._services.permitted(common_actions(self._screens)))

    def leading_keys(self) -> frozenset[str]:
        """Return every key to which the next key belongs on some screen."""
        return leading_keys(all_actions(self._screens))

    def row(self, name: str) -> ScreenRow:
        """Return the row of that name; KeyError where there is none."""
        return self._rows[name]

    def make(self, name: str, site_id: str = "") -> LiveScreen:
        """Make the screen of that name; `site_id` is its subject, if any."""
        screen = self._rows[name].screen
        return screen(self._services, self._services.permitted(self._actions[screen]), site_id)

    def wall(self) -> WallScreen:
        wall = self.make("wall")
        assert isinstance(wall, WallScreen)
        return wall

    def quit(self) -> QuitScreen:
        is_replay = self._services.replay is not None
        goes_on = "quit.engine_stays" if self._engine_stays else "quit.engine_stops"
        consequence = "quit.replay" if is_replay else goes_on
        return QuitScreen(self.appearance, consequence)

    def help(self, live: LiveScreen, snapshot: Snapshot | None) -> MenuScreen:
        """Make the menu with the screen's own actions and those of all others, and the screen's keys."""
        permitted = self._services.permitted
        rows = {row.name: _offered(permitted(self._actions[row.screen]), snapshot) for row in self._screens}
        return MenuScreen(live, _offered(live.actions, snapshot), rows, snapshot)

    def elsewhere(self, live: LiveScreen, key: str) -> str:
        """Say where a key acts that the screen shown has not; empty where it acts nowhere."""
        words, known = self.appearance.words, {one for action in live.actions for one in action.keys}
        for row in self._screens:
            for action in self._services.permitted(self._actions[row.screen]) if row.opening else ():
                if action.is_acting and key in action.keys and key not in known:
                    (opening,) = row.opening
                    return words("keys.elsewhere", what=words(action.code), key=opening.key_name(words))
        return ""

    def search(self, snapshot: Snapshot | None) -> PaletteScreen:
        return PaletteScreen(self.appearance, _sites(snapshot), self.appearance.words("palette.search_site"))

    def palette(self, screen: LiveScreen, snapshot: Snapshot | None) -> PaletteScreen:
        """Make the palette with the actions of the screen shown, then those of all others, then the sites.

        Its keys of actions are '<screen>/<action>', without a screen's name for those of the screen shown.
        """
        words = self.appearance.words
        choices = [self._choice("", action) for action in _found_now(screen.actions, snapshot)]
        known = {action.id for action in screen.actions}
        for row in self._screens:
            if row.opening and (snapshot is None or snapshot.conference is not None or not row.needs_mcu):
                actions = self._services.permitted(self._actions[row.screen])
                others = [one for one in _found_now(actions, snapshot) if one.id not in known]
                choices += [self._choice(row.name, one) for one in others if one.rank is not Rank.CURSOR]
                known.update(action.id for action in others)
        return PaletteScreen(self.appearance, [*choices, *_sites(snapshot)], words("palette.search"))

    def _choice(self, screen: str, action: Action) -> Choice:
        """Make the entry of an action; one of another screen names the keys that lead to it."""
        words = self.appearance.words
        leads = (*self._rows[screen].opening, action) if screen else (action,)
        keys = " ".join(filter(None, (one.key_name(words) for one in leads)))
        return Choice(f"{screen}/{action.id}", words(f"{action.code}.help"), keys)


def _offered(actions: Sequence[Action], snapshot: Snapshot | None) -> list[Action]:
    """Return the actions that may be asked for and need no MCU or codec that is absent."""
    has_mcu = snapshot is not None and snapshot.conference is not None
    has_codec = snapshot is not None and bool(snapshot.rooms)
    missing = without_mcu(snapshot)
    return [
        action
        for action in actions
        if not action.is_refused
        and action.id not in missing
        and (has_mcu or not action.needs_mcu)
        and (has_codec or not action.needs_codec)
    ]


def _found_now(actions: Sequence[Action], snapshot: Snapshot | None) -> list[Action]:
    """Return the actions that the palette offers, of a meeting only while one runs."""
    is_meeting = snapshot is not None and snapshot.meeting is not None
    return [
        action
        for action in _offered(actions, snapshot)
        if action.in_palette and (is_meeting or action.id not in OF_A_MEETING)
    ]


def _sites(snapshot: Snapshot | None) -> list[Choice]:
    sites = snapshot.sites if snapshot else ()
    return [Choice(SITE_KEY + site.id, f"{site.number} {site.name}", site.role) for site in sites]
