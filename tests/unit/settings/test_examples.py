"""The configurations that come with the program, and how few lines a new site is."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console.cli.main import root
from gbdt_console.core.sites import DeviceKind
from gbdt_console.settings.example import example_text
from gbdt_console.settings.shipped import SHIPPED, shipped_example
from tests.support.places import DOCS
from tests.support.settings.configs import load

POINTS = [
    "Văn phòng UBND tỉnh",
    "TP. Lào Cai",
    "Bát Xát",
    "Bảo Thắng",
    "Bảo Yên",
    "Bắc Hà",
    "Mường Khương",
    "Sa Pa",
    "Si Ma Cai",
    "Văn Bàn",
    "Phòng họp chung các sở, ngành",
]

NEW_SITE = """
  - number: 12
    id: y-ty
    name: Y Tý
    range: 10.22.12.0/24
    line: {carrier: vnpt, circuit: VNPT-LCI-2212}
"""


def test_lao_cai_has_the_eleven_points_of_the_regulation(tmp_path: Path) -> None:
    network = load(tmp_path, shipped_example("sites.yaml"))
    assert [(site.number, site.name) for site in network.sites] == list(enumerate(POINTS, 1))
    for site in network.sites:
        assert {device.kind for device in site.devices} == set(DeviceKind)
        assert site.contacts
        assert site.line.upstream_id in network.upstreams
    assert {carrier.name for carrier in network.carriers.values()} == {"VNPT Lào Cai", "Viettel Lào Cai"}


def test_no_shipped_number_can_ring(tmp_path: Path) -> None:
    network = load(tmp_path, shipped_example("sites.yaml"))
    holders = [*network.sites, *network.carriers.values(), network.centre]
    phones = [contact.phone for holder in holders for contact in holder.contacts]
    assert phones
    assert all(phone.startswith("0214 000 0") for phone in phones)


def test_a_new_site_is_a_few_lines(tmp_path: Path) -> None:
    network = load(tmp_path, shipped_example("sites.yaml") + NEW_SITE)
    site = network.site("y-ty")
    assert len(NEW_SITE.strip().splitlines()) <= 6
    assert [device.address for device in site.devices] == [
        f"10.22.12.{host}" for host in (1, 10, 11, 20, 21, 22)
    ]


def test_the_sites_of_the_reference_load(tmp_path: Path) -> None:
    reference = (DOCS / "configuration.md").read_text(encoding="utf-8")
    lines = "".join(re.findall(r"```yaml\n(.*?)```", reference, re.DOTALL))
    site = load(tmp_path, shipped_example("sites.yaml") + lines).site("y-ty")
    assert {device.name for device in site.devices} == {
        "router",
        "codec",
        "camera",
        "camera-2",
        "ups",
        "probe",
    }
    assert site.devices[0].options["interface"] == "GigabitEthernet0/0"


@pytest.mark.parametrize(
    "count", [1, 2, 11, 100, 101, 255, 256, 3400, pytest.param(9999, marks=pytest.mark.search)]
)
def test_a_generated_example_of_any_size_loads(count: int, tmp_path: Path) -> None:
    text = example_text(count)
    assert text == example_text(count)
    assert [site.number for site in load(tmp_path, text).sites] == list(range(1, count + 1))


@pytest.mark.parametrize("count", [0, -1, 10_000])
def test_a_size_that_no_plan_holds_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        example_text(count)


def test_the_shipped_220_are_what_the_generator_writes() -> None:
    assert shipped_example("province-220.yaml") == example_text(220)


def test_only_shipped_names_are_found() -> None:
    assert "sites.yaml" in SHIPPED
    with pytest.raises(FileNotFoundError):
        shipped_example("../pyproject.toml")


def test_the_province_of_today_has_its_communes_and_wards_and_no_districts(tmp_path: Path) -> None:
    text = shipped_example("lao-cai-2025.yaml")
    network = load(tmp_path, text)
    of_communes = [site for site in network.sites if site.role in ("điểm cầu xã", "điểm cầu phường")]
    assert [len(of_communes), len({site.name for site in of_communes})] == [99, 99]
    assert len([site for site in of_communes if site.role == "điểm cầu phường"]) == 10
    assert "\nregulation: hai-cap-2025\n" in text
    assert "huyện" not in text.lower()


@pytest.mark.parametrize(
    ("words", "name"), [((), "lao-cai-2025.yaml"), (("--province", "2010"), "sites.yaml")]
)
def test_the_verb_prints_the_province_of_that_year(words: tuple[str, ...], name: str) -> None:
    assert CliRunner().invoke(root, ["example", *words]).stdout == shipped_example(name)
