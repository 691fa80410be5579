"""Builds an engine whose Snapshots hooks and metrics read too."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.compose import Plant, build_engine
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.json_value import Json
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Network
from gbdt_console.core.units import Utc
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.records.records import Records
from gbdt_console.exporters.metrics_server import Endpoint
from gbdt_console.exporters.snapshot_readers import SnapshotReaders
from gbdt_console.text.meetings.notices import templates_beside
from gbdt_console.text.words import Words

if TYPE_CHECKING:
    from gbdt_console.compose import BesideOf

Build = Callable[[Records, Path], Engine]


@dataclass(frozen=True, slots=True)
class WatchedPlant:
    """Describes what is watched.

    echo: the way to ping them; None: the real one
    metrics: where metrics are answered; None: nowhere
    config: path of sites.yaml, beside which the office keeps its templates; None where there is none
    beside: gives what works beside a second PC; None where there is only this one
    demo: parameters of a demonstration, for the verbs beside it (cli/client/configuration.py)
    untold_from_utc: maybe no hook ran for alarms since then, as the PC died that should have run it
    """

    network: Network
    echo: EchoTransport | None = None
    metrics: Endpoint | None = None
    config: Path | None = None
    demo: Mapping[str, Json] | None = None
    beside: "BesideOf | None" = None
    untold_from_utc: Utc = inf

    @contextmanager
    def watched(self, words: Words) -> Iterator[Build]:
        """Give the function that builds the engine on its loop. The readers live as long as the block.

        A simulated province has no hooks: nobody is to be called for what did not happen.
        """
        plant = Plant(self.network, self.echo, templates_beside(self.config), self.config, self.beside)
        hooks = {} if plant.is_simulated else self.network.alarms.hooks
        try:
            readers = SnapshotReaders(
                hooks, self.metrics, Words(self.network.language), SystemClock(), self.untold_from_utc
            )
        except OSError as error:
            fail(Exit.FAILED, words, "verb.metrics-no-address", reason=error.strerror or error)

        def build(records: Records, socket_path: Path) -> Engine:
            engine = build_engine(plant, records, socket_path)
            if readers.are_any:
                readers.take(engine.publisher.latest)
                engine.publisher.on_snapshot(readers.take)
            return engine

        with readers:
            yield build
