"""Folds the register: the entries that count."""

import sys
from dataclasses import field
from typing import ClassVar, get_args

from gbdt_console.core.feature import Feature, applied
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.register.entry import RegisterEntry
from gbdt_console.core.register.events import EntryWithdrawn, RegisterEvent


@dataclass(slots=True)
class RegisterBook:
    """Holds the last entries that count, by number; equal events give equal books."""

    kept: ClassVar[int] = 1_000
    """Limits the entries that can still be corrected; older ones stand in the journal."""

    last_number: int = 0
    entries: dict[int, RegisterEntry] = field(default_factory=dict)

    def apply(self, event: RegisterEvent) -> None:
        """Apply one event; what it withdraws or replaces counts no more."""
        if isinstance(event, EntryWithdrawn):
            self.entries.pop(event.number, None)
            return
        self.entries.pop(event.replaces, None)
        self.entries[event.entry.number] = event.entry
        self.last_number = max(self.last_number, event.entry.number)
        if len(self.entries) > self.kept:
            del self.entries[next(iter(self.entries))]


class WholeRegister(RegisterBook):
    """Keeps every entry, for reports about a past time."""

    kept = sys.maxsize


REGISTER = Feature("register", RegisterBook, get_args(RegisterEvent), applied)
