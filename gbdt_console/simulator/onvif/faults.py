"""The faults of a simulated ONVIF camera; tests and scenarios set them while it runs."""

from dataclasses import field
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass

PICTURE = "picture"
"""Names the request of a picture among the methods."""


class OnvifHarm(StrEnum):
    """The ways in which the camera mishandles one method."""

    REFUSED = "refused"
    """It answers by a fault, 'action not supported'."""
    DENIED = "denied"
    """It calls the account not authorized, whatever the account."""
    SILENT = "silent"
    """It sends no answer."""
    TRUNCATED = "truncated"
    """The answer ends within its body, and so does the connection."""
    DROPPED = "dropped"
    """The connection ends before the answer."""
    NOT_XML = "not-xml"
    """The answer is a page of HTML."""
    BOMB = "bomb"
    """The answer begins with a document type whose entities grow."""
    OVERSIZED = "oversized"
    """The answer has two megabytes."""
    EMPTY = "empty"
    """The answer is well-formed and holds nothing."""


@dataclass(slots=True)
class OnvifFaults:
    """The faults in force; none at first.

    harms: by method
    clock_off_s: how far its clock is ahead, seconds
    tells_clock: it tells its clock to whoever asks; else only to an account
    wants_http_digest: it believes no header of SOAP, only HTTP Digest
    has_ptz: it has the service of PTZ
    tells_position, tells_moves: GetStatus has that part
    told_host: the host in its own addresses; empty for the one that was asked
    preset_form: form of a preset's token, from its number
    more_presets: tokens that it lists beside its own, each with a name
    """

    harms: dict[str, OnvifHarm] = field(default_factory=dict)
    clock_off_s: float = 0.0
    tells_clock: bool = True
    wants_http_digest: bool = False
    has_ptz: bool = True
    tells_position: bool = True
    tells_moves: bool = True
    told_host: str = ""
    preset_form: str = "{}"
    more_presets: dict[str, str] = field(default_factory=dict)
