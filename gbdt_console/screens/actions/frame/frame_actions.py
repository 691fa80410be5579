"""Recalls and keeps named layouts."""

from gbdt_console.core.frame.commands import RecallLayout, SaveLayout
from gbdt_console.core.frame.view import FrameView
from gbdt_console.screens.actions.screen_commands import ScreenCommands

_SAVE = "l"


class FrameActions:
    """Acts on named layouts for one screen."""

    def __init__(self, commands: ScreenCommands) -> None:
        self._commands = commands

    async def choose_saved(self, frame: FrameView) -> None:
        """Offer the named layouts by number, and to keep the preview under a name."""
        commands, words = self._commands, self._commands.words
        options = [("", name, name) for name, _ in frame.saved]
        options.append((_SAVE, words("frame.saved.keep"), ""))

        def chosen(name: str) -> None:
            if name:
                commands.order(RecallLayout(name))
            else:
                commands.dialogs.soon(self._ask_name)

        await commands.dialogs.choose(words("frame.saved.question"), options, chosen)

    async def _ask_name(self) -> None:
        commands = self._commands
        await commands.dialogs.ask_text(
            commands.words("frame.saved.keep"),
            "frame.saved.name",
            lambda name: commands.order(SaveLayout(name)),
            missing="frame.saved.no-name",
        )
