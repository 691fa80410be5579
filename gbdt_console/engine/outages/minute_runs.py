"""Judges the sample codes of one line's minute for the contract clock."""

from array import array
from collections.abc import Callable, Iterable
from itertools import groupby
from math import ceil

from gbdt_console.core.outages.contract_clock import Mark, Run, Spans
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.journal.sample_recorder import LATE, LOST, RTT_MOST, UNKNOWN

IsIn = Callable[[int], bool]
"""Tells whether a second since the epoch is one of a set."""


def is_quiet(codes: "array[int]") -> bool:
    """Tell whether each second of the minute has a reply within 1 s."""
    return max(codes) <= RTT_MOST


def inside(spans: Spans, from_s: int, until_s: int) -> IsIn | None:
    """Return a test for the seconds of `spans`; None where none of them is in the given time."""
    touching = [(begin, end) for begin, end in spans if begin < until_s and end > from_s]
    if not touching:
        return None
    return lambda at_s: any(begin <= at_s < end for begin, end in touching)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Says what is special about the seconds of a line's minute; a test that is None holds for none.

    is_blind: the console was blind: a probe lost then says nothing
    is_excluded: planned maintenance
    is_counted: the journal has the second as down: without a sample it is bad
    """

    is_blind: IsIn | None = None
    is_excluded: IsIn | None = None
    is_counted: IsIn | None = None


NOTHING_SPECIAL = Circumstances()


class MinuteRuns:
    """Turns codes into runs of one mark.

    Probes are sent about once a second, so that now and then a second has none and the next one has two: a
    second without a probe has the mark of the second before, for at most the probe interval.
    """

    def __init__(self, lines: Iterable[str], line_interval_s: float) -> None:
        """Begin after unobserved time.

        line_interval_s: seconds between two probes of a line
        """
        self._lines = tuple(lines)
        self._most_gap_s = ceil(line_interval_s)
        self._before: dict[str, tuple[Mark, int]] = {}
        self.forget()

    def forget(self) -> None:
        """Begin anew after unobserved time."""
        self._before = dict.fromkeys(self._lines, (Mark.UNKNOWN, self._most_gap_s))

    def follow(self, lines: Iterable[str]) -> None:
        """Judge these lines from now on; a new one begins after unobserved time."""
        before, known, self._lines = self._before, set(self._lines), tuple(lines)
        self.forget()
        self._before = {line: start for line, start in self._before.items() if line not in known} | {
            line: mark for line, mark in before.items() if line in self._before
        }

    def quiet(self, line: str) -> None:
        """Note a minute in which each second has a reply."""
        self._before.pop(line, None)

    def runs(
        self,
        line: str,
        from_s: int,
        codes: "array[int]",
        special: Circumstances = NOTHING_SPECIAL,
    ) -> list[Run]:
        """Return the runs of the minute, in order.

        from_s: first second of the minute, since the epoch
        """
        codes = self._without_blind(from_s, codes, special.is_blind)
        marks = self._marks(line, from_s, codes, special)
        is_in = special.is_excluded
        excluded = [False] * len(codes) if is_in is None else [is_in(from_s + at) for at in range(len(codes))]
        found, at = [], 0
        for (mark, is_excluded), same in groupby(zip(marks, excluded, strict=True)):
            until = at + sum(1 for _ in same)
            found.append(_run(mark, from_s + at, codes[at:until], is_excluded=is_excluded))
            at = until
        return found

    def _marks(self, line: str, from_s: int, codes: "array[int]", special: Circumstances) -> list[Mark]:
        """Judge each second, and fill the seconds between two probes."""
        before, gap_s = self._before.pop(line, (Mark.GOOD, 0))
        is_counted, is_blind, marks = special.is_counted, special.is_blind, []
        for place, code in enumerate(codes):
            if code <= RTT_MOST:
                before, gap_s = Mark.GOOD, 0
            elif code != UNKNOWN:
                before, gap_s = Mark.BAD, 0
            elif is_blind is not None and is_blind(from_s + place):
                before, gap_s = Mark.UNKNOWN, self._most_gap_s
            elif is_counted is not None and is_counted(from_s + place):
                before, gap_s = Mark.BAD, self._most_gap_s
            elif gap_s < self._most_gap_s:
                gap_s += 1
            else:
                before = Mark.UNKNOWN
            marks.append(before)
        if before is not Mark.GOOD or gap_s:
            self._before[line] = (before, gap_s)
        return marks

    @staticmethod
    def _without_blind(from_s: int, codes: "array[int]", is_blind: IsIn | None) -> "array[int]":
        """Return the codes without what was lost while the console was blind."""
        if is_blind is None:
            return codes
        return array(
            "H",
            (
                UNKNOWN if code > RTT_MOST and is_blind(from_s + place) else code
                for place, code in enumerate(codes)
            ),
        )


def _run(mark: Mark, from_s: int, codes: "array[int]", *, is_excluded: bool) -> Run:
    replies = [code for code in codes if code <= RTT_MOST]
    lost, late = codes.count(LOST), codes.count(LATE)
    return Run(mark, from_s, len(codes), is_excluded, len(replies), lost, late, sum(replies))
