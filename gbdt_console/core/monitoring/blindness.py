"""Names why the console itself cannot observe."""

from enum import StrEnum


class Blindness(StrEnum):
    """Reasons why the console itself cannot observe. No site is called lost meanwhile."""

    ANCHORS = "anchors"
    STALL = "stall"


class AnchorDoubt(StrEnum):
    """Reasons to doubt the addresses of silent anchors rather than this machine's network."""

    SITES = "sites"
    """Sites answer meanwhile."""
    NEVER = "never"
    """No anchor answered since the engine started."""
