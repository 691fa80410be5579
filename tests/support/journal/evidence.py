"""Makes files of evidence, reads their rows by the published rules, and falsifies them."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from gbdt_console.core.events import Event
from gbdt_console.journal.chain import ChainHead, UnchainedEntry
from gbdt_console.journal.evidence import Period, Written, write_evidence
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import SAMPLES_NAME

BEGAN_UTC = 1_767_225_600.0
STEP_S = 60.0
"""Seconds between two entries."""


def write_steps(path: Path, events: Sequence[Event]) -> ChainHead:
    """A closed journal with an entry a minute."""
    drafts = [
        UnchainedEntry.of(event, BEGAN_UTC + STEP_S * place, "duty") for place, event in enumerate(events)
    ]
    EventStore.create(path, drafts)
    with EventStore.view(path) as store:
        return store.head


def minutes(first: float, after: float) -> Period:
    """The period from one minute of `write_steps` to before another."""
    return Period(BEGAN_UTC + STEP_S * first, BEGAN_UTC + STEP_S * after)


def evidence_of(journal: Path, to: Path, period: Period, noted: ChainHead | None = None) -> Written:
    with EventStore.view(journal) as store:
        return write_evidence(to, store, journal.with_name(SAMPLES_NAME), period, noted)


def heads_of(journal: Path) -> list[ChainHead]:
    """The head after each row, oldest first."""
    with EventStore.view(journal) as store:
        return [row.head for row in store.rows()]


def with_new_sum(lines: Sequence[bytes]) -> bytes:
    """The file of these lines, each without its line feed, with a last line that fits them."""
    body = b"".join(line + b"\n" for line in lines)
    end = {"lines": len(lines), "sha256": hashlib.sha256(body).hexdigest()}
    return body + json.dumps({"end": end}, separators=(",", ":")).encode() + b"\n"


def rewritten(lines: Sequence[bytes], changed: int) -> bytes:
    """The file as a forger makes it: one row's actor changed, and every later hash computed anew."""
    header, rows, before = json.loads(lines[0]), [], ""
    for place, line in enumerate(lines[1:]):
        row = json.loads(line)
        row[4] = "someone" if place == changed else row[4]
        row[6] = before or row[6]
        rows.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())
        before = hashlib.sha256(rows[-1]).hexdigest()
    header["head"] = f"{header['head'].split(':')[0]}:{before}"
    return with_new_sum([json.dumps(header, sort_keys=True, separators=(",", ":")).encode(), *rows])
