"""Define the events of a configuration that changed while the engine ran."""

from dataclasses import field

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName


@dataclass(frozen=True, slots=True)
class ConfigReloaded(Event, kind="config.reloaded"):
    """A running engine took sites.yaml over as it is now.

    fingerprint_before, fingerprint: of the configuration's content, without secrets
    added, removed, changed: paths of what differs ('sapa.contacts'), never a value; at most MOST_PATHS each
    more: how many further paths there are
    operator: who asked for it; empty where a signal did
    """

    fingerprint_before: str
    fingerprint: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    more: int = 0
    operator: ActorName = ""


@dataclass(frozen=True, slots=True)
class ReloadRefused(Event, kind="config.refused"):
    """A running engine did not take sites.yaml over; it goes on with the configuration that it has.

    code: why, as the command's refusal
    said: the first problems with file and line, or what needs a restart
    """

    code: str
    said: str = ""
    operator: ActorName = ""


ConfigEvent = ConfigReloaded | ReloadRefused
