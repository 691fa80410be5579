"""Recalls and keeps named layouts."""

from gbdt_console.core.frame.commands import RecallLayout, SaveLayout
from gbdt_console.core.frame.view import FrameView
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.form import Field, FormScreen

_SAVE = "l"


class FrameActions:
    """Acts on named layouts for one screen."""

    def __init__(self, commands: ScreenCommands) -> None:
        self._commands = commands

    async def choose_saved(self, frame: FrameView) -> None:
        """Offer the named layouts by number, and to keep the preview under a name."""
        commands, words = self._commands, self._commands.words
        names = [name for name, _ in frame.saved]
        choices = [("", name, name) for name in names]
        choices.append((_SAVE, words("frame.saved.keep"), ""))
        services = commands.services
        dialog = ChoiceScreen(services.appearance, words("frame.saved.question"), choices)

        def chosen(name: str) -> None:
            if name:
                commands.order(RecallLayout(name))
            else:
                services.console.call_next(self._ask_name)

        await services.console.put_dialog(dialog, chosen)

    async def _ask_name(self) -> None:
        commands, words = self._commands, self._commands.words
        fields = (Field(words("frame.saved.name")),)
        form = FormScreen(
            commands.services.appearance,
            words("frame.saved.keep"),
            fields,
            lambda values: "" if values[0].strip() else words("frame.saved.no-name"),
        )
        await commands.services.console.put_dialog(
            form, lambda values: commands.order(SaveLayout(values[0].strip()))
        )
