"""Rows as another program would append them, with a hash that holds."""

import sqlite3
from contextlib import closing
from pathlib import Path

from gbdt_console.core.ledger import Checkpoint
from gbdt_console.journal.chain import digest
from gbdt_console.journal.store import EventStore


def put_checkpoint(path: Path, version: int, data: str) -> None:
    """Append a Checkpoint's row with that text, whatever it says."""
    with EventStore.view(path) as journal:
        head = journal.head
    own = (head.seq + 1, 1, Checkpoint.KIND, version, "", data, bytes.fromhex(head.hash))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO events VALUES (?,?,?,?,?,?,?,?)", (*own, digest(*own)))
