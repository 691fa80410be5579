"""A second client of a Codian: Python's own xmlrpc.client, and what it sees of the conference."""

import xmlrpc.client
from typing import Any

from gbdt_console.driver_contract.mcu import Seen

Row = dict[str, Any]


class RawCodian:
    """Asks one thing at a time, over plain HTTP."""

    def __init__(self, host: str, port: int, user: str, password: str, conference: str) -> None:
        self._proxy = xmlrpc.client.ServerProxy(f"http://{host}:{port}/RPC2", use_builtin_types=True)
        self._account = {"authenticationUser": user, "authenticationPassword": password}
        self.conference = conference

    def __enter__(self) -> "RawCodian":
        return self

    def __exit__(self, *_: object) -> None:
        self._proxy("close")()

    def ask(self, method: str, **parameters: object) -> Row:
        """The answer to a call about the conference."""
        named = {"conferenceName": self.conference} | parameters
        answer: Any = getattr(self._proxy, method)(self._account | named)
        return dict(answer)

    def rows(self) -> list[Row]:
        """All connected participants, each with its address as `number`."""
        rows: list[Row] = []
        asked: Row = {"operationScope": ["currentState"], "enumerateFilter": "connected"}
        while True:
            answer = self.ask("participant.enumerate", **asked)
            rows += answer["participants"]
            if "enumerateID" not in answer:
                return [row | {"number": row["currentState"]["address"]} for row in rows]
            asked["enumerateID"] = answer["enumerateID"]

    def panes(self) -> list[str]:
        """The number in each pane of what the branches see; empty where none is fixed there."""
        numbers = {row["participantName"]: row["number"] for row in self.rows()}
        status = self.ask("conference.status")
        panes = self.ask("conference.paneplacement.query").get("panes", [])
        if not status["customLayoutEnabled"]:
            return []
        return [numbers.get(pane.get("participantName"), "") for pane in panes]

    def view(self, number: str) -> Row:
        """The layout that a participant sees, and the number of its fixed site."""
        rows = self.rows()
        state = next(row["currentState"] for row in rows if row["number"] == number)
        focus = state.get("focusParticipant", {}).get("participantName")
        numbers = {row["participantName"]: row["number"] for row in rows}
        return {
            "layout": state["currentLayout"],
            "focus": numbers.get(focus, ""),
            "of": state["layoutSource"],
        }


def seen_by(witness: RawCodian) -> Seen:
    """What that client sees of the conference."""
    rows, panes = witness.rows(), witness.panes()
    return Seen(
        frozenset(row["number"] for row in rows),
        frozenset(row["number"] for row in rows if row["currentState"]["audioRxMuted"]),
        bool(witness.ask("conference.status")["locked"]),
        (panes[0] or None) if panes else None,
    )
