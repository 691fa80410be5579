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

        outage: a restored record
        title: its number, sites and fault in words
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
        services = self._commands.services
        if not self._cause:
            proposed = self._outage.proposed
            cause = proposed.cause.value if proposed.confidence else ""
            choice = outage_dialogs.cause_choice(services.appearance, self._title, cause)
            await services.console.put_dialog(choice, self._decided)
        elif not self._remedy:
            words = services.appearance.words
            form = outage_dialogs.text_form(
                services.appearance,
                self._title,
                words("outage.ask-remedy"),
                words("outage.remedy-by-itself"),
                is_needed=True,
            )
            await services.console.put_dialog(form, self._entered)
        else:
            await self._confirm()

    def _decided(self, cause: str) -> None:
        self._cause = cause
        self._commands.services.console.call_next(self.ask)

    def _entered(self, values: tuple[str, ...]) -> None:
        self._remedy = values[0]
        self._commands.services.console.call_next(self.ask)

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
