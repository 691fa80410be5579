"""Groups of a large network: every site in exactly one, of a size that can be in sight."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.site_view import SiteView
from gbdt_console.ui.site_groups import MOST_IN_SIGHT, SiteGroups, groups_of
from tests.support.screens.scripted_port import make_snapshot

SITES = make_snapshot(900).sites


def on_nodes(nodes: Sequence[int]) -> tuple[SiteView, ...]:
    """The first sites, each on the node of that number; 0 stands for an unknown one."""
    return tuple(
        replace(site, upstream=f"Nút {node}" if node else "")
        for site, node in zip(SITES, nodes, strict=False)
    )


@given(st.lists(st.integers(0, 4), min_size=1, max_size=900))
def test_every_site_is_in_one_group_that_can_be_in_sight(nodes: list[int]) -> None:
    sites = on_nodes(nodes)
    groups = groups_of(sites)
    assert sorted(place for group in groups for place in group.places) == list(range(len(sites)))
    assert all(0 < len(group.places) <= MOST_IN_SIGHT for group in groups)
    assert len({group.name for group in groups}) == len(groups)
    assert [group.places[0] for group in groups] == sorted(group.places[0] for group in groups)


def test_sites_share_a_group_by_their_node_else_by_their_carrier() -> None:
    names = [group.name for group in groups_of(on_nodes([1, 2, 1, 0]))]
    assert names == ["Nút 1", "Nút 2", "VNPT"]


def test_a_network_that_is_in_sight_has_no_groups() -> None:
    groups = SiteGroups()
    groups.see(SITES[:MOST_IN_SIGHT])
    assert (groups.groups, groups.is_overview) == ((), False)
    assert list(groups.places) == list(range(MOST_IN_SIGHT))


def test_a_state_that_changes_moves_neither_groups_nor_the_highlight() -> None:
    groups = SiteGroups()
    groups.see(SITES)
    groups.move(2)
    before = groups.groups
    groups.see(tuple(replace(site, rtt_ms=1.0) for site in SITES))
    assert groups.groups is before
    assert groups.at == 2


def test_a_site_opens_its_group_and_closing_shows_the_groups_again() -> None:
    groups = SiteGroups()
    groups.see(SITES)
    assert groups.is_overview
    groups.open_with(450)
    assert 450 in groups.places
    groups.close()
    assert groups.is_overview
    assert groups.highlighted is not None
    assert 450 in groups.highlighted.places
