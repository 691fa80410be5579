"""Which sites have no device at the registrar, by whatever form of name it keeps."""

from dataclasses import replace

import pytest

from gbdt_console.core.registered import registered_name, unregistered_numbers
from tests.support.engine.networks import network

SITE = network(1).sites[0]


@pytest.mark.parametrize(
    ("number", "told", "name"),
    [
        ("8801", None, "8801"),
        ("sip:SaPa@tinh.vn:5060", None, "sapa@tinh.vn"),
        ("PJSIP/sapa", None, "sapa"),
        ("10.22.8.10", None, ""),
        ("sip:8801@10.22.8.10", None, "8801"),
        ("h323:8801", None, ""),
        ("", None, ""),
        ("8801", "none", ""),
        ("10.22.8.10", "sapa", "sapa"),
    ],
)
def test_a_site_registers_by_its_number_unless_the_file_says_otherwise(
    number: str, told: str | None, name: str
) -> None:
    assert registered_name(number, told) == name


@pytest.mark.parametrize(
    ("name", "listed", "is_missing"),
    [
        ("8801", {"8801"}, False),
        ("8801", {"8801@tinh.vn"}, False),
        ("8801@tinh.vn", {"8801"}, False),
        ("8801@tinh.vn", {"8801@TINH.VN"}, False),
        ("8801@tinh.vn", {"8801@khac.vn"}, True),
        ("8801", {"18801", "8802"}, True),
        ("8801", set(), True),
        ("", set(), False),
    ],
)
def test_the_domain_counts_where_both_have_one(name: str, listed: set[str], is_missing: bool) -> None:
    site = replace(SITE, conference_number="5508", registered_as=name)
    assert unregistered_numbers([site], listed) == ({"5508"} if is_missing else set())
