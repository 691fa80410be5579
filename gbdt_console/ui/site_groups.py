"""Groups the sites of a network too large to be in sight at once, by the node or carrier of their lines."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_view import SiteView

MOST_IN_SIGHT = 220
"""Most sites shown without groups: what the largest supported terminal shows with names."""
_PART = 100
"""Sites of one part of a group that is too large itself: parts begin at round numbers of sites."""


@dataclass(frozen=True, slots=True)
class SiteGroup:
    """Sites whose lines share a node, else a carrier.

    name: name of the node or carrier, with the first and last number where it is a part
    places: places of its sites in the Snapshot, in its order
    """

    name: str
    places: tuple[int, ...]


class SiteGroups:
    """Keeps which group is highlighted and whether it is open, while Snapshots come.

    groups: the groups in the order of their first site; none where all sites are in sight
    is_open: whether the sites of the highlighted group are shown
    """

    def __init__(self) -> None:
        self.groups: tuple[SiteGroup, ...] = ()
        self.is_open = False
        self._at = 0
        self._sites: tuple[SiteView, ...] = ()

    @property
    def at(self) -> int:
        return min(self._at, max(0, len(self.groups) - 1))

    @property
    def highlighted(self) -> SiteGroup | None:
        return self.groups[self.at] if self.groups else None

    @property
    def is_overview(self) -> bool:
        return bool(self.groups) and not self.is_open

    @property
    def places(self) -> Sequence[int]:
        """The places of the sites that are shown; none in the overview."""
        if not self.groups:
            return range(len(self._sites))
        return self.groups[self.at].places if self.is_open else ()

    @cached_property
    def _group_of(self) -> Mapping[int, int]:
        return {place: at for at, group in enumerate(self.groups) for place in group.places}

    def see(self, sites: tuple[SiteView, ...]) -> None:
        if not _is_grouped_alike(self._sites, sites):
            self.groups = groups_of(sites) if len(sites) > MOST_IN_SIGHT else ()
            self.__dict__.pop("_group_of", None)
        self._sites = sites

    def open_with(self, place: int) -> None:
        """Open the group of the site at that place; nothing where there are no groups."""
        if self.groups:
            self._at, self.is_open = self._group_of[place], True

    def open(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.is_open = False

    def move(self, at: int) -> None:
        """Highlight the group at that place, if there is one."""
        if 0 <= at < len(self.groups):
            self._at = at


def groups_of(sites: Sequence[SiteView]) -> tuple[SiteGroup, ...]:
    """Return the groups; one of more sites than can be in sight is divided by number."""
    by_name: dict[str, list[int]] = {}
    for place, site in enumerate(sites):
        by_name.setdefault(site.upstream or site.carrier, []).append(place)
    return tuple(part for name, places in by_name.items() for part in _parts(name, places, sites))


def _parts(name: str, places: Sequence[int], sites: Sequence[SiteView]) -> list[SiteGroup]:
    if len(places) <= MOST_IN_SIGHT:
        return [SiteGroup(name, tuple(places))]
    parts = [tuple(places[begin : begin + _PART]) for begin in range(0, len(places), _PART)]
    return [SiteGroup(f"{sites[part[0]].number}–{sites[part[-1]].number} {name}", part) for part in parts]


def _is_grouped_alike(one: Sequence[SiteView], other: Sequence[SiteView]) -> bool:
    return len(one) == len(other) and all(
        a is b or (a.number, a.upstream, a.carrier) == (b.number, b.upstream, b.carrier)
        for a, b in zip(one, other, strict=True)
    )
