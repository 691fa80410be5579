"""Pictures made by hand for scripted Snapshots."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from gbdt_console.core.frame.view import BusView, FrameView, PaneView
from gbdt_console.core.pictures import Box, Bus, Layout, PaneKind, Shot
from gbdt_console.core.snapshot import Snapshot

FRESH_FOR_S = 4.0
SINGLE = Layout("1", "một hình", (Box(0.0, 0.0, 1.0, 1.0),))
QUAD = Layout("2x2", "bốn hình", tuple(Box(x, y, 0.5, 0.5) for y in (0.0, 0.5) for x in (0.0, 0.5)))
BESIDE = Layout("1+1", "hai hình", (Box(0.0, 0.0, 0.5, 1.0), Box(0.5, 0.0, 0.5, 1.0)))
CORNER = Layout("pip", "hình trong hình", (Box(0.0, 0.0, 1.0, 1.0), Box(0.7, 0.6, 0.3, 0.4)))
FIVE = Layout(
    "1+5", "một lớn năm nhỏ",
    (Box(0.0, 0.0, 2 / 3, 2 / 3), Box(2 / 3, 0.0, 1 / 3, 1 / 3), Box(2 / 3, 1 / 3, 1 / 3, 1 / 3),
     *(Box(n / 3, 2 / 3, 1 / 3, 1 / 3) for n in range(3))),
)  # fmt: skip
LAYOUTS = (SINGLE, BESIDE, QUAD, FIVE, CORNER)


def pane(site: int, at_utc: float, *, frozen_s: float | None = None) -> PaneView:
    """A pane with a site, frozen for so many seconds."""
    return PaneView(
        PaneKind.SOURCE, f"site{site}" if site else "", since_utc=at_utc - 60.0,
        is_moving=None if frozen_s is None else False,
        frozen_since_utc=None if frozen_s is None else at_utc - frozen_s,
    )  # fmt: skip


def bus(
    snapshot: Snapshot, which: Bus, layout: Layout, sites: Sequence[int], *, frozen: Sequence[int] = (),
    **changed: object,
) -> BusView:  # fmt: skip
    """A bus that shows those sites; those of `frozen` have stood still for 12 seconds."""
    panes = tuple(pane(n, snapshot.at_utc, frozen_s=12.0 if n in frozen else None) for n in sites)
    made = BusView(which, None, snapshot.at_s - 0.3, FRESH_FOR_S, LAYOUTS, layout.id, panes)
    return replace(made, **changed)  # type: ignore[arg-type]


def shot(layout: Layout, *sites: int) -> Shot:
    return Shot(layout.id, tuple(f"site{n}" if n else "" for n in sites))


def with_pictures(snapshot: Snapshot, *buses: BusView, **changed: object) -> Snapshot:
    return replace(snapshot, frame=replace(FrameView(buses), **changed))  # type: ignore[arg-type]


def two_buses(snapshot: Snapshot) -> Snapshot:
    """Both pictures: the branches see site 6, the chair four sites, one of them frozen; site 8 is next."""
    return with_pictures(
        snapshot,
        bus(snapshot, Bus.BRANCHES, SINGLE, (6,), wanted=shot(SINGLE, 6), preview=shot(SINGLE, 8)),
        bus(snapshot, Bus.CHAIR, QUAD, (6, 8, 3, 10), frozen=(3,), preview=shot(QUAD, 8, 6, 3, 10)),
        floor_site_id="site8",
        undo=((((Bus.BRANCHES, shot(SINGLE, 1)),)),),
        saved=(("Giao ban", ((Bus.BRANCHES, shot(BESIDE, 1, 6)),)),),
    )


def refused(snapshot: Snapshot) -> Snapshot:
    """The device shows another picture than was ordered, and the next take is refused."""
    return with_pictures(
        snapshot,
        bus(snapshot, Bus.BRANCHES, SINGLE, (5,), wanted=shot(SINGLE, 6),
            differs_since_utc=snapshot.at_utc - 7.0, preview=shot(BESIDE, 9, 8)),
        bus(snapshot, Bus.CHAIR, QUAD, (6, 8, 3, 10)),
        refusals=(("frame.site-absent", "site9"),),
    )  # fmt: skip


def calm(snapshot: Snapshot) -> Snapshot:
    """Both pictures as in `two_buses`, none of them frozen."""
    return with_pictures(
        snapshot,
        bus(snapshot, Bus.BRANCHES, SINGLE, (6,), wanted=shot(SINGLE, 6), preview=shot(SINGLE, 8)),
        bus(snapshot, Bus.CHAIR, FIVE, (6, 8, 2, 10, 4, 5)),
        floor_site_id="site8",
    )


FRAMES: Mapping[str, Callable[[Snapshot], Snapshot]] = {
    "calm": calm, "two": two_buses, "refused": refused,
}  # fmt: skip
