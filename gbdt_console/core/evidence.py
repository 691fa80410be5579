"""Define the evidence of a verdict: observed facts."""

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

Params = tuple[tuple[str, str], ...]
"""Names and values for the places in a sentence."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observed fact.

    code: code of its sentence, without 'evidence.'
    """

    code: str
    at_utc: Utc
    params: Params = ()

    def __post_init__(self) -> None:
        """Sort the parameters by name, as the journal does: a fold must not differ from the live value."""
        object.__setattr__(self, "params", tuple(sorted(self.params)))
