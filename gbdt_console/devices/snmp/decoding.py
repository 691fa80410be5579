"""Decodes raw SNMP values, or their absence, into Readings."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from gbdt_console.core.clean_text import clean, clean_bytes
from gbdt_console.core.monitoring.readings import Quality, Reading, Unit, Value
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.snmp.client import SnmpValue

DONT_KNOW = frozenset({-2147483648, -1, 2147483647, 4294967295})
"""Numbers that agents write for an unknown value: -1 (RPS, APC, Raritan), 4294967295 (Huawei UPS2000) and the
ends of a signed 32-bit integer."""

_RAW_LIMIT = 60
"""Limits the characters kept of a raw value; they are evidence, not data."""


class ValueKind(StrEnum):
    """The type that an object must have on the wire.

    NUMBER, CODE: an integer of any tag
    TEXT: an octet string
    """

    NUMBER = "number"
    CODE = "code"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One object and its meaning.

    metric: the Reading's metric; empty for a row that only judges others
    oid: the object, with its index
    per_unit: steps of the raw integer in one unit (10 for tenths)
    least: smallest plausible value, in `unit`
    most: largest plausible value, in `unit`
    unknown: raw numbers that mean 'not known'
    limit: raw number that means 'this or more'
    codes: words of an enumeration; any other number is impossible
    source: what its Readings name as their source; one text for all devices
    """

    metric: str
    oid: str
    kind: ValueKind = ValueKind.NUMBER
    unit: Unit = Unit.NONE
    per_unit: int = 1
    least: float = 0
    most: float = 4294967295
    unknown: frozenset[int] = DONT_KNOW
    limit: int | None = None
    codes: Mapping[int, str] = field(default_factory=dict)
    source: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", f"snmp:{self.oid}")


# A look-up of a member on its enum costs 0.1 us in Python 3.11, and 600 devices send thousands of objects.
_TEXT, _CODE = ValueKind.TEXT, ValueKind.CODE
_GOOD, _LIMIT, _MISSING = Quality.GOOD, Quality.LIMIT, Quality.MISSING


@dataclass(frozen=True, slots=True)
class Answers:
    """What an agent answered in one poll.

    values: its values by OID
    """

    values: Mapping[str, SnmpValue]
    taken_s: float

    def read(self, row: TableRow) -> Reading:
        raw = self.values.get(row.oid)
        quality, value = _judge(row, raw)
        return reading(row, quality, value, self.taken_s, raw)

    def read_all(self, rows: Iterable[TableRow]) -> list[Reading]:
        return list(map(self.read, rows))

    def quality(self, row: TableRow) -> Quality:
        """Judge an object without making its Reading."""
        return _judge(row, self.values.get(row.oid))[0]

    def doubt(self, row: TableRow, quality: Quality) -> Reading:
        """Make a Reading without a value, whatever the agent gave."""
        return reading(row, quality, None, self.taken_s, self.values.get(row.oid))


ReadingsOf = Callable[[Answers], Sequence[Reading]]
"""Makes a family's Readings from the answers of a poll, and from nothing else."""


def reading(
    row: TableRow, quality: Quality, value: Value | None, now_s: float, raw: SnmpValue | None = None
) -> Reading:
    """Make a Reading of the row. `raw` is kept, cleaned, only beside a missing value."""
    shown = "" if raw is None or value is not None else show_raw(raw)
    return Reading(row.metric, value, row.unit, quality, now_s, row.source, shown)


def show_raw(raw: SnmpValue) -> str:
    """Write a received value as one short safe line. Integers over 128 bits in hexadecimal."""
    if isinstance(raw, bytes):
        return clean_bytes(raw, _RAW_LIMIT)
    if isinstance(raw, int) and raw.bit_length() > 128:
        return clean(hex(raw >> (raw.bit_length() - 128)), _RAW_LIMIT)
    return clean(str(raw), _RAW_LIMIT)


def _judge(row: TableRow, raw: SnmpValue | None) -> tuple[Quality, Value | None]:
    if raw is None:
        return _MISSING, None
    if row.kind is _TEXT:
        return _judge_text(raw)
    if type(raw) is not int:
        return Quality.INVALID, None
    if raw in row.unknown:
        return Quality.UNKNOWN, None
    return _judge_code(row, raw) if row.kind is _CODE else _judge_number(row, raw)


def _judge_text(raw: SnmpValue) -> tuple[Quality, Value | None]:
    if not isinstance(raw, bytes):
        return Quality.INVALID, None
    text = clean_bytes(raw).strip()
    return (_GOOD, text) if text else (Quality.UNKNOWN, None)


def _judge_code(row: TableRow, raw: int) -> tuple[Quality, Value | None]:
    code = row.codes.get(raw)
    return (Quality.IMPOSSIBLE, None) if code is None else (_GOOD, code)


def _judge_number(row: TableRow, raw: int) -> tuple[Quality, Value | None]:
    if not row.least * row.per_unit <= raw <= row.most * row.per_unit:
        return Quality.IMPOSSIBLE, None
    value = raw if row.per_unit == 1 else raw / row.per_unit
    return (_LIMIT if raw == row.limit else _GOOD), value
