"""Run a verb's work in an event loop of its own."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def result_of(work: Coroutine[Any, Any, T]) -> T:
    """Do as `asyncio.run` does, but give the main task no result.

    Python 3.11 writes out twice whatever that task returned, when it gives SIGINT back: of a Snapshot that
    takes longer than to read it. (`signal.getsignal` asks an enumeration for the handler, which holds the
    task; the refusal has its representation. 3.13 does not.)
    """
    results: list[T] = []

    async def keep() -> None:
        results.append(await work)

    asyncio.run(keep())
    return results[0]
