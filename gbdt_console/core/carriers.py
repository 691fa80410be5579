"""Define carriers, their nodes, and the leased lines of sites."""

from collections.abc import Iterable

from gbdt_console.core.people import Contact
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import upstream_resource


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier of lines.

    contacts: its contacts, in order of calling
    contract: number and day of the contract, as papers quote it; empty where sites.yaml does not say it
    """

    id: str
    name: str
    contacts: tuple[Contact, ...] = ()
    contract: str = ""


@dataclass(frozen=True, slots=True)
class UpstreamGroup:
    """A node of a carrier's network, shared by lines of several sites."""

    id: str
    name: str
    carrier_id: str


@dataclass(frozen=True, slots=True)
class ContractTargets:
    """The targets of a line's contract (A12.1); None where it names none.

    repair_hours: time to repair in the carrier's network, hours; None where the contract names none
    line_repair_hours: time to repair the physical line, hours; None: `repair_hours`
    response_minutes: time to answer a report, minutes; None where the contract names none
    """

    speed_mbps: float | None = None
    availability_percent: float | None = None
    rtt_ms: float = 300.0
    jitter_ms: float = 30.0
    loss_percent: float = 1.0
    repair_hours: float | None = None
    line_repair_hours: float | None = None
    response_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The leased line of one site.

    circuit: the carrier's name of the line
    upstream_id: id of the node that the line shares; None where it is unknown
    """

    carrier_id: str
    circuit: str
    upstream_id: str | None
    contract: ContractTargets


def node_names(nodes: Iterable[UpstreamGroup]) -> tuple[tuple[str, str], ...]:
    return tuple((upstream_resource(node.id), node.name) for node in nodes)
