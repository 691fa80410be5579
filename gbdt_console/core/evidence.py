"""Define the evidence of a verdict: observed facts."""

from dataclasses import dataclass

Params = tuple[tuple[str, str], ...]
"""Names and values for the places in a sentence."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observed fact.

    code: code of its sentence, without 'evidence.'
    at_utc: UTC seconds when it was observed
    params: names and values for the places in the sentence
    """

    code: str
    at_utc: float
    params: Params = ()
