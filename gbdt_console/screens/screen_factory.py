"""Makes the screens of one App from its look, clock and rights, and the entries of the palette."""

from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.alarms import AlarmScreen
from gbdt_console.screens.dialogs.help import HelpScreen
from gbdt_console.screens.dialogs.palette import Choice, PaletteScreen
from gbdt_console.screens.dialogs.quit import QuitScreen
from gbdt_console.screens.roster import RosterScreen
from gbdt_console.screens.site import SiteScreen
from gbdt_console.screens.wall import WallScreen
from gbdt_console.ui.actions import Action, GoTo, Scope, actions_of

SITE_KEY = "site:"


class ScreenFactory:
    """`engine_stays` says whether the engine goes on when this App ends."""

    def __init__(self, kit: ScreenServices, *, engine_stays: bool) -> None:
        self.look = kit.look
        self._kit = kit
        self._engine_stays = engine_stays

    def wall(self, open_site: GoTo) -> WallScreen:
        return WallScreen(self._kit, open_site)

    def site(self, site_id: str, leave: GoTo) -> SiteScreen:
        return SiteScreen(self._kit, site_id, leave)

    def alarms(self, open_site: GoTo) -> AlarmScreen:
        return AlarmScreen(self._kit, open_site)

    def roster(self, open_site: GoTo) -> RosterScreen:
        return RosterScreen(self._kit, open_site)

    def quit(self) -> QuitScreen:
        return QuitScreen(self.look, self._kit.clock, engine_stays=self._engine_stays)

    def help(self, scope: Scope, snapshot: Snapshot | None) -> HelpScreen:
        return HelpScreen(self.look, self.actions(scope, snapshot))

    def search(self, snapshot: Snapshot | None) -> PaletteScreen:
        """The palette with the sites only."""
        return PaletteScreen(self.look, self._sites(snapshot), self.look.words("palette.search_site"))

    def palette(self, scope: Scope, snapshot: Snapshot | None) -> PaletteScreen:
        """The palette with what can be done on a screen, then the sites."""
        words = self.look.words
        choices = [
            Choice(action.id, words(f"{action.code}.help"), action.key_name(words))
            for action in self.actions(scope, snapshot)
            if action.in_palette
        ]
        return PaletteScreen(self.look, [*choices, *self._sites(snapshot)], words("palette.search"))

    def actions(self, scope: Scope, snapshot: Snapshot | None) -> list[Action]:
        """What can be asked for on a screen; an observer is offered nothing that acts, and nobody what needs
        an MCU or a codec where there is none."""
        has_mcu = snapshot is not None and snapshot.conference is not None
        has_codec, is_observer = snapshot is not None and bool(snapshot.rooms), self._kit.seat.is_observer
        return [
            action
            for action in actions_of(scope, Scope.EVERYWHERE)
            if not (action.is_acting and is_observer)
            and (has_mcu or not action.needs_mcu)
            and (has_codec or not action.needs_codec)
        ]

    def _sites(self, snapshot: Snapshot | None) -> list[Choice]:
        sites = snapshot.sites if snapshot else ()
        return [Choice(SITE_KEY + site.id, f"{site.number} {site.name}", site.role) for site in sites]
