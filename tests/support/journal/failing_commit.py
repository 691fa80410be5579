"""A COMMIT that raises an error, whether it was done or not."""

import sqlite3

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
