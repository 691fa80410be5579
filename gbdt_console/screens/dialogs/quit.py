"""Asks before leaving, and says what goes on."""

from gbdt_console.core.clock import Clock
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.ui.drawing.appearance import Appearance


class QuitScreen(ConfirmScreen):
    """Gives True to leave."""

    def __init__(self, look: Appearance, clock: Clock, *, engine_stays: bool) -> None:
        words = look.words
        goes_on = words("quit.engine_stays" if engine_stays else "quit.engine_stops")
        stay, go = words("quit.stay"), words("quit.leave")
        super().__init__(clock, words("quit.question"), goes_on, stay=stay, go=go)
