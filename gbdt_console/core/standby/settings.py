"""Holds which two PCs share the records, as sites.yaml names them."""

from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret

PORT = 4222
"""The port of nats-server where sites.yaml says nothing."""
ROUTES_PORT = 6222
"""The port by which three nats-servers reach each other, where sites.yaml says nothing."""
BEHIND_ENTRIES = 50
BEHIND_S = 60.0
"""How far behind the second PC may be without an alarm, where sites.yaml says nothing."""

TAKEOVER_AFTER_S = 20.0
LEAST_TAKEOVER_AFTER_S = 15.0
"""For how long the PC that commands is silent before the other one commands by itself; by then it has given
no order for at least 3 s (engine/standby/majority.py), and what it sent arrived within 2 s or never will."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One of the two PCs, or the witness; `name` is its host name."""

    name: str
    address: str


class Recorded(StrEnum):
    """When an entry counts as recorded.

    ONE_MACHINE: the disk of the PC that commands has it
    TWO_MACHINES: two of the three nats-servers have it too
    """

    ONE_MACHINE = "one_machine"
    TWO_MACHINES = "two_machines"


class Takeover(StrEnum):
    """Who lets the PC that follows command.

    BY_PERSON: a named person
    AUTOMATIC: that PC itself too, where it finds the other one silent and two of three machines agree
    """

    BY_PERSON = "by_person"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class StandbySettings:
    """Both PCs; the first one commands until somebody takes over.

    port: where nats-server listens on both
    password: what the engines log in with
    ca: file of the authority that signed the certificates of both; empty: no TLS
    behind_entries, behind_s: how far behind the other PC may be without an alarm
    witness: a third machine, with a nats-server and no engine: what two of the three have is a majority's
    routes_port: where the three nats-servers reach each other
    recorded: when an entry counts as recorded; with a witness only it may be two machines
    takeover: who lets the PC that follows command; with a witness only it may do so by itself
    takeover_after_s: for how long the other PC must have been silent for that
    """

    machines: tuple[Machine, Machine]
    password: Secret
    port: int = PORT
    ca: str = ""
    behind_entries: int = BEHIND_ENTRIES
    behind_s: float = BEHIND_S
    witness: Machine | None = None
    routes_port: int = ROUTES_PORT
    recorded: Recorded = Recorded.ONE_MACHINE
    takeover: Takeover = Takeover.BY_PERSON
    takeover_after_s: float = TAKEOVER_AFTER_S

    @property
    def is_automatic(self) -> bool:
        return self.takeover is Takeover.AUTOMATIC

    @property
    def silence_s(self) -> float:
        """After which silence the PC that follows commands by itself; 0: never."""
        return self.takeover_after_s if self.is_automatic else 0.0

    @property
    def needs_two(self) -> bool:
        """Whether an entry counts as recorded only once two machines have it."""
        return self.recorded is Recorded.TWO_MACHINES

    @property
    def needs_engine(self) -> bool:
        """Whether nothing is recorded without the engine: it alone knows of a second machine, and whether the
        other PC took over by itself meanwhile.
        """
        return self.needs_two or self.is_automatic

    @property
    def servers(self) -> tuple[Machine, ...]:
        """The machines with a nats-server."""
        return self.machines if self.witness is None else (*self.machines, self.witness)

    def is_one(self, name: str) -> bool:
        return any(machine.name == name for machine in self.machines)

    def here(self, name: str) -> Machine:
        """Return the PC of that name. Raises KeyError."""
        return next((one for one in self.machines if one.name == name), None) or _none(name)

    def other(self, name: str) -> Machine:
        """Return the PC beside the one of that name."""
        return next(one for one in self.machines if one.name != name)


def _none(name: str) -> Machine:
    raise KeyError(name)
