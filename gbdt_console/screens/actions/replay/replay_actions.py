"""Moves a replay through time."""

from collections.abc import Sequence

from gbdt_console.core.replay.replayed import Replayed
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.screens.dialogs.form import Field
from gbdt_console.text.typed_times import parse_time_of_day

_BACK_S = 1.5
"""Seconds by which the last event must lie back to be jumped to: at a playing one the key means the one
before."""


class ReplayActions(ScreenActions):
    """Holds the actions of a replay; without one no key leads here."""

    name = "replay"

    def _replay(self) -> Replayed | None:
        return self._commands.services.replay

    @needs(_replay)
    def toggle(self, replayed: Replayed) -> None:
        replayed.playback.toggle(self._commands.now_s())

    @needs(_replay)
    def change_speed(self, replayed: Replayed) -> None:
        replayed.playback.change_speed(self._commands.now_s())

    @needs(_replay)
    def go_to_next(self, replayed: Replayed) -> None:
        self._go(replayed, replayed.time_line.next_after(self._at_utc(replayed)))

    @needs(_replay)
    def go_to_previous(self, replayed: Replayed) -> None:
        playback, at_utc = replayed.playback, self._at_utc(replayed)
        back_s = _BACK_S * playback.speed if playback.is_playing(self._commands.now_s()) else 0.0
        self._go(replayed, replayed.time_line.last_before(at_utc - back_s))

    @needs(_replay)
    async def ask_time(self, replayed: Replayed) -> None:
        words, day_utc = self._words, self._at_utc(replayed)

        def wrong(values: Sequence[str]) -> str:
            return words("replay.no-time") if parse_time_of_day(values[0], day_utc) is None else ""

        def typed(values: tuple[str, ...]) -> None:
            at_utc = parse_time_of_day(values[0], day_utc)
            if at_utc is not None:
                replayed.playback.go(at_utc, self._commands.now_s())

        fields = (Field(words("replay.time")),)
        await self._dialogs.fill_in(words("action.replay.go"), fields, typed, wrong)

    def _at_utc(self, replayed: Replayed) -> float:
        return replayed.playback.at_utc(self._commands.now_s())

    def _go(self, replayed: Replayed, at_utc: float | None) -> None:
        if at_utc is None:
            self._commands.say("replay.no-event")
        else:
            replayed.playback.go(at_utc, self._commands.now_s())
