"""Define a Figure: one measured number beside its peer's and its budget."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    name: what was measured, as printed
    unit: unit of `ours` and `peer`
    ours: the number of this program
    peer: the number of another program in the same run; None where there is none
    peer_name: name of the other program
    budget: the largest allowed `ours`, or ratio; None where there is none
    budget_is_ratio: `budget` limits the ratio of `ours` to `peer`
    """

    name: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str | None = None
    budget: float | None = None
    budget_is_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """`ours` divided by `peer`; None without a peer."""
        return None if not self.peer else self.ours / self.peer

    @property
    def holds(self) -> bool | None:
        """Whether the budget is kept; None without a budget."""
        judged = self.ratio if self.budget_is_ratio else self.ours
        return None if self.budget is None or judged is None else judged <= self.budget

    def row(self) -> dict[str, object]:
        """Return the row of build/bench.json."""
        row: dict[str, object] = asdict(self)
        del row["budget_is_ratio"]
        return row | {"ratio": self.ratio, "holds": self.holds}


class LeftOut(Exception):
    """Raised by a measurement that lacks something on this machine.

    The message names it.
    """
