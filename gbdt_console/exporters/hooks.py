"""Runs the configured commands as the Snapshots say, on threads of its own."""

import logging
import threading
from collections.abc import Mapping

from gbdt_console.core.snapshot import Snapshot
from gbdt_console.exporters.hook_facts import environment_of
from gbdt_console.exporters.hook_runner import HookCall, HookResult, HookRunner
from gbdt_console.exporters.hook_watch import Hooks, HookWatch
from gbdt_console.text.words import Words

log = logging.getLogger(__name__)


class AlarmHooks:
    """`take` is called on the engine's loop and returns at once; what comes faster than it is looked at is
    skipped, as Snapshots may be."""

    def __init__(self, hooks: Hooks, words: Words, runner: HookRunner | None = None) -> None:
        self._watch = HookWatch(hooks)
        self._words = words
        self._runner = runner or HookRunner()
        self._first: Snapshot | None = None
        self._newest: Snapshot | None = None
        self._is_closed = False
        self._bell = threading.Event()
        self._thread = threading.Thread(target=self._work, name="hooks", daemon=True)
        self._thread.start()

    def take(self, snapshot: Snapshot) -> None:
        """The first one is what was known before and is never skipped."""
        if self._first is None:
            self._first = snapshot
        self._newest = snapshot
        self._bell.set()

    def results(self) -> Mapping[HookResult, int]:
        return self._runner.results()

    def close(self) -> None:
        """Look at the last Snapshot, then end."""
        self._is_closed = True
        self._bell.set()
        self._thread.join()
        self._runner.close()

    def _work(self) -> None:
        is_begun = is_over = False
        while not is_over:
            self._bell.wait()
            self._bell.clear()
            is_over = self._is_closed
            if not is_begun and self._first is not None:
                is_begun = True
                self._look_at(self._first)
            if self._newest is not None:
                self._look_at(self._newest)

    def _look_at(self, snapshot: Snapshot) -> None:
        for occasion in self._watch.take(snapshot):
            try:
                environment = environment_of(occasion, snapshot, self._words)
            except (ValueError, OverflowError, OSError) as error:  # a time that no calendar can show
                log.warning("hook for alarm %d: %s", occasion.alarm.number, type(error).__name__)
                continue
            self._runner.run(HookCall(occasion.command, environment))
