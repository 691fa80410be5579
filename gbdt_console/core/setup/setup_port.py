"""Define what the screen of the guided start asks of the program behind it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.setup.points import Found, Point, RouterModel, RowFault


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is asked now.

    code: finds its words (question_words in text/setup/setup_text.py)
    default: answer of an empty line; empty where there is none
    choices: the only answers
    is_secret: whether what is typed stays unseen
    number: its place among the questions that are asked, from 1
    total: how many those are, as far as the answers tell
    """

    code: str
    default: str
    choices: tuple[str, ...]
    is_secret: bool
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of points as it was read.

    points: points of the rows that can be read
    faults: rows that cannot be used, in the order of the table
    passed_over: rows that are no point, with their place: heads of sections, totals, signatures
    """

    file: str
    points: tuple[Point, ...]
    faults: tuple[RowFault, ...]
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Names the files that would be written.

    target: path of sites.yaml
    secrets_file: path of secrets.env; empty where there is no secret
    login: login name of the first operator
    operators: number of operators with a PIN, where the settings are the service's; 0: the login acts
    replaces_target: whether sites.yaml is there already
    replaces_secrets: names that secrets.env gets, where that file is there already
    """

    target: str
    secrets_file: str
    login: str
    operators: int
    points: int
    replaces_target: bool
    replaces_secrets: tuple[str, ...]


class SetupFailed(Exception):
    """A step of the guided start cannot be done.

    faults: why, each with its cure
    """

    def __init__(self, *faults: RowFault) -> None:
        super().__init__()
        self.faults = faults


class SetupPort(Protocol):
    """Keeps answers and points, scans, and writes the files; it draws nothing."""

    def question(self) -> Asked | None:
        """Return the question to ask; None once all are answered."""
        ...

    def answered(self) -> Sequence[tuple[str, str]]:
        """Return code and answer of what is answered, in order; a secret's answer is empty."""
        ...

    def answer(self, typed: str) -> RowFault | None:
        """Answer the question, by its default where nothing is typed; return why it cannot be taken."""
        ...

    def go_back(self) -> bool:
        """Take the last answer back, to be its question's default; False where there is none."""
        ...

    def points(self) -> Sequence[Point]: ...

    def add_point(self, line: str) -> RowFault | None:
        """Add a point of one line of text; return why it cannot be."""
        ...

    def add_found(self, found: Found, line: str) -> RowFault | None:
        """Add a device found, by a line of number and name; return why it cannot be."""
        ...

    def drop_point(self, number: int) -> bool:
        """Leave the point of that number out; False where there is none."""
        ...

    def read_table(self, path: str) -> Table:
        """Read a table; its points replace those of the table before, where no row is wrong."""
        ...

    def suggestion(self) -> str:
        """Return what was named, else the only table here or beside the target; empty without one."""
        ...

    def misfits(self) -> Sequence[RowFault]:
        """Return the points that do not fit together or into the plan."""
        ...

    def hosts(self, range_: str) -> Sequence[str]:
        """Return the addresses of a range that would be pinged. Raises SetupFailed."""
        ...

    async def scan(self, hosts: Sequence[str], on_progress: Callable[[float, int], None]) -> Sequence[Found]:
        """Ping addresses, and ask by SNMP what answers. Raises SetupFailed.

        on_progress: gets which share of the pings is sent, 0..1, and how many addresses answer
        """
        ...

    def routers(self) -> int:
        """Count the routers that can be asked for their ports; 0 where none is read by SNMP."""
        ...

    async def router_models(self) -> Sequence[RouterModel]:
        """Ask the routers for their models, and one of each model for its ports."""
        ...

    def take_port(self, model: RouterModel, port: str) -> None:
        """Take the port that carries the line at the routers of a model."""
        ...

    def plan(self) -> Plan:
        """Tell which files would be written."""
        ...

    async def write(self, plan: Plan) -> Sequence[str]:
        """Write the files, replacing only what the plan says, and return a line for each thing still missing.

        Raises SetupFailed; then nothing is changed.
        """
        ...
