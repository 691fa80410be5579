"""A Figure: one measured number beside its peer's from the same run and its budget."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`budget` is the largest allowed `ours`, or, with a peer and `budget_is_ratio`, the largest ratio."""

    name: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str | None = None
    budget: float | None = None
    budget_is_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        return None if not self.peer else self.ours / self.peer

    @property
    def holds(self) -> bool | None:
        """Whether the budget is kept; None without a budget."""
        judged = self.ratio if self.budget_is_ratio else self.ours
        return None if self.budget is None or judged is None else judged <= self.budget

    def row(self) -> dict[str, object]:
        """The row of build/bench.json."""
        row: dict[str, object] = asdict(self)
        del row["budget_is_ratio"]
        return row | {"ratio": self.ratio, "holds": self.holds}


class LeftOut(Exception):
    """A measurement that this machine cannot make; the message says what is missing."""
