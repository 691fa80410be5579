"""Sites of one upstream node that got into the same trouble at about the same time."""

from collections.abc import Mapping, Sequence

LEAST_SITES = 3
LEAST_SHARE = 0.3
LEAST_OF_A_SHARE = 2


class CoincidenceWindow:
    """Holds who is in trouble and since when; `partners` says how many share it within `window_s`."""

    def __init__(self, members: Mapping[str, Sequence[int]], window_s: float) -> None:
        """`members` are the site indexes of each node."""
        self._members = members
        self._window_s = window_s
        self._group_of = {site: group for group, sites in members.items() for site in sites}
        self._since_s: dict[str, dict[int, float]] = {group: {} for group in members}
        self._counts: dict[str, dict[int, int]] = {}

    def neighbours(self, site: int) -> Sequence[int]:
        """All sites of that site's node, itself included; empty where its line names none."""
        return self._members.get(self._group_of.get(site, ""), ())

    def put(self, site: int, since_s: float) -> bool:
        """The site is in trouble since then; returns whether that is news."""
        group = self._group_of.get(site)
        if group is None or self._since_s[group].get(site) == since_s:
            return False
        self._since_s[group][site] = since_s
        self._counts.pop(group, None)
        return True

    def take(self, site: int) -> bool:
        """The site is out of trouble; returns whether that is news."""
        group = self._group_of.get(site)
        if group is None or self._since_s[group].pop(site, None) is None:
            return False
        self._counts.pop(group, None)
        return True

    def partners(self, site: int) -> int:
        """How many sites, this one included, fell into it within one window; 0 where they are too few to
        speak of the node."""
        group = self._group_of.get(site)
        if group is None:
            return 0
        if group not in self._counts:
            self._counts[group] = _count(self._since_s[group], self._window_s)
        count, size = self._counts[group].get(site, 0), len(self._members[group])
        is_share = count >= LEAST_OF_A_SHARE and count >= LEAST_SHARE * size
        return count if count >= LEAST_SITES or is_share else 0


def _count(since_s: Mapping[int, float], window_s: float) -> dict[int, int]:
    """For each site the most that any window holds which also holds the site."""
    fallen = sorted((at_s, site) for site, at_s in since_s.items())
    held: list[int] = []
    end = 0
    for start, (at_s, _) in enumerate(fallen):
        while end < len(fallen) and fallen[end][0] <= at_s + window_s:
            end += 1
        held.append(end - start)
    counts: dict[int, int] = {}
    first = 0
    for index, (at_s, site) in enumerate(fallen):
        while fallen[first][0] < at_s - window_s:
            first += 1
        counts[site] = max(held[first : index + 1])
    return counts
