"""A second client of a Meeting Server: Python's http.client and ElementTree, and what it sees of the call."""

import http.client
from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import urlencode
from xml.etree import ElementTree

from gbdt_console.driver_contract.mcu import Seen


class RawCms:
    """Asks one Call Bridge one thing at a time, over plain HTTP."""

    def __init__(self, host: str, port: int, user: str, password: str) -> None:
        self._place = host, port
        self._headers = {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}

    def ask(self, path: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.send("GET", f"/api/v1/{path}", ""))

    def order(self, method: str, path: str, **fields: str) -> None:
        self.send(method, f"/api/v1/{path}", urlencode(fields))

    def rows(self, path: str) -> list[ElementTree.Element]:
        """All rows of a list, ten at once."""
        found: list[ElementTree.Element] = []
        while True:
            page = self.ask(f"{path}?offset={len(found)}&limit=10")
            found += list(page)
            if len(found) >= int(page.attrib["total"]):
                return found

    def legs(self) -> list[ElementTree.Element]:
        """The call legs of this bridge, each asked for alone."""
        return [self.ask(f"callLegs/{row.attrib['id']}") for row in self.rows("callLegs")]

    def importances(self) -> dict[str, int]:
        """By number, who has an importance, on whatever bridge."""
        people = [self.ask(f"participants/{row.attrib['id']}") for row in self.rows("participants")]
        told = {_number(one.findtext("uri")): one.findtext("configuration/importance") for one in people}
        return {number: int(text) for number, text in told.items() if text}

    def send(self, method: str, target: str, body: str) -> bytes:
        connection = http.client.HTTPConnection(*self._place, timeout=10)
        try:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, target, body, self._headers | form)
            answer = connection.getresponse()
            if answer.status != 200:
                raise RuntimeError(f"{method} {target}: {answer.status}")
            return answer.read()
        finally:
            connection.close()


def seen_by(witnesses: Sequence[RawCms]) -> Seen:
    """What that client sees of the call on all bridges."""
    legs = [leg for witness in witnesses for leg in witness.legs()]
    connected = [leg for leg in legs if leg.findtext("status/deactivated") != "true"]
    blocked = [leg for leg in connected if leg.findtext("configuration/rxAudioMute") == "true"]
    calls = witnesses[0].rows("calls")
    call = witnesses[0].ask(f"calls/{calls[0].attrib['id']}") if calls else ElementTree.Element("call")
    ranked = sorted(witnesses[0].importances().items(), key=lambda one: -one[1])
    return Seen(
        frozenset(_number(leg.findtext("remoteParty")) for leg in connected),
        frozenset(_number(leg.findtext("remoteParty")) for leg in blocked),
        call.findtext("locked") == "true",
        ranked[0][0] if ranked else None,
    )


def _number(address: str | None) -> str:
    return (address or "").partition("@")[0]
