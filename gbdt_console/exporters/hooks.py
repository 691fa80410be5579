"""Runs the configured hooks for the alarms of each Snapshot."""

import logging
import threading
from collections.abc import Mapping
from math import inf

from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.units import Utc
from gbdt_console.exporters.hook_facts import environment_of
from gbdt_console.exporters.hook_runner import HookCall, HookResult, HookRunner
from gbdt_console.exporters.hook_watch import Hooks, HookWatch
from gbdt_console.text.words import Words

log = logging.getLogger(__name__)


class AlarmHooks:
    """Compares Snapshots on a thread. It skips those that come faster than it compares them."""

    def __init__(
        self, hooks: Hooks, words: Words, runner: HookRunner | None = None, untold_from_utc: Utc = inf
    ) -> None:
        """Start the thread; `runner` is the tests' own, `untold_from_utc` as in HookWatch."""
        self._watch = HookWatch(hooks, untold_from_utc)
        self._words = words
        self._runner = runner or HookRunner()
        self._first: Snapshot | None = None
        self._newest: Snapshot | None = None
        self._is_closed = False
        self._has_work = threading.Event()
        self._thread = threading.Thread(target=self._work, name="hooks", daemon=True)
        self._thread.start()

    def take(self, snapshot: Snapshot) -> None:
        """Keep the Snapshot and return at once. The first one, which tells the past, is never skipped."""
        if self._first is None:
            self._first = snapshot
        self._newest = snapshot
        self._has_work.set()

    def results(self) -> Mapping[HookResult, int]:
        return self._runner.results()

    def close(self) -> None:
        """Compare the last Snapshot, then end the threads."""
        self._is_closed = True
        self._has_work.set()
        self._thread.join()
        self._runner.close()

    def _work(self) -> None:
        is_begun = is_over = False
        while not is_over:
            self._has_work.wait()
            self._has_work.clear()
            is_over = self._is_closed
            if not is_begun and self._first is not None:
                is_begun = True
                self._run_for(self._first)
            if self._newest is not None:
                self._run_for(self._newest)

    def _run_for(self, snapshot: Snapshot) -> None:
        for occasion in self._watch.take(snapshot):
            try:
                environment = environment_of(occasion, snapshot, self._words)
            except (ValueError, OverflowError, OSError) as error:  # a time that no calendar can show
                log.warning("hook for alarm %d: %s", occasion.alarm.number, type(error).__name__)
                continue
            self._runner.run(HookCall(occasion.command, environment, occasion.alarm.severity))
