"""Reads sites.yaml in a process of its own, while this one imports the engine and the screen.

Both take half a second of a start (docs/decisions/0112-start.md). What that process cannot read this one
reads again, and tells why.
"""

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import network_of
from gbdt_console.core.secret import Secret
from gbdt_console.ui.terminal.first_picture import first_picture

if TYPE_CHECKING:
    from gbdt_console.core.sites import Network


@contextmanager
def picture_while_read(context: Context) -> Iterator[Callable[[], "Network"]]:
    """Show the first picture; give the function that returns the Network, or prints what is wrong and exits.

    Enter it before any thread is started. Where an engine runs already, nothing is read beside.
    """
    begun = None
    if context.config is not None and not context.state.socket_path.exists() and (os.cpu_count() or 1) > 1:
        begun = _begin(context.config)

    def network() -> "Network":
        import gbdt_console.app  # noqa: F401  # the screen, which is needed next

        found = begun.network() if begun is not None else None
        network = found or network_of(context.config, context.words(), opens_devices=True)
        picture.tell(len(network.sites))
        return network

    try:
        with first_picture(context.words(), context.site_count()) as picture:
            yield network
    finally:
        if begun is not None:
            begun.close()


class _Reading:
    """The process that reads, and the pipe from it."""

    def __init__(self, child: int, read: int) -> None:
        self._child = child
        self._pipe = os.fdopen(read, "rb")

    def network(self) -> "Network | None":
        """Wait for the Network; None where that process could not read it."""
        try:
            network: Network = _Unpickler(self._pipe).load()
        except Exception:
            return None
        else:
            return network
        finally:
            self.close()

    def close(self) -> None:
        """End the process; called again it does nothing.

        Where the caller ignores SIGCHLD, it is gone already as it ends.
        """
        if self._pipe.closed:
            return
        self._pipe.close()
        with suppress(ChildProcessError, ProcessLookupError):
            if os.waitpid(self._child, os.WNOHANG) == (0, 0):
                os.kill(self._child, signal.SIGKILL)
                os.waitpid(self._child, 0)


def _begin(config: Path) -> _Reading | None:
    """Return what reads; None where the machine gives no process."""
    with suppress(OSError):
        read, write = os.pipe()
        try:
            child = os.fork()
        except OSError:
            os.close(read)
            os.close(write)
            return None
        if child == 0:
            _read(config, write)
        os.close(write)
        return _Reading(child, read)
    return None


def _read(config: Path, write: int) -> NoReturn:
    """Write the Network, or nothing where it cannot be read; this process does nothing else."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nowhere, standard)
        from gbdt_console.compose import load

        with open(write, "wb") as pipe:
            _Pickler(pipe, pickle.HIGHEST_PROTOCOL).dump(load(config, os.environ))
    finally:
        os._exit(0)


class _Pickler(pickle.Pickler):
    """Lets secrets into the pipe between these two processes, which no other one can open."""

    def persistent_id(self, value: object) -> str | None:
        return value.reveal() if isinstance(value, Secret) else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, secret: str) -> Secret:
        return Secret(secret)
