"""Several sites.yaml made one: every site means what it meant before."""

from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.sites import Device, Network, Site
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.example import example_text
from gbdt_console.settings.load import load_network
from gbdt_console.settings.merging.merge import merged
from gbdt_console.settings.merging.sources import Merged, Source
from gbdt_console.settings.merging.yaml_text import yaml_text
from gbdt_console.settings.shipped import shipped_example
from gbdt_console.settings.tree import Raw, read_tree

PROVINCE, OTHER = shipped_example("sites.yaml"), example_text(3)


def tree(text: str) -> dict[str, Raw]:
    root = read_tree(text).root
    assert isinstance(root, dict)
    return root


def load(text: str, folder: Path) -> Network:
    path = folder / "sites.yaml"
    path.write_text(text)
    return load_network(path, catalogue(), None)


def merge(*texts: str) -> Merged:
    trees = map(read_tree, texts)
    sources = (
        Source(f"p{place}", "", one.root, one.place)
        for place, one in enumerate(trees)
        if isinstance(one.root, dict)
    )
    return merged(list(sources))


def alike(site: Site, network: Network) -> Site:
    """A site without what merging changes: ids and number; references as what they refer to."""
    carrier = network.carriers[site.line.carrier_id]
    upstream = network.upstreams.get(site.line.upstream_id or "")
    line = replace(
        site.line, carrier_id=carrier.name, upstream_id=None if upstream is None else upstream.name
    )
    body = None if site.body_id is None else network.bodies[site.body_id].name
    devices = tuple(_alike(device) for device in site.devices)
    return replace(site, id="", number=0, line=line, body_id=body, devices=devices)


def _alike(device: Device) -> Device:
    """A device whose credential has neither id nor, as no secret is read here, a secret's name."""
    snmp = None if device.snmp is None else replace(device.snmp, id="")
    write = None if device.snmp_write is None else replace(device.snmp_write, id="")
    return replace(device, id=device.name, site_id="", snmp=snmp, snmp_write=write)


@pytest.mark.parametrize("texts", [(PROVINCE, OTHER), (OTHER, PROVINCE)], ids=["first", "second"])
def test_every_site_means_what_it_meant_before(texts: tuple[str, str], tmp_path: Path) -> None:
    found = merge(*texts)
    after = load(yaml_text(found.root, ["x"]), tmp_path)
    for place, text in enumerate(texts):
        before = load(text, tmp_path)
        new = {one.id: one for one in found.moved if one.source == f"p{place}"}
        assert new.keys() == {site.id for site in before.sites}
        for site in before.sites:
            there = after.site(new[site.id].new_id)
            assert there.number == new[site.id].new_number
            assert alike(there, after) == alike(site, before)
        posts = {one.site_id: one.holders for one in after.technicians}
        assert all(
            posts[new[one.site_id].new_id] == one.holders for one in before.technicians if one.site_id in new
        )
        rooms = {one.site_id: one.cleaning_days for one in after.care}
        assert all(
            rooms[new[one.site_id].new_id] == one.cleaning_days for one in before.care if one.site_id in new
        )
    assert after.centre == load(texts[0], tmp_path).centre


def test_the_first_keeps_its_numbers_and_others_stay_recognizable() -> None:
    found = merge(PROVINCE, OTHER, OTHER.replace("id: d", "id: e"))
    numbers = {(one.source, one.number): one.new_number for one in found.moved}
    assert (numbers["p0", 8], numbers["p1", 3], numbers["p2", 3]) == (8, 103, 203)
    free = OTHER.replace("number: ", "number: 30")
    assert {one.number for one in merge(PROVINCE, free).moved} == {
        one.new_number for one in merge(PROVINCE, free).moved
    }


def test_ids_that_clash_and_all_that_refers_to_them_are_renamed() -> None:
    found = merge(PROVINCE, PROVINCE.replace("repair_hours: 4", "repair_hours: 8"))
    site = found.root["sites"][-1]  # type: ignore[index, call-overload]
    assert isinstance(site, dict)
    assert str(site["id"]).startswith("p1-")
    line = site["line"]
    assert isinstance(line, dict)
    assert line["contract"] == "p1-standard"
    assert line["carrier"] in ("vnpt", "viettel"), "equal entries of both are one"


def test_no_new_id_is_another_site_s_own() -> None:
    other = OTHER.replace("id: d0001", "id: sa-pa").replace("id: d0002", "id: p1-sa-pa")
    ids = [one.new_id for one in merge(PROVINCE, other).moved]
    assert len(set(ids)) == len(ids)
    assert ids[-3:] == ["p1-sa-pa-2", "p1-sa-pa", "d0003"]


def test_equal_names_of_secrets_are_two_passwords() -> None:
    found = merge(PROVINCE, OTHER)
    assert ("env:GBDT_SNMP_COMMUNITY", "env:P1_GBDT_SNMP_COMMUNITY") in {
        (one.old, one.new) for one in found.secrets
    }
    text = yaml_text(found.root, [])
    assert "env:P1_GBDT_SNMP_COMMUNITY" in text
    assert "env:GBDT_SNMP_COMMUNITY" in text


def test_a_profile_for_all_is_still_for_its_own_sites_alone() -> None:
    profile = "profiles:\n  - {id: giao-ban, name: Giao ban, participants: all}\n"
    found = merge(PROVINCE + profile, OTHER)
    (kept,) = found.root["profiles"]  # type: ignore[misc, union-attr]
    assert isinstance(kept, dict)
    assert kept["participants"] == [one.id for one in found.moved if one.source == "p0"]


@pytest.mark.parametrize("text", [PROVINCE, OTHER])
def test_the_written_file_reads_as_the_tree(text: str) -> None:
    written = yaml_text(tree(text), ["một: hai"])
    assert tree(written) == tree(text)
    assert tree(yaml_text({"a": ["no", "08", "x: y", "#", "'", "1e3", ""]}, [])) == {
        "a": ["no", "08", "x: y", "#", "'", "1e3", ""]
    }
