"""The number of sites is told before sites.yaml is loaded, and never where it is not certain."""

from pathlib import Path

import pytest

from gbdt_console.settings.communes import COMMUNES, commune
from gbdt_console.settings.example import example_text
from gbdt_console.settings.shipped import SHIPPED, shipped_example
from gbdt_console.settings.site_count import quick_site_count, site_count


@pytest.mark.parametrize(("name", "count"), list(zip(SHIPPED, (11, 101, 220), strict=True)))
def test_the_sites_of_a_shipped_file_are_counted(name: str, count: int) -> None:
    assert site_count(shipped_example(name)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("sites: []", 0),
        ("a: {sites: [1, 2]}\nsites: [{sites: [1]}, [2, 3], x]", 3),
        ("? [sites, x]\n: y\nsites: [1]", 1),
        ("sites: 5", None),
        ("- sites", None),
        ("sites: [1, 2", None),
        ("", None),
    ],
)
def test_only_a_whole_list_of_sites_is_counted(text: str, count: int | None) -> None:
    assert site_count(text) == count


def test_a_large_or_missing_file_is_left_to_the_loader(tmp_path: Path) -> None:
    large = tmp_path / "sites.yaml"
    large.write_text(example_text(2_000))
    assert quick_site_count(large) is None
    assert quick_site_count(tmp_path / "none.yaml") is None
    assert quick_site_count(None) is None


def test_the_points_have_names_of_communes_that_differ() -> None:
    names = [commune(number) for number in range(1, 1_001)]
    assert len(set(names)) == len(names)
    assert not [name for name in names[: len(COMMUNES)] if any(char.isdigit() for char in name)]
