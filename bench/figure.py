"""Define a Figure: one measured number beside its peer's, its budget and the work that was done for it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

LEAST_DONE = 0.95
"""The part of the planned work below which a number says nothing: a saturated machine does less, and so
costs less."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a number was measured over.

    done: how many were done
    planned: how many a machine with time for it does
    what: what they are, such as probes, polls or keys
    """

    done: int
    planned: int
    what: str

    @property
    def is_enough(self) -> bool:
        return self.done >= LEAST_DONE * self.planned

    def __str__(self) -> str:
        return f"{self.done} of {self.planned} {self.what}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    name: what was measured, as printed
    unit: unit of `ours` and `peer`
    ours: the number of this program
    work: what `ours` was measured over
    peer: the number of another program in the same run; None where there is none
    peer_name: name of the other program
    budget: the largest allowed `ours`, or ratio; None where there is none
    budget_is_ratio: `budget` limits the ratio of `ours` to `peer`
    peer_work: what `peer` was measured over; None where the peer says nothing of it
    """

    name: str
    unit: str
    ours: float
    work: Work
    peer: float | None = None
    peer_name: str | None = None
    budget: float | None = None
    budget_is_ratio: bool = False
    peer_work: Work | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Return the figure that `row` was made of."""
        works = {name: row[name] and Work(**row[name]) for name in ("work", "peer_work")}
        return cls(**{name: row[name] for name in cls.__slots__} | works)

    @property
    def ratio(self) -> float | None:
        """`ours` divided by `peer`; None without a peer."""
        return None if not self.peer else self.ours / self.peer

    @property
    def lacks(self) -> Work | None:
        """The work of which too little was done, so that the number says nothing."""
        return next((work for work in (self.work, self.peer_work) if work and not work.is_enough), None)

    @property
    def holds(self) -> bool | None:
        """Whether the budget is kept; None without a budget, or where too little was done to tell."""
        judged = self.ratio if self.budget_is_ratio else self.ours
        return None if self.budget is None or judged is None or self.lacks else judged <= self.budget

    def row(self) -> dict[str, object]:
        """Return the row of build/bench.json."""
        judgement = {"ratio": self.ratio, "is_measured": self.lacks is None, "holds": self.holds}
        return asdict(self) | judgement

    def line(self) -> str:
        """Return the figure as it is printed."""
        peer = "" if self.peer is None else f"  {self.peer_name} {self.peer:.4g}"
        ratio = "" if self.ratio is None else f" (x{self.ratio:.2f})"
        return f"{self.name:<64} {self.ours:>9.4g} {self.unit}{peer}{ratio}{self._verdict()}  [{self.work}]"

    def _verdict(self) -> str:
        if self.lacks:
            return f"  NOT MEASURED: only {self.lacks} done"
        if self.budget is None:
            return ""
        words = {True: "holds", False: "BROKEN", None: "not judged: no peer"}
        return f"  budget {'x' if self.budget_is_ratio else ''}{self.budget:g} {words[self.holds]}"


class LeftOut(Exception):
    """What a measurement lacks on this machine, as its message names it.

    Raised for all that would follow, yielded for one part.
    """
