"""Keeps which page of the guide is read, and finds the one that fits a screen."""

from collections.abc import Iterator

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.snapshot import Recording
from gbdt_console.text.guide import BlockKind, GuidePage, guide_pages
from gbdt_console.ui.view import View

_OF_THE_CONFERENCE = (None, GuideTopic.DURING, GuideTopic.LINE_LOST)
"""The pages that a lost MCU makes useless."""


def fitting_page(about: GuideTopic | None, view: View | None, *, is_closed: bool) -> GuideTopic:
    """Return the page that fits a screen now.

    about: the page about the screen; None: the one about what happens
    view: what the screen shows; None before the first Snapshot
    is_closed: whether there will be no Snapshot any more
    """
    if is_closed or (view is not None and view.is_frozen):
        return GuideTopic.CONSOLE_DOWN
    if view is None:
        return about or GuideTopic.INDEX
    snapshot, conference = view.snapshot, view.conference
    if about is None and snapshot.withheld in (Withheld.FOLLOWING, Withheld.OVERTAKEN):
        return GuideTopic.MAIN_PC_DOWN
    if about is None and (snapshot.blind is not None or snapshot.recording is Recording.REFUSING):
        return GuideTopic.CONSOLE_DOWN
    if about in _OF_THE_CONFERENCE and conference is not None and conference.blocked_reason:
        return GuideTopic.MCU_LOST
    faults = () if conference is None else conference.alarming
    if about is None and any(one.fault is FloorFault.UPPER_LOST for one in faults):
        return GuideTopic.SEVERAL
    if about is None and any(view.state(site) is PointState.DOWN for site in snapshot.sites):
        return GuideTopic.LINE_LOST
    if about in (None, GuideTopic.BEFORE) and snapshot.meeting is not None:
        return GuideTopic.DURING
    return about or GuideTopic.INDEX


class GuideReader:
    """Holds the pages, the one that is read, and the block that was searched for.

    marked: the place of the block that was found on it; None without a search
    """

    def __init__(self, language: str) -> None:
        self.pages = guide_pages(language)
        self.at = 0
        self.marked: int | None = None

    @property
    def page(self) -> GuidePage:
        return self.pages[self.at]

    def open(self, name: GuideTopic, marked: int | None = None) -> None:
        """Read the page of that name, at a block that was found."""
        self.at = next(place for place, page in enumerate(self.pages) if page.name == name)
        self.marked = marked

    def turn(self, step: int) -> None:
        """Read the page `step` places further, round and round."""
        self.at = (self.at + step) % len(self.pages)
        self.marked = None

    def sentences(self) -> Iterator[tuple[GuidePage, int, str]]:
        """Yield all that can be searched: a page, the place of a block on it, and its words."""
        for page in self.pages:
            yield page, 0, page.title
            for place, block in enumerate(page.blocks):
                rows = (": ".join(filter(None, row)) for row in block.rows[1:])
                for text in rows if block.kind is BlockKind.TABLE else (block.text,):
                    yield page, place, text.replace("`", "").replace("**", "").replace("\n", "; ")
