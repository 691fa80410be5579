"""Asks whether the other PC was let command, each time that the commanding one may not have noticed."""

import asyncio
import logging
from collections.abc import Callable

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.standby.asking import taken_since
from gbdt_console.engine.standby.seat import OpenStream, Seat
from gbdt_console.engine.standby.standstill import LOOK_S, Standstill

_COMMANDS = (None, Withheld.ASKING, Withheld.ALONE)
"""What is withheld from a PC that commands, as far as it knows."""

log = logging.getLogger(__name__)


class Doubts:
    """Withholds the orders meanwhile."""

    def __init__(
        self,
        context: EngineContext,
        seat: Seat,
        open_stream: OpenStream,
        on_taken: Callable[[RoleTaken], None],
    ) -> None:
        """`on_taken` is called where the other PC was let command."""
        self._context, self._clock = context, context.clock
        self._seat, self._open_stream, self._on_taken = seat, open_stream, on_taken
        self._standstill = Standstill(context.clock)
        self._doubt = asyncio.Event()
        self._asking, self._asked_s = asyncio.Lock(), context.clock.monotonic()

    async def run(self, is_unreachable: Callable[[], bool]) -> None:
        """`is_unreachable` tells whether the other PC is out of reach."""
        self._standstill.look()
        authority = self._context.authority
        authority.stood_still = self._standstill.is_one

        async def ask_again() -> None:
            await self._ask_again(is_unreachable)

        authority.asks_again = ask_again
        await asyncio.gather(self._look_always(), self._ask_always())

    def ask(self) -> None:
        """Ask both streams now; the caller lets no order be given until then."""
        self._doubt.set()

    async def _look_always(self) -> None:
        """After a standstill use no connection to a device any more, and give no order until all is asked."""
        authority = self._context.authority
        while True:
            await asyncio.sleep(LOOK_S)
            if self._standstill.look() and authority.withheld in _COMMANDS:
                log.warning("the program stood still: connections to devices are opened anew")
                authority.withheld = Withheld.ASKING
                self._context.links.drop(reads_back=True)
                self._context.on_urgent()
                self._doubt.set()

    async def _ask_always(self) -> None:
        """Ask both streams after each standstill; then orders are given again, or the other PC commands."""
        authority = self._context.authority
        while True:
            await self._doubt.wait()
            self._doubt.clear()
            taken = await taken_since(self._seat, self._open_stream)
            if taken is not None:
                self._on_taken(taken)
            elif not self._doubt.is_set() and authority.withheld is Withheld.ASKING:
                authority.withheld = None
                self._context.on_urgent()

    async def _ask_again(self, is_unreachable: Callable[[], bool]) -> None:
        """Where a device was out of reach, and the other PC is, the cable of this one may have been out."""
        now_s = self._clock.monotonic()
        async with self._asking:
            if is_unreachable() and self._asked_s <= now_s:
                self._asked_s = self._clock.monotonic()
                if (taken := await taken_since(self._seat, self._open_stream)) is not None:
                    self._on_taken(taken)
