"""Records as a Checkpoint keeps them."""

import json
from typing import TypeVar

from gbdt_console.core.ledger import Ledger
from gbdt_console.journal.codec import ledger_data, ledger_of

R = TypeVar("R")


def kept_ledger(ledger: Ledger) -> Ledger:
    """Return the ledger as it is read from the text of a Checkpoint."""
    return ledger_of(json.loads(json.dumps(ledger_data(ledger), sort_keys=True)))


def kept(record: R) -> R:
    """Return one feature's record as it is read from the text of a Checkpoint."""
    return kept_ledger(Ledger(record))[type(record)]
