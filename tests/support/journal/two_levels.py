"""What a journal tells of losses and who they name, read by its published rules with none of our code."""

from pathlib import Path
from typing import Any, NamedTuple

from tests.support.journal.reader import read_journal


class Loss(NamedTuple):
    """One outage: the alarm that opened it, whom it names, and whether all was back at the end."""

    type: str
    sites: tuple[str, ...]
    is_restored: bool


class Told:
    """The rows of a journal, in their order."""

    def __init__(self, path: Path, copy_to: Path) -> None:
        self._rows: list[tuple[str, dict[str, Any]]] = [
            (kind, data) for _, kind, data in read_journal(path, copy_to)
        ]

    def losses(self) -> list[Loss]:
        """All outages, oldest first."""
        opened = {data["number"]: data for kind, data in self._rows if kind == "outage.opened"}
        back = {data["number"] for kind, data in self._rows if kind == "outage.restored"}
        return [Loss(one["type"], tuple(one["sites"]), number in back) for number, one in opened.items()]

    def alarms(self, *kinds: str) -> list[tuple[str, str]]:
        """Type and resource of the alarms of these types that were raised, oldest first."""
        raised = [data for kind, data in self._rows if kind == "alarm.raised"]
        return [(one["type"], one["resource"]) for one in raised if one["type"] in kinds]

    def open_alarms(self) -> set[str]:
        """Types of the alarms that were raised and never cleared."""
        cleared = {data["number"] for kind, data in self._rows if kind == "alarm.cleared"}
        raised = [data for kind, data in self._rows if kind == "alarm.raised"]
        return {one["type"] for one in raised if one["number"] not in cleared}

    def of_conference(self, *kinds: str) -> dict[str, set[str]]:
        """The sites that events of these kinds name, by the conference of the event."""
        found: dict[str, set[str]] = {}
        for kind, data in self._rows:
            if kind in kinds:
                named = {data.get("site") or data.get("target") or ""} - {""}
                found[data.get("conference", "")] = found.get(data.get("conference", ""), set()) | named
        return found
