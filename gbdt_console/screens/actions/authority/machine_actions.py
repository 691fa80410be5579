"""Signs that this machine gives the orders from now on."""

from gbdt_console.core.authority.machine import OTHER_MAY_RUN, AcceptMachine
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.commands import Guard
from gbdt_console.core.standby.commands import TakeOver
from gbdt_console.screens.actions.screen_actions import ScreenActions
from gbdt_console.text.standby.standby_text import lost_text

_ACCEPT = "machine.accept"


class MachineActions(ScreenActions):
    """Offered only while this engine may give no orders."""

    name = "machine"

    def idle(self) -> frozenset[str]:
        view = self._commands.view
        is_withheld = view is not None and view.snapshot.withheld is not None
        return frozenset() if is_withheld else frozenset({_ACCEPT})

    async def accept(self) -> None:
        commands = self._commands
        view = None if commands.is_refused(guard=Guard.SIGNS) else commands.view
        if view is None:
            return
        if view.snapshot.withheld is None:
            commands.say("machine.is-accepted")
            return
        standby = view.snapshot.standby
        if view.snapshot.withheld is Withheld.FOLLOWING and standby is not None:
            told = lost_text(self._words, standby, view.now_utc)
            await commands.ask(TakeOver(), f"{self._words('standby.sure')} {told}")
            return
        await commands.ask(AcceptMachine(is_sure=True), self._words(OTHER_MAY_RUN))
