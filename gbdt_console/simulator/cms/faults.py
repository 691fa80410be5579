"""The faults of the simulated Meeting Server; tests set them while it runs."""

from dataclasses import field
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass


class CmsHarm(StrEnum):
    """The ways in which a bridge mishandles requests of one kind."""

    IGNORED = "ignored"
    """The bridge answers 200 and does nothing."""
    REVERTED = "reverted"
    """The bridge does it, and undoes it after `CmsFaults.revert_after_s`."""
    REFUSED = "refused"
    """The bridge answers 400 with `parameterError`."""
    DENIED = "denied"
    """The bridge answers 403."""
    BUSY = "busy"
    """The bridge answers 503."""
    SILENT = "silent"
    """The bridge sends no answer."""
    SLOW = "slow"
    """The bridge answers after `CmsFaults.slow_s`."""
    TRUNCATED = "truncated"
    """The answer ends within its body, and so does the connection."""
    CUT_XML = "cut-xml"
    """The body is whole by its length and its XML ends in the middle."""
    DROPPED = "dropped"
    """The connection ends before the answer."""
    WRONG = "wrong"
    """The answer is well-formed; its values and ids are none."""
    NOT_XML = "not-xml"
    """The answer is a page of HTML, as of a web server that stands in between."""
    BOMB = "bomb"
    """The answer begins with a document type whose entities grow."""
    OVERSIZED = "oversized"
    """The answer has two megabytes."""


@dataclass(slots=True)
class CmsFaults:
    """The faults in force; none at first.

    requests: by method and kind of object, as in 'PUT callLegs'
    busy: as many of the next requests are answered by 503
    blocks: by number: the bridge ignores or reverts a block of that participant
    dials: numbers that do not answer
    vanishing: numbers that are listed, and gone when they are asked for
    joins_between_pages, leaves_between_pages: number that does so after a list's first page
    has_twin_call: another call has the name of this one
    rings_s: how long a far end rings before it answers or the call ends, seconds
    skew_s: how far the bridge's clock is wrong, seconds
    mutes_by_profile: a call leg profile mutes who comes; None where no profile says anything
    """

    requests: dict[str, CmsHarm] = field(default_factory=dict)
    busy: int = 0
    blocks: dict[str, CmsHarm] = field(default_factory=dict)
    dials: set[str] = field(default_factory=set)
    vanishing: set[str] = field(default_factory=set)
    joins_between_pages: str = ""
    leaves_between_pages: str = ""
    has_twin_call: bool = False
    rings_s: float = 0.0
    revert_after_s: float = 2.0
    slow_s: float = 3.0
    skew_s: float = 0.0
    mutes_by_profile: bool | None = None
