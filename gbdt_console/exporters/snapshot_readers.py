"""All readers of Snapshots beside the screen: hooks and metrics, each where it is wanted."""

from types import TracebackType
from typing import Self

from gbdt_console.core.clock import Clock
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.exporters.hook_watch import Hooks
from gbdt_console.exporters.hooks import AlarmHooks
from gbdt_console.exporters.metrics import moment_text, snapshot_text
from gbdt_console.exporters.metrics_server import Endpoint, MetricsServer
from gbdt_console.text.words import Words


class SnapshotReaders:
    """`take` is called on the engine's loop and only leaves the Snapshot where other threads find it."""

    def __init__(self, hooks: Hooks, endpoint: Endpoint | None, words: Words, clock: Clock) -> None:
        """Raises OSError where the endpoint cannot be had."""
        self._clock = clock
        self._newest: Snapshot | None = None
        self._told: tuple[Snapshot | None, str] = (None, "")
        self._server = MetricsServer(endpoint, self.page) if endpoint else None
        self._hooks = AlarmHooks(hooks, words) if hooks else None

    def take(self, snapshot: Snapshot) -> None:
        self._newest = snapshot
        if self._hooks is not None:
            self._hooks.take(snapshot)

    def page(self) -> str:
        """The metrics now; empty before the first Snapshot. What one Snapshot says is made once."""
        newest = self._newest
        if newest is None:
            return ""
        if self._told[0] is not newest:
            self._told = (newest, snapshot_text(newest))
        results = self._hooks.results() if self._hooks else {}
        return self._told[1] + moment_text(newest, self._clock.monotonic(), results)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        if self._hooks is not None:
            self._hooks.close()
