"""Proves a file of evidence, on any machine and without the journal that it was taken from."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import Any, BinaryIO, Self

from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock_sync import ClockStood, ClockSync
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.journal.chain import MALFORMED, ChainHead, JournalDamaged, JournalRow, linked
from gbdt_console.journal.codec import read_event
from gbdt_console.journal.evidence import FORM, UNREADABLE
from gbdt_console.journal.sample_proof import SEAL_KINDS, SampleProof, SamplesProven

_LINE_MOST = 1 << 26
"""Limits one line to 64 MB: a file from elsewhere may have no line's end. An old Checkpoint has 3 MB."""
_UNREADABLE = (*MALFORMED, RecursionError)
"""Errors that reading a hostile line may raise."""
_HEADER = ("evidence", "first", "last", "head", "from", "to")
_END = b'{"end":'
_BEST_FIRST = (ClockSync.KEPT, ClockSync.UNKNOWN, ClockSync.FREE)


class EvidenceFault(StrEnum):
    """The fault of a file of evidence.

    FOREIGN: no file of evidence, or of a newer program
    CUT: the file ends before its last line
    MALFORMED: a line has not the form
    CHAIN: a row does not follow from the row before
    HEAD: the rows do not lead to the head that the file names
    SUM: the rows hold, but another line was changed
    NOTED: the rows hold, but the head from paper is not among theirs
    SAMPLES: the rows hold, but the seconds of an hour are not those that the rows sealed
    """

    FOREIGN = "foreign"
    CUT = "cut"
    MALFORMED = "malformed"
    CHAIN = "chain"
    HEAD = "head"
    SUM = "sum"
    NOTED = "noted"
    SAMPLES = "samples"


@dataclass(frozen=True, slots=True)
class EvidenceReport:
    """The result of a proof.

    fault: None for sound evidence
    line: number of the line at which the proof ended
    params: what the file holds, for the message
    has_all_samples: whether the samples' own file could be read to its end as the evidence was taken
    clock: the worst that the rows tell of the machine's clock in the period; None where none tells
    samples: how much of the samples the rows prove
    """

    fault: EvidenceFault | None
    line: int
    params: Mapping[str, object]
    has_all_samples: bool = True
    clock: ClockStood | None = None
    samples: SamplesProven = SamplesProven()

    @property
    def code(self) -> str:
        return "evidence.verified" if self.fault is None else f"evidence.fault.{self.fault}"


class _Faulty(Exception):
    def __init__(self, fault: EvidenceFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Header:
    """The first line: numbers of the period's first and last row, the head, and the period's times."""

    first: int
    last: int
    head: ChainHead
    from_time: str
    to_time: str

    @property
    def to_utc(self) -> float:
        """The period's end, UTC seconds; endless where the line has no time there."""
        try:
            return datetime.fromisoformat(self.to_time).timestamp()
        except (ValueError, OverflowError):
            return inf

    @classmethod
    def of(cls, line: bytes) -> Self:
        """Read the line. Raises _Faulty."""
        try:
            data = json.loads(line)
            form, *numbers, head, begin, end = (data[name] for name in _HEADER)
        except _UNREADABLE:
            raise _Faulty(EvidenceFault.FOREIGN) from None
        if form != FORM or any(type(number) is not int for number in numbers):
            raise _Faulty(EvidenceFault.FOREIGN)
        found = ChainHead.of_text(str(head))
        if found is None or not 0 < numbers[0] <= numbers[1] <= found.seq:
            raise _Faulty(EvidenceFault.FOREIGN)
        return cls(numbers[0], numbers[1], found, str(begin), str(end))


def verify_evidence(path: Path, noted: ChainHead | None = None) -> EvidenceReport:
    """Prove a file of evidence line by line.

    noted: head from paper, which one of the rows must have; of its hash the first digits are enough
    Raises OSError.
    """
    with path.open("rb") as file:
        proof = _Proof(file, noted)
        try:
            proof.run()
        except _Faulty as faulty:
            return proof.report(faulty.fault)
        except JournalDamaged:
            return proof.report(EvidenceFault.CHAIN)
        return proof.report(None)


class _Proof:
    """The state of a proof under way; `_line` is the line that was read last and not used yet."""

    def __init__(self, file: BinaryIO, noted: ChainHead | None) -> None:
        self._file, self._noted = file, noted
        self._is_noted_seen = noted is None
        self._sum, self._line, self._number, self._samples = sha256(), b"", 0, 0
        self._has_all_samples = True
        self._header: _Header | None = None
        self._head: ChainHead | None = None
        self._clock: ClockStood | None = None
        self._proof = SampleProof()

    def run(self) -> None:
        """Read the file from begin to end. Raises _Faulty, JournalDamaged."""
        self._line = self._file.readline(_LINE_MOST)
        self._number = 1
        header = self._header = _Header.of(self._line)
        self._next()
        self._prove_rows(header)
        while not self._line.startswith(_END):
            values = _parsed(self._line)
            if not isinstance(values, dict):
                raise _Faulty(EvidenceFault.MALFORMED)
            is_read = values.get("samples") != UNREADABLE
            if is_read:
                self._take_sample(values)
            else:
                self._proof.end_early()
            self._has_all_samples = self._has_all_samples and is_read
            self._samples += is_read
            self._next()
        self._prove_end()
        if not self._is_noted_seen:
            raise _Faulty(EvidenceFault.NOTED)
        if self._proof.result().false_utc_s is not None:
            raise _Faulty(EvidenceFault.SAMPLES)

    def report(self, fault: EvidenceFault | None) -> EvidenceReport:
        params: dict[str, object] = {"line": self._number, "samples": self._samples}
        if self._noted is not None:
            params["noted_seq"] = self._noted.seq
        if (header := self._header) is not None:
            params |= {
                "first": header.first,
                "last": header.last,
                "rows": header.last - header.first + 1,
                "linked": header.head.seq - header.last,
                "head": f"{header.head.seq}:{header.head.hash}",
                "from_time": clean(header.from_time),
                "to_time": clean(header.to_time),
            }
        params["good_seq"] = self._head.seq if self._head is not None else 0
        proven = self._proof.result()
        if proven.false_utc_s is not None:
            params["false_time"] = datetime.fromtimestamp(proven.false_utc_s, UTC).isoformat()
        return EvidenceReport(fault, self._number, params, self._has_all_samples, self._clock, proven)

    def _prove_rows(self, header: _Header) -> None:
        rows = self._rows()
        try:
            first = next(rows)
        except StopIteration:
            raise _Faulty(EvidenceFault.MALFORMED) from None
        if first.seq != header.first:
            raise _Faulty(EvidenceFault.HEAD)
        self._note(first.before)
        for head, row in linked(_with(first, rows), first.before):
            self._note(head)
            self._note_clock(header, row)
            if row.kind in SEAL_KINDS:
                self._proof.take_row(row, _parsed(row.data))
        if self._head != header.head:
            raise _Faulty(EvidenceFault.HEAD)

    def _rows(self) -> Iterator[JournalRow]:
        while self._line.startswith(b"["):
            values = _parsed(self._line)
            kinds = [type(value) for value in values]
            if kinds != [int, int, str, int, str, str, str]:
                raise _Faulty(EvidenceFault.MALFORMED)
            *own, before = values
            try:
                row = JournalRow._make([*own, bytes.fromhex(before), sha256(self._line[:-1]).digest()])
            except ValueError:
                raise _Faulty(EvidenceFault.MALFORMED) from None
            self._next()
            yield row

    def _prove_end(self) -> None:
        end = _parsed(self._line)["end"]
        if end != {"lines": self._number - 1, "sha256": self._sum.hexdigest()}:
            raise _Faulty(EvidenceFault.SUM)
        if self._file.read(1):
            raise _Faulty(EvidenceFault.MALFORMED)

    def _take_sample(self, values: Mapping[str, object]) -> None:
        try:
            self._proof.take_line(self._line, values)
        except ValueError:
            raise _Faulty(EvidenceFault.MALFORMED) from None

    def _note(self, head: ChainHead) -> None:
        self._head = head
        if self._noted is not None:
            self._is_noted_seen = self._is_noted_seen or head.is_noted_by(self._noted)

    def _note_clock(self, header: _Header, row: JournalRow) -> None:
        """Keep the worst state of the clock; a row after the period counts where its state began before."""
        if row.kind != ClockStood.KIND:
            return
        values = _parsed(row.data)
        stood = read_event(row.kind, row.version, values) if isinstance(values, dict) else None
        if not isinstance(stood, ClockStood) or (row.seq > header.last and stood.since_utc > header.to_utc):
            return
        if self._clock is None or _BEST_FIRST.index(stood.state) > _BEST_FIRST.index(self._clock.state):
            self._clock = stood

    def _next(self) -> None:
        self._sum.update(self._line)
        self._line = self._file.readline(_LINE_MOST)
        self._number += 1
        if not self._line.endswith(b"\n"):
            raise _Faulty(EvidenceFault.MALFORMED if len(self._line) == _LINE_MOST else EvidenceFault.CUT)


def _with(first: JournalRow, rows: Iterator[JournalRow]) -> Iterator[JournalRow]:
    yield first
    yield from rows


def _parsed(line: bytes | str) -> Any:
    """Read one line's JSON. Raises _Faulty."""
    try:
        return json.loads(line)
    except _UNREADABLE:
        raise _Faulty(EvidenceFault.MALFORMED) from None
