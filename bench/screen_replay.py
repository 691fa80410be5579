"""Find when texts were on screen, by a terminal emulator.

The emulator is too slow to run during the measurement.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyte

from bench.pty_console import PtyConsole

_NAME, _HEADER = 0, 1
PROGRAM = "gbdt-console"
"""Begins the first picture."""
_LIVE_WITHIN_S = 30.0
"""Seconds for the start of a console on a busy machine."""
_COUNT = re.compile(r"\b(\d+)/(\d+)\b")


@dataclass(frozen=True, slots=True)
class Press:
    """A key that moves the cursor.

    at_s: seconds since the start
    number: number of the site to which the key moves the cursor
    """

    at_s: float
    number: int


@dataclass(frozen=True, slots=True)
class _Moment:
    """Header and bottom line of the screen at one moment.

    is_picture: whether the program's name stands on the first line, over no wall
    """

    at_s: float
    header: str
    hints: str
    is_picture: bool

    @property
    def is_live(self) -> bool:
        """Whether the header counts all sites as measured and well."""
        count = _COUNT.search(self.header)
        return count is not None and count[1] == count[2]

    @property
    def cursor(self) -> int | None:
        """Number of the site under the cursor.

        None where the bottom line names none.
        """
        first = self.hints.split(maxsplit=1)[:1]
        return int(first[0]) if first and first[0].isdigit() else None


class Replay:
    """The recorded screens of one console, also of one that goes on: each question hears what was written.

    The emulator reads every byte once, since it takes longer than the console did.
    """

    def __init__(self, size: tuple[int, int], chunks: Sequence[tuple[float, bytes]]) -> None:
        self._chunks = chunks
        self._is_read = 0
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._kept: list[_Moment] = []

    @property
    def _moments(self) -> Sequence[_Moment]:
        fresh = self._chunks[self._is_read :]
        self._is_read += len(fresh)
        for at_s, data in fresh:
            self._feed(at_s, data)
        return self._kept

    def _feed(self, at_s: float, data: bytes) -> None:
        """Keep the moment where header or bottom line may have changed."""
        screen = self._screen
        screen.dirty.clear()
        self._stream.feed(data)
        last = screen.lines - 1
        if screen.dirty & {_NAME, _HEADER, last}:
            is_picture = self._line(_NAME).startswith(PROGRAM)
            self._kept.append(_Moment(at_s, self._line(_HEADER), self._line(last), is_picture))

    def _line(self, y: int) -> str:
        return "".join(self._screen.buffer[y][x].data for x in range(self._screen.columns)).strip()

    @property
    def is_live(self) -> bool:
        """Whether every site was ever shown as measured."""
        return self.first_live_s() is not None

    @property
    def last_said(self) -> str:
        """The last bottom line; the terminal is blank after the console."""
        return next((moment.hints for moment in reversed(self._moments) if moment.hints), "")

    def first_picture_s(self) -> float | None:
        """Return the seconds until name and clock stood there, drawn before the full screen."""
        return next((moment.at_s for moment in self._moments if moment.is_picture), None)

    def first_paint_s(self) -> float | None:
        """Return the seconds until the first text; None if that never was."""
        return next((moment.at_s for moment in self._moments if moment.header or moment.hints), None)

    def first_live_s(self) -> float | None:
        """Return the seconds until every site was shown as measured; None if that never was."""
        return next((moment.at_s for moment in self._moments if moment.is_live), None)

    def shown_s(self, texts: Sequence[str], after_s: float, within_s: float) -> float | None:
        """Return the first second after `after_s` with one of `texts` in the bottom line.

        None where that was not within `within_s` seconds.
        """
        return self.said_s(lambda line: any(text in line for text in texts), after_s, within_s)

    def said_s(self, is_said: Callable[[str], bool], after_s: float, within_s: float) -> float | None:
        """Return the first second after `after_s` at which the bottom line was such; None as above."""
        for moment in self._moments:
            if after_s <= moment.at_s <= after_s + within_s and is_said(moment.hints):
                return moment.at_s
        return None

    def latencies_ms(self, presses: Sequence[Press]) -> list[float]:
        """Return the milliseconds from each key to its effect on screen, without the keys that had none.

        A later key's effect counts too.
        """
        ends = [*(press.at_s for press in presses[1:]), float("inf")]
        found = (self._shown_ms(press, ends[i], presses[i:]) for i, press in enumerate(presses))
        return [took_ms for took_ms in found if took_ms is not None]

    def _shown_ms(self, press: Press, next_s: float, following: Sequence[Press]) -> float | None:
        later = {other.number for other in following}
        for moment in self._moments:
            if moment.at_s < press.at_s:
                continue
            wanted = {press.number} if moment.at_s < next_s else later
            if moment.cursor in wanted:
                return (moment.at_s - press.at_s) * 1_000
        return None


async def live_replay(size: tuple[int, int], console: PtyConsole) -> Replay:
    """Wait until the console has shown every site as measured; return its screens, which go on.

    A machine that is too busy loses sites that are there: it is not waited for longer than _LIVE_WITHIN_S.
    """
    deadline_s = console.now_s + _LIVE_WITHIN_S
    replay = Replay(size, console.chunks)
    while not replay.is_live and console.now_s < deadline_s:
        await asyncio.sleep(1.0)
    return replay
