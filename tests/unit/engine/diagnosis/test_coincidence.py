"""Which sites of a node fell together: the counting against every window tried one by one."""

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.engine.diagnosis.coincidence import CoincidenceWindow

WINDOW_S = 30.0
FALLS = st.dictionaries(st.integers(0, 11), st.integers(0, 120), max_size=12)


def naive(falls: dict[int, int], size: int, site: int) -> int:
    """The fullest window that begins with a fall and holds the site's own."""
    windows = [
        [other for other, at in falls.items() if begin <= at <= begin + WINDOW_S] for begin in falls.values()
    ]
    count = max((len(window) for window in windows if site in window), default=0)
    return count if count >= 3 or (count >= 2 and count >= 0.3 * size) else 0


@given(st.integers(1, 12), FALLS, st.sets(st.integers(0, 11)))
def test_partners_are_those_of_the_fullest_window(size: int, falls: dict[int, int], back: set[int]) -> None:
    together = CoincidenceWindow({"node": range(size)}, WINDOW_S)
    falls = {site: at for site, at in falls.items() if site < size}
    for site, at in falls.items():
        assert together.add(site, float(at))
        assert not together.add(site, float(at)), "the same fall is no news"
        together.count(site)
    for site in back & falls.keys():
        assert together.remove(site)
        del falls[site]
    assert [together.count(site) for site in range(size)] == [naive(falls, size, s) for s in range(size)]


def test_one_site_is_never_a_node() -> None:
    together = CoincidenceWindow({"small": [0], "pair": [1, 2]}, WINDOW_S)
    together.add(0, 5.0)
    together.add(1, 5.0)
    assert [together.count(site) for site in (0, 1, 2)] == [0, 0, 0]
    together.add(2, 34.0)
    assert [together.count(site) for site in (1, 2)] == [2, 2]


def test_a_site_without_a_node_has_no_neighbours() -> None:
    together = CoincidenceWindow({}, WINDOW_S)
    assert not together.add(3, 1.0)
    assert not together.remove(3)
    assert together.count(3) == 0
    assert list(together.sites_of_node(3)) == []
