"""Holds what a form for registering a meeting needs to know of the network."""

from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.meetings.rules import BY_REGULATION, MeetingSettings, proposed_chair
from gbdt_console.core.people import Body
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Network


@dataclass(frozen=True, slots=True)
class Booking:
    """Holds the bodies, the rooms and the rules.

    houses: pairs of a body's id and the id of the site that it houses
    zone: IANA name of the network's time zone
    network: short name of the network
    carriers: pairs of a carrier's id and name
    conferences: pairs of the id and name of each conference beside the centre's own
    """

    bodies: tuple[Body, ...] = ()
    houses: tuple[tuple[str, str], ...] = ()
    settings: MeetingSettings = BY_REGULATION
    zone: str = "Asia/Ho_Chi_Minh"
    network: str = ""
    carriers: tuple[tuple[str, str], ...] = ()
    conferences: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, network: Network) -> "Booking":
        """Return what sites.yaml says."""
        houses = tuple((site.body_id, site.id) for site in reversed(network.sites) if site.body_id)
        return cls(
            bodies=tuple(network.bodies.values()),
            houses=houses,
            settings=network.meetings,
            zone=network.timezone,
            network=network.short_name,
            carriers=tuple((carrier_id, carrier.name) for carrier_id, carrier in network.carriers.items()),
            conferences=tuple((one.id, one.name) for one in network.conferences),
        )

    def host_name(self, host: str) -> str:
        """Return the name of a host body; one that sites.yaml does not list is its own name."""
        return next((body.name for body in self.bodies if body.id == host), host)

    def host_of(self, plan: MeetingPlan) -> str:
        """Return the host's name as it was recorded; an old journal has it in sites.yaml alone."""
        return plan.host_name or self.host_name(plan.host)

    def carrier_name(self, carrier: str) -> str:
        """Return the name of a carrier; one that sites.yaml does not list is its own name."""
        return dict(self.carriers).get(carrier, carrier)

    def chair_for(self, kind: MeetingKind, host: str) -> str:
        """Return the id of the site that chairs by the regulation; empty where it names none."""
        return proposed_chair(kind, host, self.settings, dict(self.houses))


NO_BOOKING = Booking()
