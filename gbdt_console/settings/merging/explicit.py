"""Writes out what a file leaves to its defaults: beside the sites of another file its own mean the same."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import cast

from gbdt_console.settings.merging.sources import Section, Source, items, section
from gbdt_console.settings.profile_schema import EVERYBODY
from gbdt_console.settings.tree import Raw

_OVERLAID = ("limits", "permissions", "care")
"""Keys of `defaults` whose fields lie below those of a site's."""


def explicit(sources: Iterable[Source]) -> list[Section]:
    """Return the trees with the defaults and host numbers in which they differ at sites and devices."""
    roots = [deepcopy(source.root) for source in sources]
    for key in _differing(section(root, "defaults") for root in roots):
        for root in roots:
            _spread_default(root, key)
    for kind in _differing(section(section(root, "address_plan"), "hosts") for root in roots):
        for root in roots:
            _spread_host(root, kind)
    for root in roots:
        _name_everybody(root)
    return roots


def _differing(sections: Iterable[Mapping[str, Raw]]) -> list[str]:
    """Return the keys whose values are not the same everywhere."""
    found = list(sections)
    keys = dict.fromkeys(key for one in found for key in one)
    return [key for key in keys if any(one.get(key) != found[0].get(key) for one in found)]


def _spread_default(root: Section, key: str) -> None:
    """Take a default away, and write it at each site, and at the centre where it holds there too."""
    value = section(root, "defaults").pop(key, None)
    if value is None:
        return
    places = items(root, "sites")
    if key == "contract":
        for site in places:
            section(site, "line").setdefault(key, value)
    elif key in _OVERLAID:
        centre = [section(root, "centre")] if key == "care" else []
        for place in (*places, *centre):
            place[key] = {**cast(Section, deepcopy(value)), **section(place, key)}
    else:
        for site in places:
            site.setdefault(key, value)


def _spread_host(root: Section, kind: str) -> None:
    """Take a kind's host number out of the plan, and write it at each such device without an address."""
    number = section(section(root, "address_plan"), "hosts").pop(kind, None)
    if number is None:
        return
    for device in _devices(root):
        if device.get("kind") == kind and not device.keys() & {"host", "address"}:
            device["host"] = number


def _devices(root: Section) -> Iterator[Section]:
    sets = (section(section(root, "equipment"), id_) for id_ in section(root, "equipment"))
    own = (section(site, "devices") for site in items(root, "sites"))
    for devices in (*sets, *own):
        yield from (one for one in devices.values() if isinstance(one, dict))


def _name_everybody(root: Section) -> None:
    """Name the sites of a profile that says `all`: the other file's sites were not meant."""
    ids: list[Raw] = [site.get("id") for site in items(root, "sites")]
    for profile in items(root, "profiles"):
        if profile.get("participants") in ("all", [EVERYBODY]):
            profile["participants"] = list(ids)
