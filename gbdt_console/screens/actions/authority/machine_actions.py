"""Signs that this machine gives the orders from now on, or lets it command in place of the main PC."""

from gbdt_console.core.authority.machine import OTHER_MAY_RUN, AcceptMachine
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.commands import Guard
from gbdt_console.core.standby.commands import TakeOver
from gbdt_console.screens.actions.screen_actions import ScreenActions
from gbdt_console.text.standby.meeting_text import takeover_lines
from gbdt_console.ui.actions import GIVES_ORDERS
from gbdt_console.ui.view import View


class MachineActions(ScreenActions):
    """Each is offered only while this engine may give no orders, and for the reason that it ends."""

    name = "machine"

    def idle(self) -> frozenset[str]:
        view = self._commands.view
        withheld = None if view is None else view.snapshot.withheld
        given = GIVES_ORDERS.get(withheld) if withheld is not None else None
        return frozenset(GIVES_ORDERS.values()) - {given}

    async def accept(self) -> None:
        if self._may(Withheld.OTHER_MACHINE) is not None:
            await self._commands.ask(AcceptMachine(is_sure=True), self._words(OTHER_MAY_RUN))

    async def takeover(self) -> None:
        view = self._may(Withheld.FOLLOWING, Withheld.ALONE)
        if view is not None and view.snapshot.standby is not None:
            told = takeover_lines(self._words, view.snapshot, view.snapshot.standby, view.now_utc)
            sure = "standby.sure-keep" if view.snapshot.withheld is Withheld.ALONE else "standby.sure"
            await self._commands.ask(TakeOver(), "\n".join((self._words(sure), *told)))

    def _may(self, *why: Withheld) -> View | None:
        """Return what is shown where orders are withheld for one of those reasons; else say what holds."""
        commands = self._commands
        view = None if commands.is_refused(guard=Guard.SIGNS) else commands.view
        if view is not None and (held := view.snapshot.withheld) not in why:
            commands.say("machine.is-accepted" if held is None else f"control.withheld.{held}")
            return None
        return view
