"""Define layouts and pictures, as a device reports them and as the operator wants them."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass


class Bus(StrEnum):
    """The two pictures of a meeting.

    BRANCHES: what the branches see
    CHAIR: what the chair's room sees
    """

    BRANCHES = "branches"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Box:
    """One pane's place, in fractions of the picture from its upper left corner (0 to 1)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout that a device offers.

    id: the device's own id of it
    name: the device's own name, cleaned; empty where `id` says it all
    boxes: the panes in the device's order; none where their places are unknown
    """

    id: str
    name: str = ""
    boxes: tuple[Box, ...] = ()


class PaneKind(StrEnum):
    """Kinds of what a pane may show.

    SOURCE: one fixed source
    VOICE: the source that speaks, by the device's choice
    ROLLING: one source after the other, by the device's choice
    CONTENT: the presentation
    EMPTY: nothing
    OTHER: what only the device's own words name
    """

    SOURCE = "source"
    VOICE = "voice"
    ROLLING = "rolling"
    CONTENT = "content"
    EMPTY = "empty"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Pane:
    """One pane as the device reports it.

    source: the source now in it: id of a call leg at an MCU, name of a source at a mixer; empty where there
        is none or the device cannot tell
    is_moving: the source's media advanced lately; False is a frozen picture, None where the device cannot
        tell
    words: the device's own name of what it shows, cleaned
    """

    kind: PaneKind
    source: str = ""
    is_moving: bool | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as the device reports it.

    layout: id of its layout; empty where the device cannot tell
    panes: its panes in the layout's order
    """

    layout: str = ""
    panes: tuple[Pane, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameState:
    """The pictures of one device at the time of a poll.

    programs: what is on air, by bus; a bus that the device does not drive is absent
    previews: what its own preview holds, where it has one
    presenter: source that presents content; empty where nobody does, None where it cannot tell
    blank: sources that are known to have no picture now, on air or not
    is_recording: whether it records what goes out; None where it cannot tell
    recorded_to: file of its last recording, as it told; may be empty
    """

    layouts: tuple[Layout, ...] = ()
    programs: Mapping[Bus, Picture] = field(default_factory=dict)
    previews: Mapping[Bus, Picture] = field(default_factory=dict)
    presenter: str | None = None
    blank: frozenset[str] = frozenset()
    is_recording: bool | None = None
    recorded_to: str = ""

    def layout(self, layout_id: str) -> Layout | None:
        return next((layout for layout in self.layouts if layout.id == layout_id), None)


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """A picture to be put on air.

    layout: id of a layout that the device offers
    sources: one source a pane, in the layout's order; empty leaves that pane to the device
    """

    layout: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as the operator wants it: seats belong to sites, whatever call leg they have.

    seats: id of one site a pane, in the layout's order; empty leaves that pane to the device
    """

    layout: str
    seats: tuple[str, ...] = ()
