from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gbdt_console.core.site_view import SiteView
from gbdt_console.ui.site_names import SiteNames
from tests.support.screens.scripted_port import make_snapshot

KINDS = st.sampled_from(["", "Xã ", "Phường ", "Thị trấn ", "TP. ", "xã "])
PLACES = st.lists(
    st.sampled_from(["Bản", "Lầu", "Sa", "Pa", "Bắc", "Hà", "Nậm", "Chạc", "thượng", "1", "12", "視訊"]),
    min_size=1, max_size=6,
).map(" ".join)  # fmt: skip
NAMES = st.lists(st.builds(str.__add__, KINDS, PLACES), min_size=1, max_size=40, unique_by=str.casefold)


def sites(names: list[str], short: dict[int, str] | None = None) -> list[SiteView]:
    made = make_snapshot(len(names), names=dict(enumerate(names, start=1))).sites
    return [replace(site, short_name=(short or {}).get(site.number, "")) for site in made]


def shown(names: list[str], width: int, short: dict[int, str] | None = None) -> list[str]:
    made = sites(names, short)
    of_network = SiteNames(made)
    return [of_network.shown(site, width) for site in made]


@given(NAMES, st.integers(1, 40))
def test_no_two_sites_share_a_shown_name_at_any_width(names: list[str], width: int) -> None:
    found = [text for text in shown(names, width) if text]
    assert len(set(found)) == len(found)
    assert all(cell_len(text) <= width for text in found)


@given(NAMES, st.integers(12, 40))
def test_no_site_of_up_to_twenty_letters_is_without_a_name(names: list[str], width: int) -> None:
    assert all(shown([name for name in names if len(name) <= 20], width))


@pytest.mark.parametrize(
    ("names", "width", "expected"),
    [
        (["Xã Bản Lầu", "Phường Sa Pa", "Xã Bản Vược"], 20, ["Xã Bản Lầu", "Phường Sa Pa", "Xã Bản Vược"]),
        (["Xã Bản Lầu", "Phường Sa Pa", "Xã Bản Vược"], 10, ["Bản Lầu", "Phường Sa…", "Bản Vược"]),
        (["Xã Sa Pa", "Phường Sa Pa", "Xã Y Tý", "Phường Cốc"], 9, ["Xã Sa Pa", "Phường S…", "Y Tý", "Cốc"]),
        (["Bắc Hà", "Bắc Yên"], 5, ["…Hà", "…Yên"]),
        (["Tỉnh 001, điểm 0044", "Tỉnh 001, điểm 0045"], 11, ["…điểm 0044", "…điểm 0045"]),
    ],
)
def test_a_name_is_whole_or_short_in_a_way_that_tells_it(
    names: list[str], width: int, expected: list[str]
) -> None:
    assert shown(names, width) == expected


def test_a_short_name_stands_where_the_names_do_not_fit() -> None:
    names, short = ["Phòng họp chung các sở, ngành", "Sa Pa"], {1: "Các sở, ngành"}
    assert shown(names, 30, short) == names
    assert shown(names, 20, short) == ["Các sở, ngành", "Sa Pa"]


def test_sites_of_one_name_keep_it() -> None:
    assert shown(["Sa Pa", "Sa Pa", "Phòng họp chung"], 8) == ["Sa Pa", "Sa Pa", "Phòng h…"]


def test_a_name_is_left_out_where_a_cut_would_leave_a_letter_or_two() -> None:
    names = ["Bảo Thắng", "Bảo Yên", "Lào Cai", "Y Tý"]
    assert shown(names, 3) == ["", "", "", ""]
    assert shown(names, 5) == ["B.Th…", "…Yên", "Lào…", "Y Tý"]
