"""Asks who commands each time a driver goes on with an order, so immediately before each of its writes."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.engine.control.authority import Authority

NOT_FINISHED = "order.role-lost"
"""Code of an order that was begun and not finished: it may have arrived."""


async def give(authority: Authority, send: Callable[[], Awaitable[None]]) -> None:
    """Send an order for as long as the engine may give any.

    A driver writes when it begins and when it goes on after an answer or a connection; nothing else runs in
    between, so that what is asked right before is asked before the write. Raises ControlError: CLOSED where
    it was not gone on with.
    """
    await _WhileAllowed(authority, send())


class _Withdrawn(BaseException):
    """Ends a driver. No cancellation: a time limit that has passed as well would take that for its own, and
    the driver would go on with what it does then.
    """


class _WhileAllowed:
    def __init__(self, authority: Authority, work: Awaitable[None]) -> None:
        self._authority, self._work = authority, work

    def __await__(self) -> Generator[Any, None, None]:
        steps = self._work.__await__()
        go_on: Callable[[], object] = partial(next, steps)
        is_refused = False
        while True:
            if not is_refused and self._authority.refusal:
                is_refused, go_on = True, partial(_throw, steps, _Withdrawn())
            try:
                awaited = go_on()
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as end:
                if is_refused:  # however the driver ends then, it was not gone on with
                    break
                if isinstance(end, StopIteration):
                    return
                raise
            try:
                yield awaited
            except BaseException as error:
                go_on = partial(_throw, steps, error)
            else:
                go_on = partial(next, steps)
        if _is_cancelled():  # the engine ends as well
            raise asyncio.CancelledError
        raise ControlError(ControlFault.CLOSED, code=NOT_FINISHED)


def _throw(steps: Generator[Any, None, None], error: BaseException) -> object:
    return steps.throw(error)


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
