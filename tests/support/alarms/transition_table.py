"""The transition table of docs/alarms.md, as a test reads it."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.support.places import DOCS

DOC = DOCS / "alarms.md"
_HEAD = "| state | event | if | next state |"


class Row(NamedTuple):
    state: str
    event: str
    conditions: tuple[str, ...]
    after: str


def read_table() -> tuple[Row, ...]:
    _, _, below = DOC.read_text(encoding="utf-8").partition(_HEAD)
    rows = []
    for line in below.splitlines()[2:]:
        if not line.startswith("|"):
            break
        state, event, conditions, after = (cell.strip() for cell in line.strip("|").split("|"))
        rows.append(Row(state, event, tuple(conditions.split(" and ")) if conditions else (), after))
    return tuple(rows)


class Table:
    """Says what the document says; counts which of its rows were used."""

    def __init__(self) -> None:
        self.rows = read_table()
        self.used: dict[Row, int] = dict.fromkeys(self.rows, 0)
        self._by_event: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            self._by_event.setdefault((row.state, row.event), []).append(row)

    def after(self, state: str, event: str, facts: Mapping[str, bool]) -> str:
        for row in self._by_event.get((state, event), ()):
            if all(facts[condition] for condition in row.conditions):
                self.used[row] += 1
                return row.after
        return state
