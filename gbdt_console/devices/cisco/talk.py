"""What the driver asks of a connection, whether it goes over SSH or in a WebSocket."""

from collections.abc import AsyncIterator
from typing import Protocol

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.cisco.status import Status, at, text
from gbdt_console.devices.control import ControlError

_ACCEPTED = "OK"
_TOLD_BY = ("Reason", "Error", "Description", "XPath")
"""Parts of a refusal that say why."""


class XapiTalk(Protocol):
    """One connection. Each method raises ControlError; questions may overlap."""

    async def open(self) -> None:
        """Close, connect, log in, and find out whether the codec speaks as it must."""
        ...

    async def close(self) -> None: ...

    def changes(self) -> AsyncIterator[str]:
        """Yield the first word of the path of each change until the connection is lost."""
        ...

    async def get(self, *path: str) -> Status | None:
        """Return the status at that path; None where there is nothing. REFUSED where the path is unknown."""
        ...

    async def command(self, *path: str, **parameters: str | int) -> None:
        """Return when the codec has accepted the command."""
        ...

    async def subscribe(self, *path: str) -> None:
        """Be told from now on of each change of the status at that path."""
        ...


def check_result(response: Status | None) -> None:
    """Raise ControlError where the answer to a command over SSH is no acceptance."""
    results = list(response.values()) if isinstance(response, dict) else []
    if len(results) != 1 or not text(results[0], "status"):
        raise ControlError(ControlFault.MALFORMED)
    if text(results[0], "status") != _ACCEPTED:
        raise refusal(results[0])


def refusal(result: Status) -> ControlError:
    """Return why the codec refused, in its own words."""
    said = [text(result, name) for name in _TOLD_BY]
    words = ": ".join(one for one in said if one) or text(result, "status")
    return ControlError(ControlFault.REFUSED, clean(words))


def subject(event: Status) -> str:
    """Return where the status changed, first word of its path; empty for what is no change of it."""
    for root in ("Status", "Event"):
        tree = at(event, root)
        if isinstance(tree, dict) and tree:
            return clean(next(iter(tree)))
    return ""
