"""Groups sites of one upstream node that failed within a window of each other."""

from collections.abc import Mapping, Sequence

LEAST_SITES = 3
"""So many sites that failed together point to their node, whatever its size."""

LEAST_SHARE = 0.3
"""In a smaller node this share of its sites does."""

LEAST_OF_A_SHARE = 2
"""One site alone never points to its node."""


class CoincidenceWindow:
    """Holds the failed sites and since when. `count` gives how many failed within `window_s`."""

    def __init__(self, members: Mapping[str, Sequence[int]], window_s: float) -> None:
        """Start without failed sites.

        members: the site indexes of each node.
        window_s: sites that failed within this many seconds count together.
        """
        self._members = members
        self._window_s = window_s
        self._group_of = {site: group for group, sites in members.items() for site in sites}
        self._since_s: dict[str, dict[int, float]] = {group: {} for group in members}
        self._counts: dict[str, dict[int, int]] = {}

    def __contains__(self, site: int) -> bool:
        return site in self._since_s.get(self._group_of.get(site, ""), ())

    def sites_of_node(self, site: int) -> Sequence[int]:
        """Return all sites of the site's node, itself included; empty where its line names no node."""
        return self._members.get(self._group_of.get(site, ""), ())

    def add(self, site: int, since_s: float) -> bool:
        """Add a site that failed at `since_s` (monotonic); return whether anything changed."""
        group = self._group_of.get(site)
        if group is None or self._since_s[group].get(site) == since_s:
            return False
        self._since_s[group][site] = since_s
        self._counts.pop(group, None)
        return True

    def remove(self, site: int) -> bool:
        """Remove a site that recovered; return whether anything changed."""
        group = self._group_of.get(site)
        if group is None or self._since_s[group].pop(site, None) is None:
            return False
        self._counts.pop(group, None)
        return True

    def count(self, site: int) -> int:
        """Return how many sites, this one included, failed within one window.

        Return 0 if they are too few to point to the node.
        """
        group = self._group_of.get(site)
        if group is None:
            return 0
        if group not in self._counts:
            self._counts[group] = _count(self._since_s[group], self._window_s)
        count, size = self._counts[group].get(site, 0), len(self._members[group])
        is_share = count >= LEAST_OF_A_SHARE and count >= LEAST_SHARE * size
        return count if count >= LEAST_SITES or is_share else 0


def _count(since_s: Mapping[int, float], window_s: float) -> dict[int, int]:
    """Return the size of the fullest window with each site."""
    failed = sorted((at_s, site) for site, at_s in since_s.items())
    held: list[int] = []
    end = 0
    for start, (at_s, _) in enumerate(failed):
        while end < len(failed) and failed[end][0] <= at_s + window_s:
            end += 1
        held.append(end - start)
    counts: dict[int, int] = {}
    first = 0
    for index, (at_s, site) in enumerate(failed):
        while failed[first][0] < at_s - window_s:
            first += 1
        counts[site] = max(held[first : index + 1])
    return counts
