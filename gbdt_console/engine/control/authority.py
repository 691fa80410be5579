"""Holds whether this engine may give orders; all that leaves it asks here, immediately before."""

from collections.abc import Awaitable, Callable

from gbdt_console.core.authority.withheld import Withheld


async def _nobody() -> None:
    return None


async def _at_once() -> bool:
    return True


class Authority:
    """Asked on the engine's loop.

    stood_still: tells whether another PC may have been let command meanwhile; None: there is no other. It is
        asked with each order: after a standstill, orders that waited run before whoever would find that out
    holds_role: tells whether no other PC can have taken over by itself; None: none does so
    asks_again: awaited before a device that was out of reach is used again: maybe this PC was, and another
        one was let command meanwhile
    record_refusal: returns the code of why no record of a person is taken now that can wait; empty: it is
    is_on_two: awaited before a record is called recorded: whether as many machines have it as is asked for
    """

    def __init__(self, withheld: Withheld | None = None) -> None:
        self._withheld = withheld
        self.stood_still: Callable[[], bool] | None = None
        self.holds_role: Callable[[], bool] | None = None
        self.asks_again: Callable[[], Awaitable[None]] = _nobody
        self.record_refusal: Callable[[], str] = str
        self.is_on_two: Callable[[], Awaitable[bool]] = _at_once

    @property
    def withheld(self) -> Withheld | None:
        """Return why it may give no order, send nothing and take no record of a person; None: it may."""
        if self._withheld is None and self.stood_still is not None and self.stood_still():
            return Withheld.ASKING
        if self._withheld is None and self.holds_role is not None and not self.holds_role():
            return Withheld.ALONE
        return self._withheld

    @withheld.setter
    def withheld(self, withheld: Withheld | None) -> None:
        self._withheld = withheld

    @property
    def is_shared(self) -> bool:
        """Whether another PC may give orders to the same devices: then each is read before it gets one."""
        return self.stood_still is not None

    @property
    def refusal(self) -> str:
        """Return the message code of why no order is given; empty where it may be."""
        return "" if self.withheld is None else f"control.withheld.{self.withheld}"
