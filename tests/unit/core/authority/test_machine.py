"""When a journal gives orders on a machine, and when somebody has to sign first."""

import pytest

from gbdt_console.core.authority.machine import LeftAlone, MachineAccepted, MachineBook
from gbdt_console.core.authority.withheld import Machine
from gbdt_console.core.events import EngineStarted, Event
from gbdt_console.core.journal_events import EntriesLost, JournalReplaced, JournalRestored
from gbdt_console.core.ledger import Ledger

HERE = Machine("a", 7)
ACCEPTED = MachineAccepted("a", 7)
ELSEWHERE = MachineAccepted("b", 7)
RESTORED = JournalRestored(9, "00", "it")
REPLACED = JournalReplaced("journal.damaged-1", 3, "00", "malformed")
BY_OLDER = EngineStarted("e", "f", "0.2.0", False, 1.0)
BY_THIS = EngineStarted("e", "f", "0.3.0", False, 1.0, "a")


@pytest.mark.parametrize(
    ("events", "is_withheld", "is_to_record"),
    [
        ([], False, True),
        ([BY_OLDER], False, True),
        ([ACCEPTED], False, False),
        ([ELSEWHERE], True, False),
        ([ELSEWHERE, ACCEPTED], False, False),
        ([ACCEPTED, ELSEWHERE, BY_THIS], True, False),
        ([MachineAccepted("a", 8)], True, False),
        ([ACCEPTED, RESTORED], True, False),
        ([ACCEPTED, RESTORED, BY_THIS], True, False),
        ([RESTORED], True, False),
        ([RESTORED, BY_OLDER], False, True),
        ([MachineAccepted("a", 8), REPLACED], False, True),
        ([MachineAccepted("a", 8), EntriesLost(1, 1, 9, "00")], False, True),
        ([ELSEWHERE, REPLACED], True, False),
        ([ACCEPTED, LeftAlone()], True, False),
        ([ACCEPTED, LeftAlone(), ACCEPTED], False, False),
    ],
    ids=[
        "a new journal", "one of an older program", "the same machine", "another machine", "signed here",
        "started there without a signature", "a copy beside", "a backup laid out", "and started",
        "a backup of an older program", "long ago, by an older program", "put anew by the engine itself",
        "rewritten by the engine itself", "put anew on another machine",
        "left alone by the second PC", "and signed",
    ],
)  # fmt: skip
def test_another_machine_or_another_file_needs_a_signature(
    events: list[Event], is_withheld: bool, is_to_record: bool
) -> None:
    ledger = Ledger()
    for event in events:
        ledger.apply(event)
    book = ledger[MachineBook]
    assert (book.withheld(HERE) is not None) == is_withheld
    assert (book.to_record(HERE) is not None) == is_to_record
    assert book.withheld(None) is None
