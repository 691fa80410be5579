"""Define the commands about previews and takes."""

from gbdt_console.core.commands import CommandDefinition, PlacedCommand
from gbdt_console.core.frame.rules import LEAST_ROLL_S, LIFTED_BY_YES
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId

BOTH = "both"
"""Names both buses in a TakeFrame, whether they are linked or not."""


class FrameCommand(PlacedCommand):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class LoadPreview(FrameCommand):
    """Load a site into the preview; nothing on air changes.

    bus: a Bus; empty loads both while they are linked, else what the branches see
    layout: id of a layout, with the site in its first pane; empty shows the site alone
    """

    site_id: SiteId
    bus: str = ""
    layout: str = ""


@dataclass(frozen=True, slots=True)
class LoadShot(FrameCommand):
    """Load a whole picture into the preview of one bus; nothing on air changes.

    bus: the Bus; where the device has one picture for both, what the branches see
    """

    bus: str
    layout: str
    seats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetPreviewLayout(FrameCommand):
    """Give the preview another layout; its sites keep their seats."""

    layout: str
    bus: str = ""


@dataclass(frozen=True, slots=True)
class SetSeat(FrameCommand):
    """Put a site into one pane of the preview.

    seat: number of the pane, from 0
    site_id: the site; empty leaves the pane to the device
    """

    seat: int
    site_id: str = ""
    bus: str = ""


@dataclass(frozen=True, slots=True)
class TakeFrame(FrameCommand):
    """Put the preview on air; where the floor was prepared with it, give the floor too.

    site_id: puts this site on air alone and at once, whatever the preview holds; it gets no floor
    is_sure: takes a lost, absent or frozen site all the same
    bus: a Bus that is taken alone while the buses are not linked, or BOTH; empty means what the branches see
    """

    site_id: str = ""
    is_sure: bool = False
    bus: str = ""


@dataclass(frozen=True, slots=True)
class UndoTake(FrameCommand):
    """Bring back the pictures of before the last take.

    A floor that the take gave goes back to the chair. No microphone is opened.
    """


@dataclass(frozen=True, slots=True)
class LinkBuses(FrameCommand):
    """Set whether a take moves both buses as one."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class SaveLayout(FrameCommand):
    """Keep the preview, or the picture taken last where nothing is loaded, for later meetings too.

    name: its name; a layout of that name is replaced
    is_on_air: keep what was taken last, although something is loaded: a take leaves the former picture there
    """

    name: str
    is_on_air: bool = False


@dataclass(frozen=True, slots=True)
class RecallLayout(FrameCommand):
    """Load a named layout into the preview; nothing on air changes."""

    name: str


@dataclass(frozen=True, slots=True)
class DeleteLayout(FrameCommand):
    """Delete a named layout."""

    name: str


@dataclass(frozen=True, slots=True)
class RollPictures(FrameCommand):
    """Show one site after the other, in roll-call or a break, or end that.

    interval_s: how long each is shown, 10 to 120 s
    """

    is_on: bool
    interval_s: float = LEAST_ROLL_S


@dataclass(frozen=True, slots=True)
class KeepOffAir(FrameCommand):
    """Let no rolling view show a site for the rest of the meeting, or let it again."""

    site_id: SiteId
    is_on: bool = True


FRAME_COMMANDS = (
    CommandDefinition(LoadPreview, ("ask.frame-load",), verb="frame load"),
    CommandDefinition(LoadShot, ("ask.frame-shot",)),
    CommandDefinition(SetPreviewLayout, ("ask.frame-layout",), verb="frame layout"),
    CommandDefinition(SetSeat, ("ask.frame-seat", "ask.frame-seat.free"), "site_id", "frame seat"),
    CommandDefinition(
        TakeFrame, ("ask.frame-take-site", "ask.frame-take"), "site_id", "frame take",
        confirmations=LIFTED_BY_YES,
    ),
    CommandDefinition(UndoTake, ("ask.frame-undo",), verb="frame undo"),
    CommandDefinition(SaveLayout, ("ask.frame-save",), verb="frame save"),
    CommandDefinition(RecallLayout, ("ask.frame-recall",), verb="frame recall"),
    CommandDefinition(DeleteLayout, ("ask.frame-delete",), verb="frame delete"),
    CommandDefinition(RollPictures, ("ask.frame-roll.on", "ask.frame-roll.off"), "is_on", "frame roll"),
    CommandDefinition(
        KeepOffAir, ("ask.frame-keep-off.on", "ask.frame-keep-off.off"), "is_on", "frame keep-off"
    ),
    CommandDefinition(LinkBuses, ("ask.frame-link.on", "ask.frame-link.off"), "is_on", "frame link"),
)  # fmt: skip
