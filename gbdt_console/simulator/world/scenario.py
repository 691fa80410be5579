"""A scenario: the faults of a province and about when they happen, read from the package's own YAML files.

The seed draws the targets, so that a file serves any network.
"""

import random
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable

import yaml

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import DeviceKind
from gbdt_console.simulator.world.faults import CENTRE, Target, WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan

_GROUP_WANTED = 3
"""Preferred size of a lost upstream group: enough sites to show one cause, few enough to leave most."""


class Role(StrEnum):
    """The kinds of target that a scenario may draw."""

    SITE = "site"
    SITE_WITH_CODEC = "site-with-codec"
    SITE_WITH_UPS = "site-with-ups"
    UPSTREAM = "upstream"
    ROUTER = "router"
    UPS = "ups"
    PDU = "pdu"
    CENTRE = "centre"
    CHAIR = "chair"
    PARTICIPANT = "participant"
    """A site in the conference that is not the chair's."""
    CONTROLLED = "controlled"
    """A participant whose codec is controlled."""
    CAMERA = "camera"
    """A camera that is controlled."""


_KIND_OF_SITE_ROLE = {Role.SITE_WITH_CODEC: DeviceKind.CODEC, Role.SITE_WITH_UPS: DeviceKind.UPS}
_KIND_OF_DEVICE_ROLE = {
    Role.ROUTER: DeviceKind.ROUTER, Role.UPS: DeviceKind.UPS, Role.PDU: DeviceKind.PDU,
    Role.CAMERA: DeviceKind.CAMERA,
}  # fmt: skip
_CALLING_ROLES = frozenset({Role.CHAIR, Role.PARTICIPANT, Role.CONTROLLED})
_ROLES_OF_TARGET: Mapping[Target, Container[Role]] = {
    Target.SITE: {Role.SITE, *_KIND_OF_SITE_ROLE, *_CALLING_ROLES},
    Target.CALL: _CALLING_ROLES,
    Target.CODEC: {Role.CONTROLLED},
    Target.NODE: {Role.UPSTREAM},
    Target.DEVICE: _KIND_OF_DEVICE_ROLE,
    Target.PDU: {Role.PDU},
    Target.CAMERA: {Role.CAMERA},
    Target.CENTRE: {Role.CENTRE},
    Target.MCU: {Role.CENTRE},
}


class ScenarioError(ValueError):
    """A scenario file is invalid; the message says where."""


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """One fault of a scenario.

    earliest_s: earliest time, seconds from the round's start
    latest_s: latest time, likewise
    fault: the fault; its target is a name of the scenario's `cast`
    """

    earliest_s: float
    latest_s: float
    fault: WorldFault


@dataclass(frozen=True, slots=True)
class Scenario:
    """The content of a scenario file.

    cast: by name, the kind of target that the name stands for
    repeat_s: length of a round, seconds; None plays once
    """

    cast: Mapping[str, Role]
    steps: Sequence[ScenarioStep]
    repeat_s: float | None

    def round(self, plan: ProvincePlan, number: int) -> list[tuple[float, WorldFault]]:
        """Return that round's faults in order, with seconds from its start.

        Steps for which the network has no target are left out.
        """
        rng = random.Random(f"{plan.seed}:{number}")  # noqa: S311 - a scenario, not a secret
        targets = self._draw(plan, rng)
        drawn = [
            (
                rng.uniform(step.earliest_s, step.latest_s),
                WorldFault(step.fault.code, target, step.fault.value),
            )
            for step in self.steps
            if (target := targets.get(step.fault.target))
        ]
        return sorted(drawn, key=lambda item: item[0])

    def _draw(self, plan: ProvincePlan, rng: random.Random) -> dict[str, str]:
        """Draw a target for each name, from the sites drawn least often."""
        targets: dict[str, str] = {}
        used: Counter[str] = Counter()
        for name, role in self.cast.items():
            candidates = _candidates(role, plan, self._outlets_of(name))
            fewest = min((used[site] for site in candidates.values()), default=0)
            least_used = [target for target, site in candidates.items() if used[site] == fewest]
            if least_used:
                targets[name] = rng.choice(least_used)
                used[candidates[targets[name]]] += 1
        return targets

    def _outlets_of(self, name: str) -> set[int]:
        faults = [step.fault for step in self.steps if step.fault.target == name]
        return {int(fault.value or 0) for fault in faults if fault.code.target is Target.PDU}


def names() -> list[str]:
    files = (file.name for file in _folder().iterdir())
    return sorted(name.removesuffix(".yaml") for name in files if name.endswith(".yaml"))


def load(name: str) -> Scenario:
    """Load a scenario by name. Raises ScenarioError for an unknown name or an invalid file."""
    if name not in names():
        raise ScenarioError(f"no scenario {name!r}; there are: {', '.join(names())}")
    return parse((_folder() / f"{name}.yaml").read_text("utf-8"))


def parse(text: str) -> Scenario:
    """Read a scenario from YAML. Raises ScenarioError."""
    data = yaml.safe_load(text)
    if not isinstance(data, dict) or set(data) - {"cast", "steps", "repeat_s"}:
        raise ScenarioError("a scenario has cast, steps and repeat_s")
    try:
        cast = {str(name): Role(role) for name, role in data["cast"].items()}
        steps = [_step(fields, cast) for fields in data["steps"]]
        repeat_s = data.get("repeat_s")
        is_long_enough = repeat_s is None or float(repeat_s) > max((s.latest_s for s in steps), default=0.0)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ScenarioError(str(error)) from error
    if not is_long_enough:
        raise ScenarioError("a round ends before its last step")
    return Scenario(cast, steps, None if repeat_s is None else float(repeat_s))


def _folder() -> Traversable:
    return resources.files("gbdt_console.simulator") / "scenarios"


def _step(fields: Mapping[str, object], cast: Mapping[str, Role]) -> ScenarioStep:
    if set(fields) - {"at_s", "fault", "target", "value"}:
        raise ScenarioError(f"a step has at_s, fault, target and value: {fields}")
    fault = WorldFault.checked(fields["fault"], fields["target"], fields.get("value"))
    if cast[fault.target] not in _ROLES_OF_TARGET[fault.code.target]:
        raise ScenarioError(f"{fault.code} cannot strike {fault.target!r}")
    match fields["at_s"]:
        case [int() | float() as earliest, int() | float() as latest] if 0 <= earliest <= latest:
            return ScenarioStep(float(earliest), float(latest), fault)
    raise ScenarioError(f"at_s is no pair of times: {fields['at_s']}")


def _candidates(role: Role, plan: ProvincePlan, outlets: set[int]) -> dict[str, str]:
    """Return the targets of that kind, each with its site. A target without a site counts as its own.

    outlets: outlets that a PDU must have
    """
    if role is Role.UPSTREAM:
        return {group: group for group in _groups_of_best_size(plan)}
    if role is Role.CENTRE:
        return {CENTRE: CENTRE}
    if role in _KIND_OF_DEVICE_ROLE:
        kind_wanted = _KIND_OF_DEVICE_ROLE[role]
        able = (d for d in plan.devices if d.control or d.kind is not DeviceKind.CAMERA)
        return {d.id: d.site_id for d in able if d.kind is kind_wanted and outlets <= set(d.outlets)}
    if role in _CALLING_ROLES:
        of_chair = role is Role.CHAIR
        callers = [site.id for site in plan.sites if site.number and plan.mcu]
        codecs = (device for device in plan.devices if device.kind is DeviceKind.CODEC)
        controlled = {device.site_id for device in codecs if device.control}
        found = callers if role is not Role.CONTROLLED else [id_ for id_ in callers if id_ in controlled]
        return {id_: id_ for id_ in found if (id_ == plan.chair_id) is of_chair}
    kind = _KIND_OF_SITE_ROLE.get(role)
    having = {device.site_id for device in plan.devices if kind is None or device.kind is kind}
    return {site.id: site.id for site in plan.sites if kind is None or site.id in having}


def _groups_of_best_size(plan: ProvincePlan) -> list[str]:
    """Return the upstream groups whose size is nearest to `_GROUP_WANTED`."""
    sizes: dict[str, int] = {}
    for site in plan.sites:
        if site.upstream_id:
            sizes[site.upstream_id] = sizes.get(site.upstream_id, 0) + 1
    best = min((abs(size - _GROUP_WANTED) for size in sizes.values()), default=0)
    return sorted(group for group, size in sizes.items() if abs(size - _GROUP_WANTED) == best)
