"""Runs hooks on threads, the most severe first, few at once, each for a limited time."""

import heapq
import itertools
import logging
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.clean_text import clean
from gbdt_console.core.quick_dataclass import dataclass

MOST_AT_ONCE = 4
"""Limits the hooks of all severities that run side by side.

One more place is kept for critical alarms: hooks of minor alarms that hang may not delay them.
"""

MOST_WAITING = 64
"""Limits the hooks that wait; 60 sites lost at once raise one parent alarm and 60 suppressed ones."""

LONGEST_S = 10.0
"""Limits the time of one hook, in seconds."""

_LEFT_AT_END_S = 2.0
"""Limits the time that hooks have left when the console ends, in seconds."""

_CHECK_MS = 100
"""Interval at which a running hook's time limit is checked, in milliseconds."""

log = logging.getLogger(__name__)


class HookResult(StrEnum):
    """The end of a hook.

    DONE: ended with status 0
    FAILED: did not start, or ended with another status
    KILLED: took too long
    DROPPED: found the queue full, or still waited when the console ended
    """

    DONE = "done"
    FAILED = "failed"
    KILLED = "killed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class HookCall:
    """One hook to run.

    severity: the alarm's; among waiting hooks the most severe runs first
    """

    command: tuple[str, ...]
    environment: Mapping[str, str]
    severity: Severity = Severity.WARNING


class HookRunner:
    """Runs hooks on MOST_AT_ONCE threads and one for critical alarms, from construction until `close`."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        """Start the threads; `longest_s` limits the time of one hook, in seconds."""
        self._longest_s = longest_s
        self._calls: list[tuple[int, int, HookCall]] = []
        self._order = itertools.count()
        self._has_changed = threading.Condition()
        self._results = dict.fromkeys(HookResult, 0)
        self._counting = threading.Lock()
        self._closed_s: float | None = None
        self._threads = [
            threading.Thread(target=self._work, args=(least,), name=f"hook-{n}", daemon=True)
            for n, least in enumerate([Severity.WARNING] * MOST_AT_ONCE + [Severity.CRITICAL])
        ]
        for thread in self._threads:
            thread.start()

    def run(self, call: HookCall) -> None:
        """Queue a hook; a full queue drops the newest of the least severe."""
        dropped = None
        with self._has_changed:
            heapq.heappush(self._calls, (-call.severity.rank, next(self._order), call))
            if len(self._calls) > MOST_WAITING:
                last = max(self._calls)
                self._calls.remove(last)
                heapq.heapify(self._calls)
                dropped = last[-1]
            self._has_changed.notify_all()
        if dropped is not None:
            self._count(HookResult.DROPPED, dropped, "the queue is full")

    def results(self) -> Mapping[HookResult, int]:
        with self._counting:
            return dict(self._results)

    def close(self) -> None:
        """Give the queued and running hooks _LEFT_AT_END_S to end. Then drop or kill them."""
        with self._has_changed:
            self._closed_s = time.monotonic()
            self._has_changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _next(self, least: Severity) -> HookCall | None:
        """Wait for a hook of that severity or a higher one; return None once closed without any."""
        with self._has_changed:
            while not self._calls or -self._calls[0][0] < least.rank:
                if self._closed_s is not None:
                    return None
                self._has_changed.wait()
            return heapq.heappop(self._calls)[-1]

    def _work(self, least: Severity) -> None:
        while (call := self._next(least)) is not None:
            if self._is_ending():
                self._count(HookResult.DROPPED, call, "the console ends")
                continue
            try:
                self._carry_out(call)
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or type(error).__name__
                self._count(HookResult.FAILED, call, reason)

    def _carry_out(self, call: HookCall) -> None:
        """Run one hook and kill its whole process group.

        The hook has a session of its own, without a terminal.
        """
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
            # Until it is waited for, the process keeps its id, so no other group can have it.
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
        """Wait for the process; return whether it ended in time."""
        began_s = time.monotonic()
        handle = os.pidfd_open(pid)
        try:
            poll = select.poll()
            poll.register(handle, select.POLLIN)
            while not poll.poll(_CHECK_MS):
                if self._is_overdue(began_s):
                    return False
            return True
        finally:
            os.close(handle)

    def _is_overdue(self, began_s: float) -> bool:
        return self._is_ending() or time.monotonic() - began_s > self._longest_s

    def _is_ending(self) -> bool:
        """Tell whether the hooks' time at the console's end is over."""
        return self._closed_s is not None and time.monotonic() - self._closed_s > _LEFT_AT_END_S

    def _count(self, result: HookResult, call: HookCall | None = None, reason: str = "") -> None:
        """Count and log the end of a hook. Its arguments are not logged: they may be addresses or keys."""
        with self._counting:
            self._results[result] += 1
        if call is not None:
            number = call.environment.get("GBDT_ALARM_NUMBER", "")
            log.warning("hook %s for alarm %s %s: %s", clean(call.command[0]), number, result.value, reason)
