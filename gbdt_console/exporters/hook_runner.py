"""Runs commands, few at once and each for a short time; whoever hands one over never waits."""

import logging
import os
import queue
import select
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from gbdt_console.core.cleaning import clean

MOST_AT_ONCE = 4
MOST_WAITING = 64
LONGEST_S = 10.0
_LEFT_AT_END_S = 2.0
_LOOK_MS = 100

log = logging.getLogger(__name__)


class HookResult(StrEnum):
    """How a command ended. FAILED did not start or ended with a status but 0, KILLED took too long, DROPPED
    found the queue full or was still waiting when the console ended."""

    DONE = "done"
    FAILED = "failed"
    KILLED = "killed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class HookCall:
    command: tuple[str, ...]
    environment: Mapping[str, str]


class HookRunner:
    """Its threads wait for commands from the beginning; `close` ends them."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._calls: queue.Queue[HookCall | None] = queue.Queue(MOST_WAITING)
        self._results = dict.fromkeys(HookResult, 0)
        self._counting = threading.Lock()
        self._closed_s: float | None = None
        self._threads = [
            threading.Thread(target=self._work, name=f"hook-{n}", daemon=True) for n in range(MOST_AT_ONCE)
        ]
        for thread in self._threads:
            thread.start()

    def run(self, call: HookCall) -> None:
        """Some time soon, if there is room."""
        try:
            self._calls.put_nowait(call)
        except queue.Full:
            self._count(HookResult.DROPPED, call, "the queue is full")

    def results(self) -> Mapping[HookResult, int]:
        """How many commands ended how."""
        with self._counting:
            return dict(self._results)

    def close(self) -> None:
        """What waits or runs has a moment to end; then it is dropped or killed."""
        self._closed_s = time.monotonic()
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            if self._is_ending():
                self._count(HookResult.DROPPED, call, "the console ends")
                continue
            try:
                self._carry_out(call)
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or type(error).__name__
                self._count(HookResult.FAILED, call, reason)

    def _carry_out(self, call: HookCall) -> None:
        """A session of its own: it cannot reach the terminal, and its whole group can be ended."""
        process = subprocess.Popen(  # noqa: S603 - the command is the administrator's, and no shell reads it
            call.command,
            env=dict(call.environment),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        is_ended = False
        try:
            is_ended = self._wait_for(process.pid)
        finally:
            # Not yet waited for, the process still holds its number, so no other group can bear it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
        if not is_ended:
            self._count(HookResult.KILLED, call, "it took too long")
        elif status:
            self._count(HookResult.FAILED, call, f"it ended with status {status}")
        else:
            self._count(HookResult.DONE)

    def _wait_for(self, pid: int) -> bool:
        """Whether the process ended in time."""
        began_s = time.monotonic()
        handle = os.pidfd_open(pid)
        try:
            poll = select.poll()
            poll.register(handle, select.POLLIN)
            while not poll.poll(_LOOK_MS):
                if self._is_overdue(began_s):
                    return False
            return True
        finally:
            os.close(handle)

    def _is_overdue(self, began_s: float) -> bool:
        return self._is_ending() or time.monotonic() - began_s > self._longest_s

    def _is_ending(self) -> bool:
        """The console ends, and the moment that it leaves is over."""
        return self._closed_s is not None and time.monotonic() - self._closed_s > _LEFT_AT_END_S

    def _count(self, result: HookResult, call: HookCall | None = None, reason: str = "") -> None:
        """Arguments are not logged: they may be addresses or keys."""
        with self._counting:
            self._results[result] += 1
        if call is not None:
            number = call.environment.get("GBDT_ALARM_NUMBER", "")
            log.warning("hook %s for alarm %s %s: %s", clean(call.command[0]), number, result.value, reason)
