"""Starts the readers of Snapshots beside the screen: hooks and metrics."""

from math import inf
from typing import Self

from gbdt_console.core.clock import Clock
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.units import Utc
from gbdt_console.exporters.hook_watch import Hooks
from gbdt_console.exporters.hooks import AlarmHooks
from gbdt_console.exporters.metrics_server import Endpoint, MetricsServer
from gbdt_console.text.words import Words


class SnapshotReaders:
    """Hands each Snapshot to the threads of hooks and metrics."""

    def __init__(
        self,
        hooks: Hooks,
        endpoint: Endpoint | None,
        words: Words,
        clock: Clock,
        untold_from_utc: Utc = inf,
    ) -> None:
        """Start hooks where there are any, and metrics where `endpoint` is given.

        untold_from_utc: as in HookWatch
        Raises OSError when the endpoint's address cannot be had.
        """
        self._clock = clock
        self._newest: Snapshot | None = None
        self._paged: Snapshot | None = None
        self._page = b""
        self._server = MetricsServer(endpoint, self.page) if endpoint else None
        self._hooks = AlarmHooks(hooks, words, untold_from_utc=untold_from_utc) if hooks else None

    @property
    def are_any(self) -> bool:
        """Whether hooks or metrics are configured; else no Snapshot need be made for them."""
        return self._server is not None or self._hooks is not None

    def take(self, snapshot: Snapshot) -> None:
        """Keep the Snapshot for the other threads. The engine's loop calls this and must not wait."""
        self._newest = snapshot
        if self._hooks is not None:
            self._hooks.take(snapshot)

    def page(self) -> bytes:
        """Make the metrics page, empty before the first Snapshot. One Snapshot's text is made once."""
        # prometheus-client costs 45 ms to load; a console that serves no metrics does not load it.
        from gbdt_console.exporters.metrics import moment_page, snapshot_page

        newest = self._newest
        if newest is None:
            return b""
        if self._paged is not newest:
            self._paged, self._page = newest, snapshot_page(newest)
        results = self._hooks.results() if self._hooks else {}
        return self._page + moment_page(newest, self._clock.monotonic(), results)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        if self._hooks is not None:
            self._hooks.close()
