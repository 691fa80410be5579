"""The lab's paper plan: which sites there are, behind which router, at which addresses."""

from dataclasses import dataclass
from itertools import zip_longest

CENTRE_ADDRESS = "10.200.0.2"
CENTRE_RANGE = "10.200.0.0/24"
GATEWAY = "10.200.0.1"
SECOND_GATEWAY = "10.200.0.254"
REGIONS = ("north", "south")
NAMES = (
    "vanphong", "laocai", "batxat", "baothang", "baoyen", "bacha", "muongkhuong", "sapa", "simacai", "vanban",
    "so-tttt",
)  # fmt: skip
ELEVEN = len(NAMES)
SIXTY = 60
"""Sites of the lab: as many run as an ordinary province has, and as many as the largest."""
SOUTHERN = frozenset({"baothang", "baoyen", "sapa", "vanban"})


@dataclass(frozen=True, slots=True)
class LabSite:
    """One site: a router address, and codec, UPS, PDU and room probe behind it, all in one /24.

    The line of a site that is `is_filtered` runs through wirefilter.
    """

    id: str
    number: int
    region: str
    is_filtered: bool

    @property
    def range(self) -> str:
        return f"10.210.{self.number}.0/24"

    def address(self, device: str) -> str:
        return f"10.210.{self.number}.{HOST_OF_DEVICE[device]}"

    @property
    def region_end(self) -> str:
        return f"10.202.{self.number}.1"

    @property
    def site_end(self) -> str:
        return f"10.202.{self.number}.2"

    @property
    def port(self) -> str:
        """The regional router's interface towards this site."""
        return f"s{self.number:03}"


HOST_OF_DEVICE = {"router": 1, "codec": 10, "ups": 20, "pdu": 21, "probe": 30}
AGENTS = ("router", "ups", "probe")


FILTERED = LabSite("diemloc", 200, "north", is_filtered=True)
"""Beside the plan, for the tests of such a line alone: its programs lose and delay on a busy machine too."""


def plan(count: int) -> tuple[LabSite, ...]:
    """The first `count` sites: eleven with names of their own, the rest numbered, regions in turn."""
    names = [name or f"diem{n:03}" for n, name in zip_longest(range(1, count + 1), NAMES[:count])]
    return tuple(
        LabSite(name, number, _region(name, number), is_filtered=False)
        for number, name in enumerate(names, start=1)
    )


def _region(name: str, number: int) -> str:
    if name in NAMES:
        return "south" if name in SOUTHERN else "north"
    return REGIONS[number % 2]
