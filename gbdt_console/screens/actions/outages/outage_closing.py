"""Closes an outage record: asks for what is missing, then for a yes, and gives the commands in order."""

from collections.abc import Callable

from gbdt_console.core.commands import Command
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.commands import CloseOutage, DecideCause, SetRemedy
from gbdt_console.core.outages.outage import Outage
from gbdt_console.screens.actions.outages import outage_dialogs
from gbdt_console.screens.actions.screen_commands import ScreenCommands


class OutageClosing:
    """Leads one record from its restoration to its end."""

    def __init__(
        self, commands: ScreenCommands, outage: Outage, title: str, give: Callable[[Command, Outage], None]
    ) -> None:
        """Close one record.

        give: gives a command about the record and says its stages
        """
        self._commands = commands
        self._outage = outage
        self._title = title
        self._give = give
        self._cause = outage.cause.value if outage.cause is not None else ""
        self._remedy = outage.remedy

    async def ask(self) -> None:
        """Ask the next question: the cause, the remedy, then whether to close."""
        if not self._cause:
            proposed = self._outage.proposed
            cause = proposed.cause.value if proposed.confidence else ""
            question = outage_dialogs.cause_choice(self._commands.words, self._title, cause)
            await self._commands.dialogs.choose(*question, self._decided)
        elif not self._remedy:
            value, view = self._commands.words("outage.remedy-by-itself"), self._commands.view
            known = () if view is None else [one.remedy for one in view.snapshot.outages]
            dialogs = self._commands.dialogs
            await dialogs.ask_text(
                dialogs.title(self._commands.words("outage.act.close"), self._title),
                "outage.ask-remedy",
                self._entered,
                value=value,
                missing="outage.no-words",
                known=(value, *known),
            )
        else:
            await self._confirm()

    def _decided(self, cause: str) -> None:
        self._cause = cause
        self._commands.dialogs.soon(self.ask)

    def _entered(self, remedy: str) -> None:
        self._remedy = remedy
        self._commands.dialogs.soon(self.ask)

    async def _confirm(self) -> None:
        outage = self._outage
        is_unknown = self._cause == OutageCause.UNKNOWN
        command = CloseOutage(outage.number, is_unknown=is_unknown, is_sure=True)
        consequence = self._commands.words("outage.close-unknown" if is_unknown else "outage.close-known")

        def answered(is_sure: bool) -> None:
            if not is_sure:
                return
            if self._cause != outage.cause:
                self._give(DecideCause(outage.number, self._cause), outage)
            if self._remedy != outage.remedy:
                self._give(SetRemedy(outage.number, self._remedy), outage)
            self._give(command, outage)

        await self._commands.confirm(command, self._title, consequence, answered)
