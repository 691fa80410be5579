"""Defines which earlier requests the journal knows, as one line between engine and verb."""

from collections.abc import Mapping, Sequence


def recorded_line(found: Mapping[str, int]) -> str:
    """Write the number of each request's first entry: 'abc-1-2=17 abc-2-2=18'."""
    return " ".join(f"{request_id}={seq}" for request_id, seq in found.items())


def recorded_of(line: str) -> Mapping[str, int]:
    """Read the line of `recorded_line`. Raises ValueError."""
    pairs = (pair.partition("=") for pair in line.split())
    return {request_id: int(seq) for request_id, _, seq in pairs}


def is_whole(found: Sequence[str], request_id: str) -> bool:
    """Tell whether every command that was given under that id is among those found."""
    if request_id in found:
        return True
    counts = {id_.rpartition("-")[2] for id_ in found}
    return any(len(found) == int(count) for count in counts)
