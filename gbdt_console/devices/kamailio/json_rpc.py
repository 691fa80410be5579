"""Reads what a JSON-RPC server answers to Kamailio's commands, and names what is no such answer.

Sources: Kamailio 6.0.1 on the wire (tests/recordings/kamailio); src/modules/usrloc/ul_rpc.c for the words in
place of a contact's seconds.
"""

import json
from collections.abc import Iterator, Mapping

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.http import HttpAnswer

VERSION, DUMP = "core.version", "ul.dump"

_GONE = ("expired", "deleted")
"""What stands in place of a contact's seconds until the timer takes it out, a minute later at most."""
_REFUSALS = {401: ControlFault.CREDENTIALS, 403: ControlFault.DENIED, 407: ControlFault.CREDENTIALS}
_LONGEST_WORDS = 80
_MOST_PARTS = 1_000_000
"""Limit of the values in one answer, counted by their commas and brackets: 20 000 contacts have 700 000. Of
other JSON as long as their list, reading takes seconds and half a gigabyte, while nothing else goes on.
"""


def request(method: str) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": method, "id": 1}).encode()


def result_of(method: str, answer: HttpAnswer) -> object:
    """Return the result of a command. Raises ControlError.

    Kamailio's errors have a status of their own beside that in the body (500 and 'Method Not Found').
    """
    if fault := _REFUSALS.get(answer.status):
        raise ControlError(fault, f"HTTP {answer.status}")
    if sum(map(answer.body.count, (b",", b"[", b"{"))) > _MOST_PARTS:
        raise _malformed(method, "too many parts")
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        if answer.status != 200:
            raise ControlError(ControlFault.REFUSED, f"HTTP {answer.status}") from None
        raise _malformed(method, "no whole JSON") from None
    if not isinstance(said, dict) or "jsonrpc" not in said:
        raise _malformed(method, "no JSON-RPC")
    if isinstance(error := said.get("error"), Mapping):
        message = clean(str(error.get("message", "")), _LONGEST_WORDS)
        raise ControlError(ControlFault.REFUSED, f"{method}: {message}")
    if "result" not in said:
        raise _malformed(method, "no result")
    return said["result"]


def check_version(result: object) -> None:
    """Raise ControlError where it is another server that speaks JSON-RPC."""
    said = result if isinstance(result, str) else type(result).__name__
    if not said.lower().startswith("kamailio"):
        raise ControlError(ControlFault.MALFORMED, f"no Kamailio: {clean(said, _LONGEST_WORDS)}")


def registered_in(result: object) -> frozenset[str]:
    """Return the names of `ul.dump` that have a contact which holds. Raises ControlError.

    The list tells how many names it has: one that is cut short is no list.
    """
    found: set[str] = set()
    try:
        for table in _list(_mapping(result)["Domains"]):
            domain = _mapping(_mapping(table)["Domain"])
            names = [_mapping(_mapping(one)["Info"]) for one in _list(domain["AoRs"])]
            told = _mapping(domain["Stats"])["Records"]
            if len(names) != told:
                raise _malformed(DUMP, f"{len(names)} names of {clean(str(told), _LONGEST_WORDS)}")
            found.update(str(name["AoR"]) for name in names if any(_holds(name)))
    except (KeyError, TypeError):
        raise _malformed(DUMP, "no list of registrations") from None
    return frozenset(found)


def _holds(name: Mapping[str, object]) -> Iterator[bool]:
    for contact in _list(name["Contacts"]):
        yield _mapping(_mapping(contact)["Contact"])["Expires"] not in _GONE


def _mapping(value: object) -> Mapping[str, object]:
    """Return a JSON object. Raises TypeError."""
    if not isinstance(value, dict):
        raise TypeError
    return value


def _list(value: object) -> list[object]:
    """Return a JSON array. Raises TypeError."""
    if not isinstance(value, list):
        raise TypeError
    return value


def _malformed(method: str, why: str) -> ControlError:
    return ControlError(ControlFault.MALFORMED, f"{method}: {why}")
