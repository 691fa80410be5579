"""Define a paper: what a report says, without its file format."""

from datetime import date
from enum import StrEnum

from gbdt_console.core.clock_sync import ClockStood
from gbdt_console.core.paper_head import PaperHead
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

Cell = str | int | float | None
"""One value of a table in its column's unit; None where it is not known."""


class PaperKind(StrEnum):
    """Names the kind of an administrative document (Decree 30/2020)."""

    MINUTES = "minutes"
    """Biên bản: signed by those who were present."""
    REPORT = "report"
    """Báo cáo."""
    LETTER = "letter"
    """Công văn: its subject stands below the number, its first paragraph names whom it addresses."""


class CellKind(StrEnum):
    """Tells how the values of a column are written and summed."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    """Đồng."""
    PERCENT = "percent"
    """0..100; written rounded down, so that a missed target never looks kept."""
    LOSS = "loss"
    """Percent of what should not be, 0..100; written rounded up for the same reason."""
    SECONDS = "seconds"
    """A length of time."""
    TIME = "time"
    """Seconds since the epoch, UTC; written in the paper's time zone."""


FIGURES = frozenset(CellKind) - {CellKind.TEXT, CellKind.TIME}
"""Kinds of values that stand on the right of their column."""


class ChartKind(StrEnum):
    BARS = "bars"
    """One bar for each row."""
    TIMELINE = "timeline"
    """Spans on one common axis of time."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """Heads one column of a table.

    kind: how its values are written
    weight: its share of the width beside the others
    """

    title: str
    kind: CellKind = CellKind.TEXT
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Holds rows of values.

    title: name of the table, also of its sheet and its CSV file
    rows: one value for each column
    total: a last row that sums them up; empty for none
    empty: sentence that stands in place of a table without rows
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    total: tuple[Cell, ...] = ()

    @property
    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows as a reader sees them, with the total."""
        return (*self.rows, self.total) if self.total else self.rows


@dataclass(frozen=True, slots=True)
class Span:
    """Holds one stretch on a time line.

    is_bad: it was an outage or another fault
    """

    from_utc: Utc
    until_utc: Utc
    text: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class ChartRow:
    """Holds one row of a chart.

    value: length of its bar in the chart's unit; None where it is not known or the chart is a time line
    spans: its stretches; empty where the chart has bars
    """

    label: str
    value: float | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Holds a drawing; everything in it also stands in a table.

    unit: how the values of bars are written
    from_utc: begin of the axis of a time line
    """

    title: str
    kind: ChartKind
    rows: tuple[ChartRow, ...]
    unit: CellKind = CellKind.NUMBER
    from_utc: Utc = 0.0
    until_utc: Utc = 0.0


Block = Heading | Text | Table | Chart


@dataclass(frozen=True, slots=True)
class Annex:
    """Holds one annex (phụ lục); short ones share a page."""

    title: str
    blocks: tuple[Block, ...]
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Leaves room for one signature; name and hand are the person's.

    post: the post or party that signs, such as 'ĐẠI DIỆN NHÀ MẠNG'
    """

    post: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Holds one report, ready for any file format.

    name: stem of its file's name, ASCII, without a path
    subject: what it is about, below the kind
    head: names of the issuing body, and the place
    timezone: IANA name of the time zone of its times
    language: 'vi' or 'en'
    blocks: the first page: what the chair reads
    signatures: from left to right; a paper handed over has two
    recipients: names in 'Nơi nhận', without 'Lưu: VT'
    head_seq: number of the last journal entry that the report was folded from
    head_hash: the journal's hash at that entry, for `verify --head`
    clock: how the console's clock stood by then; None where no entry tells
    is_private: it is about a closed meeting: only its owner may read the file
    """

    kind: PaperKind
    name: str
    subject: str
    head: PaperHead
    day: date
    timezone: str
    language: str
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    head_seq: int = 0
    head_hash: str = ""
    clock: ClockStood | None = None
    is_private: bool = False
