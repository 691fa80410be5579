"""The faults of the simulated Codian, by method and by site; tests and scenarios set them while it runs."""

from dataclasses import field
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass


class CodianFault(StrEnum):
    """The ways in which the MCU mishandles one method."""

    IGNORED = "ignored"
    """The MCU accepts the call and does nothing."""
    REVERTED = "reverted"
    """The MCU accepts and does it, and undoes it after `CodianFaults.revert_after_s`."""
    REFUSED = "refused"
    """The MCU answers by the fault 'operation failed'."""
    DENIED = "denied"
    """The MCU answers by the fault 'insufficient privileges'."""
    SILENT = "silent"
    """The MCU sends no answer."""
    SLOW = "slow"
    """The MCU answers after `CodianFaults.slow_s`."""
    TRUNCATED = "truncated"
    """The answer ends within its body, and so does the connection."""
    DROPPED = "dropped"
    """The connection ends before the answer."""
    WRONG = "wrong"
    """The answer is well-formed and has values of wrong types."""
    NOT_XML = "not-xml"
    """The answer is a page of HTML, as of a web server that stands in between."""
    BOMB = "bomb"
    """The answer begins with a document type whose entities grow."""
    OVERSIZED = "oversized"
    """The answer has two megabytes."""


@dataclass(slots=True)
class CodianFaults:
    """The faults in force; none at first.

    blocks: by number: the MCU ignores or reverts a block of that participant
    dials: by address: the disconnectReason with which a call to it ends
    frozen: numbers of the sites whose picture stands still
    losing: numbers of the sites of whose packets over 5 % are lost
    rings_s: how long a far end rings before it answers or the call ends, seconds
    revert_after_s: between an order and its undoing, seconds
    slow_s: delay of a SLOW answer, seconds
    refuses_by_name: the MCU leaves a pane that is to show a configured endpoint, as guide 2.10 has it
    cuts_texts: the MCU gives addresses cut to 31 characters
    names_dead: the MCU names removed records although all records are asked for, as some do
    """

    methods: dict[str, CodianFault] = field(default_factory=dict)
    blocks: dict[str, CodianFault] = field(default_factory=dict)
    dials: dict[str, str] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)
    losing: set[str] = field(default_factory=set)
    rings_s: float = 0.0
    revert_after_s: float = 2.0
    slow_s: float = 3.0
    refuses_by_name: bool = False
    cuts_texts: bool = False
    names_dead: bool = False
