"""Runs an engine on a thread of this process, for the screen over it."""

from collections.abc import Iterator
from contextlib import contextmanager

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.failures import engine_failures
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.host import engine_on_thread
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.text.words import Words
from gbdt_console.ui.terminal.first_picture import tell_asking


@contextmanager
def own_engine(plant: WatchedPlant, state: StateDirectory, words: Words) -> Iterator[EngineThread]:
    """Run it for as long as the block lasts; the first picture says that it asks. Print why that fails."""
    with (
        engine_failures(state, words),
        records_of(state) as records,
        plant.watched(words) as build,
        engine_on_thread(lambda r: build(r, state.socket_path), records) as thread,
    ):
        tell_asking(len(plant.network.sites))
        yield thread
