"""Define what is known of a room that is in the conference behind another one's call leg."""

from enum import StrEnum

from gbdt_console.core.conference.presence import Presence


class MemberState(StrEnum):
    """What is known of one member; only IN and OUT are measured.

    IN: the leg is in the conference, and the member's own codec says that it is in a call with the leg's end
    OUT: its codec says that it is in no call
    THROUGH: the leg is in the conference, and the member's codec does not answer or tells of no such call
    GONE: the leg is not in the conference, and so is nobody behind it
    UNTOLD: nobody knows whether the leg is in the conference
    """

    IN = "in"
    OUT = "out"
    THROUGH = "through"
    GONE = "gone"
    UNTOLD = "untold"

    @property
    def presence(self) -> Presence:
        """How the member attends a meeting."""
        return _PRESENCES[self]


_PRESENCES = {
    MemberState.IN: Presence.PRESENT, MemberState.OUT: Presence.ABSENT,
    MemberState.THROUGH: Presence.THROUGH, MemberState.GONE: Presence.LOST,
    MemberState.UNTOLD: Presence.UNKNOWN,
}  # fmt: skip
