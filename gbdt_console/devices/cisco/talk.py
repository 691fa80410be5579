"""What the driver asks of a connection, whether it goes over SSH or in a WebSocket."""

from collections.abc import AsyncIterator
from typing import Protocol

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.cisco.status import Status, text
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

    async def command(self, *path: str, **parameters: str | int) -> Status:
        """Return what the codec answered when it accepted the command."""
        ...

    async def subscribe(self, *path: str, root: str = "Status") -> None:
        """Be told from now on of each change of the status at that path, or of that event."""
        ...

    def end_of_call(self, call_id: str) -> str | None:
        """Return the codec's words on how that call ended, cleaned; None where it told no end of it."""
        ...


def accepted(response: Status | None) -> Status:
    """Return the answer to a command over SSH. Raises ControlError where it is no acceptance."""
    results = list(response.values()) if isinstance(response, dict) else []
    if len(results) != 1 or not text(results[0], "status"):
        raise ControlError(ControlFault.MALFORMED)
    if text(results[0], "status") != _ACCEPTED:
        raise refusal(results[0])
    return results[0]


def refusal(result: Status) -> ControlError:
    """Return why the codec refused, in its own words."""
    said = [text(result, name) for name in _TOLD_BY]
    words = ": ".join(one for one in said if one) or text(result, "status")
    return ControlError(ControlFault.REFUSED, clean(words))
