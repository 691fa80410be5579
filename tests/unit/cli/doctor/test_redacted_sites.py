"""A redacted sites.yaml keeps its structure and nothing that names somebody."""

import re
from pathlib import Path

import pytest
import yaml

from gbdt_console.cli.doctor.redacted_sites import redacted_sites
from gbdt_console.devices.registry import catalogue
from tests.support.places import ROOT

SHIPPED = ROOT / "config" / "sites.yaml"
SHIPPED_TEXT = SHIPPED.read_text()
PLANTED = "Bí mật 4711"


def redacted(tmp_path: Path, text: str) -> str:
    file = tmp_path / "sites.yaml"
    file.write_text(text)
    return redacted_sites(file, catalogue())


def scalars() -> list[str]:
    """Every text of the shipped file that has a capital letter, a blank, or a dotted or long number."""
    found: set[str] = set()

    def walk(value: object) -> None:
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(part)
        if isinstance(value, str) and re.search(r"[A-ZĐ ]|\d+\.\d+\.\d+|\d{7}", value):
            found.add(value)

    walk(yaml.load(SHIPPED_TEXT, yaml.BaseLoader))
    return sorted(found - {"Asia/Ho_Chi_Minh"})


def test_no_name_number_or_address_of_the_file_is_left(tmp_path: Path) -> None:
    text = redacted(tmp_path, SHIPPED_TEXT)
    assert len(scalars()) > 100
    assert [value for value in scalars() if value in text] == []
    assert re.findall(r"\d+\.\d+\.\d+\.\d+|GBDT_|trucca|lao-cai|sa-pa|#", text) == []


def test_structure_numbers_and_words_of_the_program_stay(tmp_path: Path) -> None:
    before = yaml.load(SHIPPED_TEXT, yaml.BaseLoader)
    after = yaml.load(redacted(tmp_path, SHIPPED_TEXT), yaml.BaseLoader)
    assert list(after) == list(before)
    assert len(after["sites"]) == len(before["sites"])
    assert [site["number"] for site in after["sites"]] == [site["number"] for site in before["sites"]]
    assert after["regulation"] == before["regulation"]
    assert after["network"]["timezone"] == "Asia/Ho_Chi_Minh"
    assert [one["version"] for one in after["credentials"].values()] == ["v3", "v2c"]
    carriers = [site["line"]["carrier"] for site in after["sites"]]
    assert set(carriers) <= set(after["carriers"])
    assert [carriers.count(one) for one in dict.fromkeys(carriers)] == [
        [site["line"]["carrier"] for site in before["sites"]].count(one)
        for one in dict.fromkeys(site["line"]["carrier"] for site in before["sites"])
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"network: {{name: {PLANTED}, timezone: {PLANTED}, language: {PLANTED}}}",
        f"{PLANTED}: 1",
        f"version: {PLANTED}",
        f"credentials: {{rooms: {{community: {PLANTED}}}}}",
        "credentials: {rooms: {community: '471147'}}",
        "operators: {a: {pin: '471147'}}",
        f"operators: {{a: {{pin: 'env:{PLANTED}'}}}}",
        "centre: {contacts: [{phone: '471147'}]}",
        f"sites: [{{number: {PLANTED}}}]",
        f"# {PLANTED}\nversion: 1 # {PLANTED}",
        f"sites: [{{control: {{unheard_of: {PLANTED}}}}}]",
        "sites: [{control: {password: '471147', unheard_of: '471147'}}]",
        f"version: [{PLANTED}",
        f"version: &{PLANTED.split()[1]} x",
        f"\x1b]0;{PLANTED}\x07",
    ],
)
def test_a_text_planted_anywhere_is_gone(text: str, tmp_path: Path) -> None:
    left = redacted(tmp_path, text)
    assert "4711" not in left
    assert "mật" not in left


def test_a_missing_file_is_named_as_unreadable(tmp_path: Path) -> None:
    assert redacted_sites(tmp_path / "none.yaml", catalogue()).startswith("# not readable")
