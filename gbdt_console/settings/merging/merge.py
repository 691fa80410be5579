"""Merges several sites.yaml: the first one's centre and rules hold, the sites of all are numbered anew."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.settings.merging.explicit import explicit
from gbdt_console.settings.merging.sources import (
    Merged,
    Moved,
    RenamedSecret,
    Section,
    Source,
    items,
    section,
)
from gbdt_console.settings.places import Loc
from gbdt_console.settings.tree import Raw

_BY_ID = ("carriers", "contracts", "bodies", "operators", "credentials", "upstreams", "equipment")
"""Sections of entries by id that all sources bring, those that others refer to first."""
_TAKEN = {"version", "network", "address_plan", "defaults", "sites", *_BY_ID}
_REFERENCES = {
    "carrier": "carriers", "upstream": "upstreams", "contract": "contracts", "body": "bodies",
    "equipment": "equipment", "credential": "credentials", "write_credential": "credentials",
}  # fmt: skip
"""Section whose ids a key names; a carrier's own `contract` is a text."""
_SECRET = re.compile(r"(env):([A-Z_][A-Z0-9_]*)|(file):(/.+)")
_STEP = 100
"""The numbers of a further source begin behind a multiple of it: 8 becomes 108, and stays recognizable."""
_LONGEST_ID = 40


def merged(sources: Sequence[Source]) -> Merged:
    """Merge at least two sources; the first keeps numbers, ids and secrets."""
    work = _Merge(sources, explicit(sources))
    for index in range(1, len(sources)):
        work.add(index)
    return work.outcome()


@dataclass(slots=True)
class _Merge:
    """The work.

    ids: new ids of the source in hand, by section and old id
    """

    sources: Sequence[Source]
    roots: Sequence[Section]
    origins: dict[Loc, tuple[int, Loc]] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    secrets: dict[RenamedSecret, None] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def outcome(self) -> Merged:
        first = [
            Moved(self.sources[0].name, number, id_, number, id_, str(site.get("name")))
            for site in items(self.roots[0], "sites")[: self._own_sites()]
            for number, id_ in [(int(str(site.get("number"))), str(site.get("id")))]
        ]
        return Merged(
            self.roots[0],
            self.origins,
            (*first, *self.moved),
            tuple(self.secrets),
            tuple(self.left_out),
        )

    def _own_sites(self) -> int:
        return len(items(self.sources[0].root, "sites"))

    def add(self, index: int) -> None:
        """Add one source to the first."""
        root, source = self.roots[index], self.sources[index]
        self.ids.clear()
        self._add_ranges(index, root)
        for name in _BY_ID:
            self._add_entries(index, name, section(root, name))
        self._name_defaults(root)
        self._add_sites(index, items(root, "sites"))
        first = self.sources[0].root
        self.left_out += [
            (source.name, name) for name in root if name not in _TAKEN and root[name] != first.get(name)
        ]

    def _add_ranges(self, index: int, root: Section) -> None:
        ranges = section(self.roots[0], "address_plan").setdefault("ranges", [])
        more = section(root, "address_plan").get("ranges")
        assert isinstance(ranges, list)
        for place, one in enumerate(more if isinstance(more, list) else []):
            if one not in ranges:
                self._came(index, ("address_plan", "ranges", len(ranges)), ("address_plan", "ranges", place))
                ranges.append(one)

    def _add_entries(self, index: int, name: str, entries: Mapping[str, Raw]) -> None:
        if not entries:
            return
        into = self.roots[0].setdefault(name, {})
        assert isinstance(into, dict)
        for id_, entry in entries.items():
            renamed = self._with_new_ids(self._with_secrets(entry, index), name)
            if into.get(id_) == renamed:
                continue  # the same in both
            new = id_ if id_ not in into else self._free(f"{self.sources[index].name}-{id_}", into)
            into[new] = renamed
            self.ids[name, id_] = new
            self._came(index, (name, new), (name, id_))

    def _name_defaults(self, root: Section) -> None:
        """Write a default at the sites of a source whose entry of that id has another id now."""
        for key in ("equipment", "contract"):
            value = str(section(root, "defaults").get(key, ""))
            if self.ids.get((_REFERENCES[key], value), value) != value:
                for site in items(root, "sites"):
                    (section(site, "line") if key == "contract" else site).setdefault(key, value)

    def _add_sites(self, index: int, sites: Sequence[Section]) -> None:
        into, source = self.roots[0]["sites"], self.sources[index]
        assert isinstance(into, list)
        taken = {str(one.get("id")): one for one in items(self.roots[0], "sites")}
        numbers = {int(str(one.get("number"))) for one in taken.values()}
        is_clashing = any(int(str(site.get("number"))) in numbers for site in sites)
        behind = (max(numbers) // _STEP + 1) * _STEP if is_clashing else 0
        used = dict.fromkeys((*taken, *(str(site.get("id")) for site in sites)))
        for site in sites:
            old = str(site.get("id"))
            self.ids["sites", old] = old if old not in taken else self._free(f"{source.name}-{old}", used)
            used[self.ids["sites", old]] = None
        for place, site in enumerate(sites):
            old, number = str(site.get("id")), int(str(site.get("number")))
            new = self._with_new_ids(self._with_secrets(site, index), "sites")
            assert isinstance(new, dict)
            new["number"], new["id"] = str(number + behind), self.ids["sites", old]
            for member in items(new, "members"):
                if "site" in member:
                    member["site"] = self.ids.get(("sites", str(member["site"])), str(member["site"]))
            self._came(index, ("sites", len(into)), ("sites", place))
            into.append(new)
            self.moved.append(
                Moved(source.name, number, old, number + behind, str(new["id"]), str(new.get("name")))
            )

    def _with_new_ids(self, value: Raw, name: str) -> Raw:
        """Return an entry of that section with references to what has another id now."""
        if isinstance(value, list):
            return [self._with_new_ids(one, name) for one in value]
        if not isinstance(value, dict):
            return value
        return {
            key: self._new_id(key, one, name) if isinstance(one, str) else self._inner(key, one, name)
            for key, one in value.items()
        }

    def _inner(self, key: str, value: Raw, name: str) -> Raw:
        """Return what an entry holds; options are the driver's own words."""
        return value if key in ("options", "control") else self._with_new_ids(value, name)

    def _new_id(self, key: str, value: str, name: str) -> str:
        is_text = name == "carriers" or key not in _REFERENCES
        return value if is_text else self.ids.get((_REFERENCES[key], value), value)

    def _with_secrets(self, value: Raw, index: int) -> Raw:
        """Return an entry whose secrets have names of this source."""
        if isinstance(value, list):
            return [self._with_secrets(one, index) for one in value]
        if isinstance(value, dict):
            return {key: self._with_secrets(one, index) for key, one in value.items()}
        found = _SECRET.fullmatch(value) if isinstance(value, str) else None
        if found is None or value is None:
            return value
        name = self.sources[index].name
        new = f"env:{name.replace('-', '_').upper()}_{found[2]}" if found[1] else f"{value}.{name}"
        new = new if not found[1] or not new[4].isdigit() else f"env:P_{new[4:]}"
        self.secrets[RenamedSecret(name, value, new)] = None
        return new

    @staticmethod
    def _free(wanted: str, taken: Mapping[str, object]) -> str:
        """Return an id that nothing has yet."""
        number, id_ = 1, wanted[:_LONGEST_ID]
        while id_ in taken:
            number += 1
            id_ = f"{wanted[: _LONGEST_ID - len(str(number)) - 1]}-{number}"
        return id_

    def _came(self, index: int, new: Loc, old: Loc) -> None:
        self.origins[new] = index, old
