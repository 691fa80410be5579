"""Proves the samples of a file of evidence by the seals that its rows hold."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sample_seals import HOUR_S, SamplesSealed, SamplesUnsealed
from gbdt_console.journal.chain import JournalRow
from gbdt_console.journal.codec import read_event

SEAL_KINDS = frozenset({SamplesSealed.KIND, SamplesUnsealed.KIND})
"""Kinds of the rows that the proof has to take."""
_SECONDS = "seconds"
_LAST_UTC = datetime.max.replace(tzinfo=UTC).timestamp()
"""The last time that can be told, UTC seconds."""


@dataclass(frozen=True, slots=True)
class SamplesProven:
    """Tells how much of the samples is proven, in hours.

    proven: hours whose seconds are those that the chain sealed
    unproven: other hours of which there are samples: not sealed yet, or of which only a part has its seconds,
        as while an hour's age runs out
    false_utc_s: begin of the first hour whose seconds are not those that were sealed, since the epoch; None
        without one
    """

    proven: int = 0
    unproven: int = 0
    false_utc_s: int | None = None


class SampleProof:
    """Takes the rows and the lines of samples in the order of the file."""

    def __init__(self) -> None:
        self._seals: dict[int, str] = {}
        self._sums: dict[int, Any] = {}
        self._hours: set[int] = set()
        self._hour = 0
        self._partly: set[int] = set()

    def take_row(self, row: JournalRow, data: object) -> None:
        """Take a row that follows from the one before; `data` is its parsed text. A time that is none seals
        nothing.
        """
        if row.kind not in SEAL_KINDS or not isinstance(data, dict):
            return
        told = read_event(row.kind, row.version, data)
        if not isinstance(told, SamplesSealed | SamplesUnsealed) or not 0.0 <= told.from_utc <= _LAST_UTC:
            return
        if isinstance(told, SamplesSealed):
            self._seals[int(told.from_utc)] = str(told.digest)
        else:
            self._seals.pop(int(told.from_utc), None)

    def take_line(self, line: bytes, values: Mapping[str, object]) -> None:
        """Take a line of samples with its line feed. Raises ValueError for one without a time."""
        at_utc_s = values.get("at_utc_s")
        if not isinstance(at_utc_s, int):
            raise ValueError(values)
        hour = self._hour = at_utc_s // HOUR_S * HOUR_S
        self._hours.add(hour)
        if values.get("samples") == _SECONDS:
            self._sums.setdefault(hour, sha256()).update(line)
        else:
            self._partly.add(hour)

    def end_early(self) -> None:
        """Note that the samples end within the hour of the last line, since no more could be read."""
        self._partly.add(self._hour)

    def result(self) -> SamplesProven:
        """Return what the seals prove; of an hour that was sealed twice the later seal counts."""
        whole = (self._sums.keys() & self._seals.keys()) - self._partly
        false = {hour for hour in whole if self._sums[hour].hexdigest() != self._seals[hour]}
        proven = len(whole - false)
        return SamplesProven(proven, len(self._hours) - proven, min(false, default=None))
