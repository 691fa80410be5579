"""Compare two networks: what differs by its path, and what of it a running engine cannot take over."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from gbdt_console.core.configuration.events import ConfigReloaded
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Network

MOST_PATHS = 100
"""Limits the paths of each kind in one event: a file for another province would fill the journal's entry."""

_OF_A_START: Mapping[str, Callable[[Network], object]] = {
    "centre.mcu": lambda network: network.centre.mcu,
    "centre.mixer": lambda network: network.centre.mixer,
    "centre.registrar": lambda network: network.centre.registrar,
    "centre.hosted": lambda network: network.centre.hosted,
    "conferences": lambda network: network.conferences,
    "trap_port": lambda network: network.trap_port,
    "timezone": lambda network: network.timezone,
    "language": lambda network: network.language,
    "alarms": lambda network: network.alarms,
    "standby": lambda network: network.standby,
}
"""What only a start opens or reads, by its path."""

_LEFT_OUT = frozenset({"fingerprint", "id", "site_id"})


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths of what differs, in the order of the newer network; no value stands in them."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def event(self, before: Network, now: Network, operator: str) -> ConfigReloaded:
        """Return what is recorded of them, each kind cut to MOST_PATHS."""
        kinds = (self.added, self.removed, self.changed)
        added, removed, changed = (list(paths[:MOST_PATHS]) for paths in kinds)
        more = sum(max(0, len(paths) - MOST_PATHS) for paths in kinds)
        return ConfigReloaded(before.fingerprint, now.fingerprint, added, removed, changed, more, operator)


def needs_restart(before: Network, now: Network) -> tuple[str, ...]:
    """Return the paths that differ and that only a start of the engine takes over."""
    return tuple(path for path, part in _OF_A_START.items() if part(before) != part(now))


def changes(before: Network, now: Network) -> Changes:
    """Return what differs: sites, devices, contacts and all else of sites.yaml."""
    added: list[str] = []
    removed: list[str] = []
    changed: list[str] = []
    for path, old, new in _differing("", _parts(before), _parts(now)):
        kind = added if old is None else removed if new is None else changed
        kind.append(path)
    return Changes(tuple(added), tuple(removed), tuple(changed))


def _parts(network: Network) -> dict[str, Any]:
    """Return the network as a tree whose branches have ids for keys: sites stand under their own ids."""
    parts = {field.name: getattr(network, field.name) for field in fields(network)}
    sites = {site.id: site for site in parts.pop("sites")}
    by_name = {"carriers": "carrier", "upstreams": "upstream", "bodies": "body", "operators": "operator"}
    named = {f"{name}.{id_}": one for part, name in by_name.items() for id_, one in parts.pop(part).items()}
    return sites | named | parts


def _differing(
    path: str, before: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    for name in [*now, *(name for name in before if name not in now)]:
        old, new = before.get(name), now.get(name)
        if old == new or name in _LEFT_OUT:
            continue
        inner = f"{path}.{name}" if path else name
        old_branch, new_branch = _branches(old), _branches(new)
        if old_branch is None or new_branch is None:
            yield inner, old or None, new or None
        else:
            yield from _differing(path if name == "devices" else inner, old_branch, new_branch)


def _branches(value: object) -> Mapping[str, Any] | None:
    """Return the parts of a value with their names; None where it is told as one."""
    if (
        isinstance(value, tuple)
        and value
        and all(hasattr(one, "name") and hasattr(one, "id") for one in value)
    ):
        return {one.name: one for one in value}
    if isinstance(value, tuple) or not hasattr(value, "__dataclass_fields__"):
        return None
    return {field.name: getattr(value, field.name) for field in fields(value)}  # type: ignore[arg-type]
