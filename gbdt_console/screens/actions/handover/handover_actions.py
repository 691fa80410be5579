"""Hands the shift over to another operator, or to the one here."""

from collections.abc import Sequence

from gbdt_console.core.commands import Command, SwitchOperator
from gbdt_console.core.handover.shift import TakeOverShift
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.screens.actions.screen_actions import ScreenActions
from gbdt_console.screens.dialogs.form import Field
from gbdt_console.screens.dialogs.handover import SIGN, HandoverScreen


class HandoverActions(ScreenActions):
    """Shows what the shift hands over, and asks who takes it."""

    name = "handover"

    async def ask(self) -> None:
        """Ask who takes the shift: another operator by PIN, or the one here."""
        services, view = self._commands.services, self._commands.view
        if view is None:
            self._commands.say("banner.waiting")
            return
        names = {operator.id: operator.name for operator in view.snapshot.operators}

        def chosen(operator_id: str) -> None:
            if operator_id == SIGN:
                self._commands.order(TakeOverShift())
            else:
                self._dialogs.soon(self._ask_pin, operator_id, names[operator_id])

        may_sign = not services.rights.is_observer
        await self._dialogs.put(HandoverScreen(self.look, view.snapshot, may_sign=may_sign), chosen)

    async def _ask_pin(self, operator_id: str, name: str) -> None:
        """Ask for PIN and note; once the operator is switched, sign for the new one."""
        commands, words = self._commands, self._words

        def said(command: Command) -> str:
            return f"{commands.asked(command)} ({name})"

        def typed(values: tuple[str, ...]) -> None:
            switch, signed = SwitchOperator(operator_id, values[0]), TakeOverShift(values[1])

            def switched(end: Progress) -> None:
                if end.stage is Stage.RECORDED:
                    commands.give(signed, said(signed))

            commands.give(switch, said(switch), switched)

        def wrong(values: Sequence[str]) -> str:
            return "" if values[0] else words("operator.pin")

        fields = (Field(words("operator.pin"), is_secret=True), Field(words("handover.note")))
        await self._dialogs.fill_in(self._dialogs.title(words("handover.take"), name), fields, typed, wrong)
