"""A COMMIT that raises an error, whether it was done or not, and one behind which something happens."""

import sqlite3
from collections.abc import Callable

from tests.support.journal.events import CommitBench


class FailingCommit:
    """A connection whose COMMIT raises an error, after it was done or without doing it."""

    def __init__(self, connection: sqlite3.Connection, *, is_done: bool) -> None:
        self._connection = connection
        self._is_done = is_done

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)

    def execute(self, statement: str, *values: object) -> object:
        if statement == "COMMIT":
            if self._is_done:
                self._connection.execute(statement)
            raise sqlite3.OperationalError("disk I/O error")
        return self._connection.execute(statement, *values)


def fail_next_commit(bench: CommitBench, *, is_done: bool) -> None:
    store = bench.commits._store
    assert store is not None
    store._connection = FailingCommit(store._connection, is_done=is_done)  # type: ignore[assignment]


class WatchedCommit:
    """A connection behind whose next COMMIT something happens at once."""

    def __init__(self, connection: sqlite3.Connection, happens: Callable[[], None]) -> None:
        self._connection = connection
        self._happens = happens

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)

    def execute(self, statement: str, *values: object) -> object:
        done = self._connection.execute(statement, *values)
        if statement == "COMMIT":
            self._happens()
        return done


def behind_commits(bench: CommitBench, happens: Callable[[], None]) -> None:
    """Let it happen when COMMIT has returned, before anything looks at the files again."""
    store = bench.commits._store
    assert store is not None
    store._connection = WatchedCommit(store._connection, happens)  # type: ignore[assignment]
