"""Moves a replay through time."""

from collections.abc import Sequence

from gbdt_console.core.replay.replayed import Replayed
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.form import Field, FormScreen
from gbdt_console.text.typed_times import parse_time_of_day

_BACK_S = 1.5
"""Seconds by which the last event must lie back to be jumped to: at a playing one the key means the one
before."""


class ReplayActions:
    """Holds the actions of a replay; without one no key leads here."""

    def __init__(self, commands: ScreenCommands) -> None:
        self._commands = commands
        self._replayed = commands.services.replay

    def toggle(self) -> None:
        """Play, or pause."""
        if self._replayed is not None:
            self._replayed.playback.toggle(self._commands.now_s())

    def change_speed(self) -> None:
        """Take the next speed."""
        if self._replayed is not None:
            self._replayed.playback.change_speed(self._commands.now_s())

    def go_to_next(self) -> None:
        """Jump to the next event."""
        if self._replayed is not None:
            self._go(self._replayed, self._replayed.time_line.next_after(self._at_utc(self._replayed)))

    def go_to_previous(self) -> None:
        """Jump to the event before."""
        if self._replayed is None:
            return
        playback, at_utc = self._replayed.playback, self._at_utc(self._replayed)
        back_s = _BACK_S * playback.speed if playback.is_playing(self._commands.now_s()) else 0.0
        self._go(self._replayed, self._replayed.time_line.last_before(at_utc - back_s))

    async def ask_time(self) -> None:
        """Ask for a time of day and jump there."""
        if self._replayed is None:
            return
        replayed, services, words = self._replayed, self._commands.services, self._commands.words
        day_utc = self._at_utc(replayed)

        def wrong(values: Sequence[str]) -> str:
            return words("replay.no-time") if parse_time_of_day(values[0], day_utc) is None else ""

        def typed(values: tuple[str, ...]) -> None:
            at_utc = parse_time_of_day(values[0], day_utc)
            if at_utc is not None:
                replayed.playback.go(at_utc, self._commands.now_s())

        fields = (Field(words("replay.time")),)
        form = FormScreen(services.appearance, words("action.replay.go"), fields, wrong)
        await services.console.put_dialog(form, typed)

    def _at_utc(self, replayed: Replayed) -> float:
        return replayed.playback.at_utc(self._commands.now_s())

    def _go(self, replayed: Replayed, at_utc: float | None) -> None:
        if at_utc is None:
            self._commands.say("replay.no-event")
        else:
            replayed.playback.go(at_utc, self._commands.now_s())
