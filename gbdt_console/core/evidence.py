"""Evidence: one observed fact behind a verdict, as a code and parameters."""

from dataclasses import dataclass

Params = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`code` picks the sentence ('evidence.' before it), `params` fill it, `at_utc` is when it was seen."""

    code: str
    at_utc: float
    params: Params = ()
